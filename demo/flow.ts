import { formatDecimal } from "../sequencer/matching/decimal.ts";
import { type Random, randomFrom } from "./random.ts";

/**
 * Order flow after E. Smith, J. D. Farmer, L. Gillemot and S. Krishnamurthy, "Statistical theory of the continuous double
 * auction", Quantitative Finance 3 (2003), 481–514: limit orders, market orders and cancellations come independently of
 * each other and of all that happened before. Whole numbers throughout.
 */
export interface FlowModel {
  readonly seed: number;
  /** α: limit orders, for each side and price level, in a second; in millionths. */
  readonly limitRate: number;
  /** μ: market orders of both sides in a second; in millionths. */
  readonly marketRate: number;
  /** δ: chance of a resting order to be cancelled within a second; in millionths. */
  readonly cancelRate: number;
  /** Levels on which limit orders fall, counted from the best price opposite; the paper's half-line, cut off. */
  readonly levels: number;
  /** σ: size of every order, in units of 10^−8 of base. */
  readonly size: number;
  /** dp: distance of levels, in units of 10^−8 of quote. */
  readonly levelSize: number;
  /** Level that the book opens around. */
  readonly openLevel: number;
  /** Traders, to whom orders are dealt at random; the model knows none. */
  readonly traders: number;
}

/** The flow of examples/flow.ndjson. */
export const EXAMPLE_MODEL: FlowModel = {
  seed: 2003,
  limitRate: 500_000,
  marketRate: 16_000_000,
  cancelRate: 50_000,
  levels: 20,
  size: 10_000_000,
  levelSize: 25_000_000,
  openLevel: 8_000,
  traders: 20,
};

/** Lines in examples/flow.ndjson. */
export const EXAMPLE_LINES = 1_000;

/** Chances are in parts of 10^9 a millisecond: a rate in millionths a second is that number. */
const CERTAIN = 1_000_000_000;

interface Resting {
  readonly id: string;
  readonly trader: string;
  readonly level: number;
}

/**
 * The flow without end, as lines of the `events` format with timestamps in milliseconds. Time goes in steps of one millisecond
 * with at most one event each, which for rates far below 1,000 a second is the paper's Poisson process. A market order is
 * written as a limit order at the best price opposite; in the model's own book it takes the oldest order there.
 */
export function* modelFlow(model: FlowModel): Generator<string, never, undefined> {
  const random = randomFrom(model.seed);
  const book = new ModelBook(model.openLevel);
  let orders = 0;
  for (let timestamp = 1; ; timestamp++) {
    const event = drawEvent(model, random, book.size);
    if (event === undefined) continue;
    if (event === "cancel") {
      const { id, trader } = book.removeAny(random);
      yield lineOf({ timestamp, order_id: id, user_id: trader, action: "cancel" });
      continue;
    }
    const side = random.below(2) === 0 ? "buy" : "sell";
    const opposite = side === "buy" ? "sell" : "buy";
    if (event === "market" && book.isEmpty(opposite)) continue;
    const away = event === "market" ? 0 : 1 + random.below(model.levels);
    const level = side === "buy" ? book.best("sell") - away : book.best("buy") + away;
    const trader = `trader-${String(1 + random.below(model.traders)).padStart(2, "0")}`;
    const id = `order-${++orders}`;
    if (event === "market") book.takeBest(opposite);
    else book.add(side, { id, trader, level });
    yield lineOf({
      timestamp,
      order_id: id,
      user_id: trader,
      side,
      price: decimal(level * model.levelSize),
      quantity: decimal(model.size),
      action: "new",
    });
  }
}

/** The text of examples/flow.ndjson. */
export function exampleFlow(): string {
  const flow = modelFlow(EXAMPLE_MODEL);
  return Array.from({ length: EXAMPLE_LINES }, () => `${flow.next().value}\n`).join("");
}

function drawEvent(
  { limitRate, marketRate, cancelRate, levels }: FlowModel,
  random: Random,
  resting: number,
): "limit" | "market" | "cancel" | undefined {
  const limit = 2 * levels * limitRate;
  const market = limit + marketRate;
  const drawn = random.below(CERTAIN);
  if (drawn < limit) return "limit";
  if (drawn < market) return "market";
  return drawn < market + resting * cancelRate ? "cancel" : undefined;
}

/** The continuous book of the model; it decides where orders fall, not what they trade at. */
class ModelBook {
  readonly #sides = { buy: [] as Resting[], sell: [] as Resting[] };
  /** Best levels now, or the last ones of a side that is empty. */
  readonly #best: { buy: number; sell: number };

  constructor(open: number) {
    this.#best = { buy: open - 1, sell: open + 1 };
  }

  get size(): number {
    return this.#sides.buy.length + this.#sides.sell.length;
  }

  isEmpty(side: "buy" | "sell"): boolean {
    return this.#sides[side].length === 0;
  }

  best(side: "buy" | "sell"): number {
    return this.#best[side];
  }

  add(side: "buy" | "sell", order: Resting): void {
    this.#sides[side].push(order);
    this.#settle(side);
  }

  takeBest(side: "buy" | "sell"): void {
    const at = this.#sides[side].findIndex(({ level }) => level === this.#best[side]);
    this.#sides[side].splice(at, 1);
    this.#settle(side);
  }

  removeAny(random: Random): Resting {
    const { buy, sell } = this.#sides;
    const at = random.below(buy.length + sell.length);
    const side = at < buy.length ? "buy" : "sell";
    const [removed] = this.#sides[side].splice(side === "buy" ? at : at - buy.length, 1);
    if (removed === undefined) throw new RangeError(`no order ${at} in the model's book`);
    this.#settle(side);
    return removed;
  }

  #settle(side: "buy" | "sell"): void {
    const levels = this.#sides[side].map(({ level }) => level);
    if (levels.length > 0) {
      this.#best[side] = side === "buy" ? Math.max(...levels) : Math.min(...levels);
    }
  }
}

/** A number whose digits are written as they are. */
interface Digits {
  readonly digits: string;
}

const decimal = (units: number): Digits => ({ digits: formatDecimal(units, 8) });

function lineOf(fields: Readonly<Record<string, string | number | Digits>>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `${JSON.stringify(name)}:${typeof value === "object" ? value.digits : JSON.stringify(value)}`,
  );
  return `{${parts.join(",")}}`;
}
