import { CurvesChart } from "../chart/curvesChart.tsx";
import { demandAt, supplyAt } from "../model/curves.ts";
import * as format from "../model/format.ts";
import { rationSentence, shareWord } from "../model/ration.ts";
import { toAccount } from "../model/route.ts";
import { surplusSentence } from "../model/surplus.ts";
import type { Auction, Market } from "../types.ts";
import { Facts } from "./facts.tsx";

interface Props {
  readonly auction: Auction;
  readonly market: Market;
}

/** One market in one batch: the curves, the price, and who got less than they asked for. */
export function AuctionFigure({ auction, market }: Props) {
  const price = (tick: number): string => format.price(market, tick);
  const quantity = (lots: number): string =>
    `${format.quantity(market, lots)} ${format.baseOf(market)}`;
  const { tick, volume, surplus, band, lastTick } = auction;
  return (
    <figure class="auction">
      <CurvesChart auction={auction} market={market} />
      <figcaption>
        <Facts
          facts={[
            ["Price", volume > 0 ? price(tick) : `${price(tick)}, unchanged`],
            ["Volume", quantity(volume)],
            ["Left over", surplusSentence(surplus, quantity)],
            ["Before", price(lastTick)],
            ["Band", `${price(band.low)} – ${price(band.high)}`],
          ]}
        />
        <p class="ration">{rationSentence(auction, { price, quantity })}</p>
      </figcaption>
      <Rationed auction={auction} market={market} />
      <Levels auction={auction} market={market} />
    </figure>
  );
}

function Rationed({ auction, market }: Props) {
  const { rationed } = auction;
  if (rationed === null) return null;
  return (
    <details>
      <summary>Who was rationed</summary>
      <div class="scroll">
        <table>
          <caption class="unseen">Orders at the rationed level, in their order of priority</caption>
          <thead>
            <tr>
              <th scope="col">Order</th>
              <th scope="col">Account</th>
              <th scope="col" class="number">
                Wanted
              </th>
              <th scope="col" class="number">
                Got
              </th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {rationed.orders.map((order) => (
              <tr key={order.order}>
                <th scope="row">
                  <code>{order.order}</code>
                </th>
                <td>
                  <a href={toAccount(order.account)}>{order.account}</a>
                </td>
                <td class="number">{format.quantity(market, order.lots)}</td>
                <td class="number">{format.quantity(market, order.filled)}</td>
                <td>{shareWord(order)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Levels({ auction, market }: Props) {
  const { bids, asks, truncated } = auction;
  const ticks = [...new Set([...bids, ...asks].map(({ tick }) => tick))].sort((a, b) => a - b);
  return (
    <details>
      <summary>The curves as a table</summary>
      <div class="scroll">
        <table>
          <caption class="unseen">Demand and supply at each price that somebody named</caption>
          <thead>
            <tr>
              <th scope="col" class="number">
                Price
              </th>
              <th scope="col" class="number">
                Bought at it or more
              </th>
              <th scope="col" class="number">
                Sold at it or less
              </th>
            </tr>
          </thead>
          <tbody>
            {ticks.map((tick) => (
              <tr key={tick} class={tick === auction.tick ? "marked" : ""}>
                <th scope="row" class="number">
                  {format.price(market, tick)}
                </th>
                <td class="number">{format.quantity(market, demandAt(bids, tick))}</td>
                <td class="number">{format.quantity(market, supplyAt(asks, tick))}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {truncated && <p class="dim">Levels far from the price are left out.</p>}
      </div>
    </details>
  );
}
