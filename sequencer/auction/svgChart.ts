import type { Auction, AuctionResult } from "./auction.ts";
import { type Curves, curvesOf } from "./curves.ts";
import { showPrice, showQuantity } from "./printAuction.ts";
import { caption } from "./terminalChart.ts";

/** Steps that are drawn at most. */
const MAX_POINTS = 400;
const [WIDTH, HEIGHT] = [720, 420];
/** The plot within the picture. */
const [LEFT, RIGHT, TOP, BOTTOM] = [96, 690, 56, 362];

const STYLE = `
  .paper { fill: #ffffff; }
  text { fill: #1c2128; font: 14px system-ui, sans-serif; }
  .title { font-size: 16px; font-weight: 600; }
  .demand { stroke: #0b5cad; }
  .supply { stroke: #b3360b; stroke-dasharray: 8 4; }
  .curve { fill: none; stroke-width: 2.5; }
  .axis { stroke: #c9d1d9; }
  .price { stroke: #1c2128; stroke-dasharray: 2 4; }
  .dot { fill: #1c2128; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #14171c; }
    text, .dot { fill: #e6edf3; }
    .demand { stroke: #7db7ff; }
    .supply { stroke: #ffa279; }
    .axis { stroke: #444c56; }
    .price { stroke: #e6edf3; }
  }`;

/**
 * Demand (a whole line) and supply (dashed) over quantity, price upwards, as an SVG that reads on light and dark screens
 * and says its content in words. The same auction gives the same bytes.
 */
export function svgChart(auction: Auction, result: AuctionResult): string {
  const curves = curvesOf(auction, result, MAX_POINTS);
  const words = caption(auction, result);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title words">
<title id="title">Demand and supply of a call auction</title>
<desc id="words">${words}</desc>
<style>${STYLE}
</style>
<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>
<text class="title" x="${LEFT}" y="30">${words}</text>
${[...axes(), ...(curves.points.length === 0 ? [] : plot(auction, result, curves))].join("\n")}
</svg>
`;
}

function axes(): string[] {
  return [
    line("axis", LEFT, TOP, LEFT, BOTTOM),
    line("axis", LEFT, BOTTOM, RIGHT, BOTTOM),
    label(LEFT, TOP - 8, "end", "price"),
    label((LEFT + RIGHT) / 2, BOTTOM + 46, "middle", "quantity"),
  ];
}

function plot(auction: Auction, result: AuctionResult, curves: Curves): string[] {
  const { points, demandAbove, supplyBelow } = curves;
  const most = points.reduce((n, p) => Math.max(n, p.demand, p.supply), 1);
  const highest = points[0]?.tick ?? 1;
  const lowest = points.at(-1)?.tick ?? 1;
  const range = Math.max(1, highest - lowest);
  const x = (quantity: number): number => LEFT + Math.round((quantity / most) * (RIGHT - LEFT));
  const y = (tick: number): number =>
    BOTTOM - 8 - Math.round(((tick - lowest) / range) * (BOTTOM - TOP - 16));
  const rising = points.toReversed();
  return [
    label(LEFT, BOTTOM + 20, "middle", "0"),
    label(RIGHT, BOTTOM + 20, "end", showQuantity(auction, most)),
    ...priceLabels(auction, result, [highest, lowest], y),
    ...clearing(result, x, y),
    staircase(
      "demand",
      x(demandAbove),
      points.map((p) => ({ x: x(p.demand), y: y(p.tick) })),
      BOTTOM,
    ),
    staircase(
      "supply",
      x(supplyBelow),
      rising.map((p) => ({ x: x(p.supply), y: y(p.tick) })),
      TOP,
    ),
    `<line class="curve demand" x1="${RIGHT - 190}" y1="${BOTTOM + 41}" x2="${RIGHT - 160}" y2="${BOTTOM + 41}"/>`,
    label(RIGHT - 154, BOTTOM + 46, "start", "demand"),
    `<line class="curve supply" x1="${RIGHT - 85}" y1="${BOTTOM + 41}" x2="${RIGHT - 55}" y2="${BOTTOM + 41}"/>`,
    label(RIGHT - 49, BOTTOM + 46, "start", "supply"),
  ];
}

/** The ends of the axis and the clearing price, where they do not cover each other. */
function priceLabels(
  auction: Auction,
  { tick }: AuctionResult,
  ends: readonly number[],
  y: (tick: number) => number,
): string[] {
  const clear = ends.filter((end) => tick === undefined || Math.abs(y(end) - y(tick)) >= 16);
  const shown = new Set(tick === undefined ? clear : [...clear, tick]);
  return [...shown].map((at) => label(LEFT - 8, y(at) + 5, "end", showPrice(auction, at)));
}

function clearing(
  { tick, volume }: AuctionResult,
  x: (quantity: number) => number,
  y: (tick: number) => number,
): string[] {
  if (tick === undefined) return [];
  return [
    line("price", LEFT, y(tick), RIGHT, y(tick)),
    `<circle class="dot" cx="${x(volume)}" cy="${y(tick)}" r="5"/>`,
  ];
}

/** From the better price on: to each price, then along it to what it adds; at last to the edge. */
function staircase(
  name: "demand" | "supply",
  start: number,
  points: readonly { readonly x: number; readonly y: number }[],
  edge: number,
): string {
  const steps = points.map(({ x, y }, n) => `${n === 0 ? `M${start} ${y}` : `V${y}`}H${x}`);
  return `<path class="curve ${name}" d="${steps.join("")}V${edge}"/>`;
}

const line = (name: string, x1: number, y1: number, x2: number, y2: number): string =>
  `<line class="${name}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
const label = (x: number, y: number, anchor: "start" | "middle" | "end", text: string): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
