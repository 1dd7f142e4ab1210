import { useState } from "preact/hooks";
import { CandleChart } from "../chart/candleChart.tsx";
import { useLive } from "../data/context.ts";
import { useAsync } from "../data/useAsync.ts";
import { dateAndTime } from "../model/clock.ts";
import * as format from "../model/format.ts";
import type { Candle, Market, Trade } from "../types.ts";

const INTERVALS = [
  { seconds: 60, name: "1 min" },
  { seconds: 300, name: "5 min" },
  { seconds: 3_600, name: "1 h" },
  { seconds: 86_400, name: "1 d" },
] as const;
const SHOWN = 120;
const LISTED = 20;
const NONE: readonly Candle[] = [];

/** Prices by interval: a chart, and the newest of them as a table. */
export function PriceHistory({
  market,
  trades,
}: {
  readonly market: Market;
  readonly trades: readonly Trade[];
}) {
  const { reader } = useLive();
  const [interval, setInterval] = useState<number>(INTERVALS[0].seconds);
  const ask = () => reader.getCandles({ market: market.market, interval, limit: SHOWN });
  const candles = useAsync(ask, [market.market, interval, trades[0]?.id]).value ?? NONE;
  return (
    <>
      <div class="titled">
        <h2 id="prices">Prices</h2>
        <fieldset class="choice">
          <legend class="unseen">Interval of a candle</legend>
          {INTERVALS.map(({ seconds, name }) => (
            <label key={seconds}>
              <input
                type="radio"
                name="interval"
                checked={interval === seconds}
                onChange={() => setInterval(seconds)}
              />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      </div>
      {candles.length === 0 ? (
        <p class="dim">Nothing was traded yet.</p>
      ) : (
        <CandleChart candles={candles} market={market} label={labelOf(market, candles)} />
      )}
      {candles.length > 0 && <Candles market={market} candles={candles.slice(-LISTED)} />}
    </>
  );
}

function labelOf(market: Market, candles: readonly Candle[]): string {
  const ticks = candles.flatMap(({ low, high }) => [low, high]);
  const price = (tick: number): string => format.price(market, tick);
  const last = candles.at(-1)?.close ?? 0;
  return `Prices of ${market.symbol}: between ${price(Math.min(...ticks))} and ${price(Math.max(...ticks))}, last ${price(last)}`;
}

const COLUMNS = ["open", "high", "low", "close"] as const;

function Candles({
  market,
  candles,
}: {
  readonly market: Market;
  readonly candles: readonly Candle[];
}) {
  return (
    <details>
      <summary>Prices as a table</summary>
      <div class="scroll">
        <table>
          <caption class="unseen">Prices by interval, newest first</caption>
          <thead>
            <tr>
              <th scope="col">From</th>
              {COLUMNS.map((name) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
              <th scope="col" class="number">
                Volume
              </th>
            </tr>
          </thead>
          <tbody>
            {[...candles].reverse().map((candle) => (
              <tr key={candle.time}>
                <th scope="row">{dateAndTime(candle.time)}</th>
                {COLUMNS.map((name) => (
                  <td key={name} class="number">
                    {format.price(market, candle[name])}
                  </td>
                ))}
                <td class="number">{format.quantity(market, candle.lots)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
