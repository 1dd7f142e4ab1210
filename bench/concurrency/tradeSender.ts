import type { NamedMarket } from "../../sequencer/matching/engine/namedMarket.ts";
import {
  BATCH_BYTES,
  type Batch,
  MOST_MESSAGES,
  NUMBERS,
  type SharedBatches,
} from "./sharedBatches.ts";

/** Trades, each with two texts, that a batch holds at most. */
const MOST_TRADES = MOST_MESSAGES / 2;
/** Room for the two names of a trade. */
const SLACK = 1_024;

/** Hands trades to a thread that writes them. */
export class TradeSender {
  readonly #market: NamedMarket;
  readonly #batches: SharedBatches;
  #batch: Batch;
  #count = 0;
  #length = 0;

  constructor(market: NamedMarket, batches: SharedBatches) {
    this.#market = market;
    this.#batches = batches;
    this.#batch = batches.empty();
  }

  /** Takes the market's trade number `at`; its taker is named in `source[start … end)`. */
  send(at: number, source: Uint8Array, start: number, end: number, timestamp: number): void {
    if (this.#count === MOST_TRADES || this.#length + SLACK > BATCH_BYTES) this.#handOn();
    const { bytes, starts, ends, numbers } = this.#batch;
    const { names, trades } = this.#market;
    const count = this.#count++;
    let length = this.#length;
    starts[2 * count] = length;
    for (let from = start; from < end; from++) bytes[length++] = source[from] as number;
    ends[2 * count] = length;
    starts[2 * count + 1] = length;
    length = names.copy(trades.maker(at), bytes, length);
    ends[2 * count + 1] = length;
    numbers[NUMBERS * count] = trades.price(at);
    numbers[NUMBERS * count + 1] = trades.quantity(at);
    numbers[NUMBERS * count + 2] = timestamp;
    this.#length = length;
  }

  end(): void {
    if (this.#count > 0) this.#handOn();
    this.#batches.handOn(0);
  }

  #handOn(): void {
    this.#batches.handOn(this.#count);
    this.#batch = this.#batches.empty();
    this.#count = 0;
    this.#length = 0;
  }
}
