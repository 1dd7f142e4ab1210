import { roundNumbers } from "../model/axis.ts";
import { demandCurve, supplyCurve, windowOf } from "../model/curves.ts";
import * as format from "../model/format.ts";
import { areaOf, type Box, type Plane, pathOf, planeOf } from "../model/plot.ts";
import type { Auction, Market } from "../types.ts";
import { useWidth } from "./useWidth.ts";

const HEIGHT = 300;
const LEFT = 56;
const RIGHT = 26;
const TOP = 30;
const BOTTOM = 40;
const PIXELS_PER_MARK = 84;
const ROWS = 5;
/** Width until the page has been laid out. */
const FIRST_WIDTH = 640;

interface Props {
  readonly auction: Auction;
  readonly market: Market;
}

/** Supply and demand with the price that they clear at. Drawn for the eye; the tables below it say the same in words. */
export function CurvesChart({ auction, market }: Props) {
  const { ref, width: measured } = useWidth();
  const width = measured || FIRST_WIDTH;
  const box = { left: LEFT, right: width - RIGHT, top: TOP, bottom: HEIGHT - BOTTOM };
  const window = windowOf(auction);
  const plane = planeOf(window, box);
  const demand = demandCurve(auction.bids, window);
  const supply = supplyCurve(auction.asks, window);
  const columns = Math.max(2, Math.floor((box.right - box.left) / PIXELS_PER_MARK));
  return (
    <div class="chart" ref={ref}>
      <svg
        class="curves"
        role="img"
        aria-label={labelOf(auction, market)}
        width={width}
        height={HEIGHT}
        data-tick={auction.tick}
        data-volume={auction.volume}
      >
        <g class="grid">
          {roundNumbers(0, window.most, ROWS).map((lots) => (
            <g key={lots}>
              <line x1={box.left} x2={box.right} y1={plane.y(lots)} y2={plane.y(lots)} />
              <text x={box.left - 8} y={plane.y(lots) + 4} text-anchor="end">
                {format.quantity(market, lots)}
              </text>
            </g>
          ))}
          {roundNumbers(window.low, window.high, columns).map((tick) => (
            <text key={tick} x={plane.x(tick)} y={box.bottom + 18} text-anchor="middle">
              {format.price(market, tick)}
            </text>
          ))}
        </g>
        <path class="demand area" d={areaOf(demand, plane)} />
        <path class="supply area" d={areaOf(supply, plane)} />
        <path class="demand line" d={pathOf(demand, plane)} />
        <path class="supply line" d={pathOf(supply, plane)} />
        <text class="demand name" x={box.left + 6} y={box.top + 4}>
          Demand
        </text>
        <text class="supply name" x={box.right - 6} y={box.top + 4} text-anchor="end">
          Supply
        </text>
        <ClearingPrice auction={auction} market={market} plane={plane} box={box} />
        <text class="axis" x={box.right} y={HEIGHT - 6} text-anchor="end">
          Price in {format.quoteOf(market)}
        </text>
        <text class="axis" x={box.left} y={HEIGHT - 6}>
          Quantity in {format.baseOf(market)}
        </text>
      </svg>
    </div>
  );
}

/** Half the width of the price's label. */
const CHIP = 44;

function ClearingPrice({
  auction,
  market,
  plane,
  box,
}: Props & { readonly plane: Plane; readonly box: Box }) {
  const { tick, volume } = auction;
  const x = plane.x(tick);
  const y = plane.y(volume);
  const chip = Math.min(box.right - CHIP, Math.max(box.left + CHIP, x));
  return (
    <g class="clearing">
      {volume > 0 && <line class="volume" x1={box.left} x2={x} y1={y} y2={y} />}
      <line x1={x} x2={x} y1={box.top} y2={box.bottom} />
      {volume > 0 && <circle cx={x} cy={y} r="5" />}
      <rect x={chip - CHIP} y={2} width={2 * CHIP} height={22} rx="4" />
      <text x={chip} y={17} text-anchor="middle">
        {format.price(market, tick)}
      </text>
    </g>
  );
}

function labelOf({ tick, volume, slot }: Auction, market: Market): string {
  const what = `Supply and demand of ${market.symbol} in batch ${slot}`;
  if (volume === 0)
    return `${what}: they do not cross, the price stays ${format.price(market, tick)}`;
  const traded = `${format.quantity(market, volume)} ${format.baseOf(market)}`;
  return `${what}: they cross at ${format.price(market, tick)}, where ${traded} is traded`;
}
