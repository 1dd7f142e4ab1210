import { useCell } from "../data/cell.ts";
import { useLive, useMarkets } from "../data/context.ts";
import { timeOfDay } from "../model/clock.ts";
import * as format from "../model/format.ts";
import { toBatch } from "../model/route.ts";
import type { BatchSummary, Market, MarketResult } from "../types.ts";
import { Countdown } from "./countdown.tsx";
import { Stepper } from "./stepper.tsx";

interface Props {
  readonly batches: readonly BatchSummary[];
  /** Only this market's results; all markets' if undefined. */
  readonly market?: number;
  readonly caption: string;
}

/** Batches with how far they are and what they traded, newest first. */
export function BatchTable({ batches, market, caption }: Props) {
  const markets = useMarkets();
  const collecting = useCell(useLive().status)?.collecting?.slot;
  return (
    <div class="scroll">
      <table class="batches">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Batch</th>
            <th scope="col">Stage</th>
            <th scope="col" class="number optional">
              Envelopes
            </th>
            <th scope="col" class="number">
              Price
            </th>
            <th scope="col" class="number">
              Volume
            </th>
            <th scope="col" class="optional number">
              Closes
            </th>
          </tr>
        </thead>
        <tbody>
          {batches.map((batch) => (
            <tr key={batch.slot} class={batch.stage === "collecting" ? "live" : ""}>
              <th scope="row">
                <a href={toBatch(batch.slot)}>{batch.slot}</a>
              </th>
              <td>
                <Stepper batch={batch} />
              </td>
              <td class="number optional">{batch.envelopes ?? "sealed"}</td>
              {batch.stage === "collecting" ? (
                <td class="number" colSpan={2}>
                  {(collecting ?? batch.slot) <= batch.slot && <Countdown batch={batch} />}
                </td>
              ) : (
                <Results batch={batch} markets={markets} market={market} />
              )}
              <td class="number optional">{timeOfDay(batch.closesAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Results({
  batch,
  markets,
  market,
}: {
  readonly batch: BatchSummary;
  readonly markets: readonly Market[];
  readonly market: number | undefined;
}) {
  const shown = batch.markets.filter((result) => market === undefined || result.market === market);
  const traded = shown.filter(({ volume }) => volume > 0);
  if (shown.length === 0) return <Cells price="" volume="" />;
  if (traded.length === 0) return <Cells price="–" volume="no trade" />;
  return (
    <>
      <td class="number">
        {traded.map((result) => (
          <Line key={result.market} market={markets[result.market]} result={result} what="price" />
        ))}
      </td>
      <td class="number">
        {traded.map((result) => (
          <Line key={result.market} market={markets[result.market]} result={result} what="volume" />
        ))}
      </td>
    </>
  );
}

const Cells = ({ price, volume }: { readonly price: string; readonly volume: string }) => (
  <>
    <td class="number">{price}</td>
    <td class="number dim">{volume}</td>
  </>
);

function Line({
  market,
  result,
  what,
}: {
  readonly market: Market | undefined;
  readonly result: MarketResult;
  readonly what: "price" | "volume";
}) {
  if (market === undefined) return null;
  const text =
    what === "price"
      ? format.price(market, result.tick)
      : `${format.quantity(market, result.volume)} ${format.baseOf(market)}`;
  return <div>{text}</div>;
}
