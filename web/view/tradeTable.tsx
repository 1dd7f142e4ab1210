import { timeOfDay } from "../model/clock.ts";
import * as format from "../model/format.ts";
import { toBatch } from "../model/route.ts";
import type { Market, Trade } from "../types.ts";

const ROWS = 16;

/** What batches traded, newest first; the arrow says against the trade before. */
export function TradeTable({
  trades,
  market,
}: {
  readonly trades: readonly Trade[];
  readonly market: Market;
}) {
  if (trades.length === 0) return <p class="dim">Nothing was traded yet.</p>;
  return (
    <div class="scroll">
      <table class="tradelist">
        <caption class="unseen">Trades of {market.symbol}, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Batch</th>
            <th scope="col" class="number">
              Price
            </th>
            <th scope="col" class="number">
              {format.baseOf(market)}
            </th>
          </tr>
        </thead>
        <tbody>
          {trades.slice(0, ROWS).map((trade, n) => (
            <tr key={trade.id}>
              <th scope="row">{timeOfDay(trade.time)}</th>
              <td>
                <a href={toBatch(trade.slot, market.market)}>{trade.slot}</a>
              </td>
              <td class="number">
                <Move from={trades[n + 1]?.tick} to={trade.tick} />
                {format.price(market, trade.tick)}
              </td>
              <td class="number">{format.quantity(market, trade.lots)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Move({ from, to }: { readonly from: number | undefined; readonly to: number }) {
  if (from === undefined || from === to) return null;
  return from < to ? (
    <span class="up" role="img" aria-label="up">
      ▲
    </span>
  ) : (
    <span class="down" role="img" aria-label="down">
      ▼
    </span>
  );
}
