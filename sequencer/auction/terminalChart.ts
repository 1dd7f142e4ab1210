import type { Auction, AuctionResult } from "./auction.ts";
import { type Curves, curvesOf } from "./curves.ts";
import { showPrice, showQuantity } from "./printAuction.ts";

/** Prices that are drawn at most, one a row. */
const MAX_ROWS = 21;
const LEAST_WIDTH = 16;

/**
 * Demand and supply as staircases of letters, D and S, X where they meet: prices fall from row to row, quantity grows to
 * the right. `columns` wide, or as wide as the numbers need.
 */
export function terminalChart(auction: Auction, result: AuctionResult, columns: number): string {
  const curves = curvesOf(auction, result, MAX_ROWS);
  const { points } = curves;
  if (points.length === 0) return "No order has a limit, so there is no curve to draw.\n";
  const prices = points.map(({ tick }) => showPrice(auction, tick));
  const demands = points.map(({ demand }) => showQuantity(auction, demand));
  const supplies = points.map(({ supply }) => showQuantity(auction, supply));
  const [price, demand, supply] = [
    widest("price", prices),
    widest("demand", demands),
    widest("supply", supplies),
  ];
  const width = Math.max(LEAST_WIDTH, columns - price - demand - supply - 10);
  const most = points.reduce((n, p) => Math.max(n, p.demand, p.supply), 1);
  const column = (quantity: number): number => Math.floor((quantity / most) * (width - 1));
  const rows = points.map(({ tick }, n) => {
    const clears = tick === result.tick;
    const mark = clears ? ">" : " ";
    const curve = rowOf(curves, n, column, width, clears ? "-" : " ");
    const numbers = `${demands[n]?.padStart(demand)}  ${supplies[n]?.padStart(supply)}`;
    return `${mark} ${prices[n]?.padStart(price)} |${curve}| ${numbers}`;
  });
  const head = `  ${"price".padStart(price)} |${" ".repeat(width)}| ${"demand".padStart(demand)}  ${"supply".padStart(supply)}`;
  return `${[head, ...rows, "", caption(auction, result)].join("\n")}\n`;
}

const widest = (name: string, texts: readonly string[]): number =>
  texts.reduce((n, text) => Math.max(n, text.length), name.length);

/** One row: each curve from where the better price left it to where this price takes it. */
function rowOf(
  { points, demandAbove, supplyBelow }: Curves,
  n: number,
  column: (quantity: number) => number,
  width: number,
  blank: string,
): string {
  const cells: string[] = Array.from({ length: width }, () => blank);
  const here = points[n];
  if (here === undefined) return cells.join("");
  const above = points[n - 1]?.demand ?? demandAbove;
  const below = points[n + 1]?.supply ?? supplyBelow;
  for (let x = column(above); x <= column(here.demand); x++) cells[x] = "D";
  for (let x = column(below); x <= column(here.supply); x++)
    cells[x] = cells[x] === "D" ? "X" : "S";
  return cells.join("");
}

/** The result in one sentence. */
export function caption(auction: Auction, { tick, volume, surplus }: AuctionResult): string {
  if (tick === undefined) return "Nothing crosses.";
  const left =
    surplus === undefined
      ? "nothing is left over"
      : `${showQuantity(auction, surplus.quantity)} left to ${surplus.side}`;
  return `${showQuantity(auction, volume)} trade at ${showPrice(auction, tick)}; ${left}.`;
}
