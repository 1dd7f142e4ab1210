import { type DepthRow, depthOf } from "../model/depth.ts";
import * as format from "../model/format.ts";
import type { Book, Market } from "../types.ts";

const ROWS = 10;

/** The resting orders, asks above bids, with what lies up to each price. */
export function BookTable({
  book,
  market,
}: {
  readonly book: Book | undefined;
  readonly market: Market;
}) {
  if (book === undefined) return <p class="dim">Asking …</p>;
  const asks = depthOf(book.asks, ROWS);
  const bids = depthOf(book.bids, ROWS);
  const most = Math.max(asks.at(-1)?.together ?? 0, bids.at(-1)?.together ?? 0, 1);
  const rows = (side: "buy" | "sell", levels: readonly DepthRow[]) =>
    levels.map((row) => (
      <Row key={`${side}${row.tick}`} side={side} row={row} most={most} market={market} />
    ));
  return (
    <div class="scroll">
      <table class="depth">
        <caption class="unseen">
          Resting orders of {market.symbol} after batch {book.slot}
        </caption>
        <thead>
          <tr>
            <th scope="col">Side</th>
            <th scope="col" class="number">
              Price
            </th>
            <th scope="col" class="number">
              {format.baseOf(market)}
            </th>
            <th scope="col" class="number">
              Together
            </th>
            <th scope="col" class="number optional">
              Orders
            </th>
          </tr>
        </thead>
        <tbody>
          {rows("sell", [...asks].reverse())}
          <tr class="middle">
            <th scope="row">Last</th>
            <td class="number">{format.price(market, book.lastTick)}</td>
            <td colSpan={3} class="dim">
              after batch {book.slot}
            </td>
          </tr>
          {rows("buy", bids)}
        </tbody>
      </table>
      {asks.length + bids.length === 0 && <p class="dim">No order rests in the book.</p>}
    </div>
  );
}

function Row({
  side,
  row,
  most,
  market,
}: {
  readonly side: "buy" | "sell";
  readonly row: DepthRow;
  readonly most: number;
  readonly market: Market;
}) {
  const share = { "--share": `${Math.round((row.together / most) * 100)}%` };
  return (
    <tr class={side} style={share}>
      <th scope="row">{side === "buy" ? "Bid" : "Ask"}</th>
      <td class="number">{format.price(market, row.tick)}</td>
      <td class="number">{format.quantity(market, row.lots)}</td>
      <td class="number dim">{format.quantity(market, row.together)}</td>
      <td class="number dim optional">{row.orders}</td>
    </tr>
  );
}
