import { keyFrom } from "./bitmap.ts";
import { find, type OrderRef } from "./book.ts";
import { type Clearing, solveClearing } from "./clearing.ts";
import { SIDE, TICK_LIMIT } from "./constants.ts";
import { levelKey, sideBitmap } from "./layout.ts";
import { readLast, readLevel, readMarket, readOrder, readParameters } from "./leaves.ts";
import type { StatePort } from "./state.ts";
import type { Proposer, StepReport } from "./stepTypes.ts";

/**
 * The claimant's choices: the clearing solved from the book, and due orders by (market, side, key, position). Which
 * orders expire when is indexed beside the tree; the index is fed by step reports and rebuilt from a state.
 */
export class BookProposer implements Proposer {
  readonly #expiring = new Map<number, Due>();

  /** Reads every live order once. */
  static fromState(state: StatePort): BookProposer {
    const proposer = new BookProposer();
    for (const { ref, expiry } of liveOrders(state)) proposer.#schedule(expiry, ref);
    return proposer;
  }

  /** Feed it every step's report. */
  observe(report: StepReport): void {
    if (report.kind === "operation" && report.placed !== undefined) {
      this.#schedule(report.placed.expiry, report.placed.ref);
    } else if (report.kind === "end") {
      for (const slot of this.#expiring.keys())
        if (slot <= report.slot) this.#expiring.delete(slot);
    }
  }

  clearing(state: StatePort, market: number): Clearing {
    return solveClearing(state, market, readLast(state, market), readMarket(state, market).bandBps);
  }

  expiring(state: StatePort, slot: number): OrderRef {
    const due = this.#expiring.get(slot);
    for (let ref = due?.next(); ref !== undefined; ref = due?.next()) {
      if (find(state, ref)?.expiry === slot) return ref;
    }
    throw new RangeError(`no live order indexed for slot ${slot}, though the state counts one`);
  }

  #schedule(expiry: number, ref: OrderRef): void {
    if (expiry === 0) return;
    const due = this.#expiring.get(expiry);
    if (due === undefined) this.#expiring.set(expiry, new Due(ref));
    else due.add(ref);
  }
}

/** Orders of one slot, sorted when the first is asked for; dead ones among them are skipped by the caller. */
class Due {
  readonly #refs: OrderRef[];
  #next = -1;

  constructor(ref: OrderRef) {
    this.#refs = [ref];
  }

  add(ref: OrderRef): void {
    this.#refs.push(ref);
  }

  next(): OrderRef | undefined {
    if (this.#next < 0) {
      this.#refs.sort(byPlace);
      this.#next = 0;
    }
    return this.#refs[this.#next++];
  }
}

const byPlace = (a: OrderRef, b: OrderRef): number =>
  a.market - b.market ||
  a.side - b.side ||
  levelKey(a.side, a.tick) - levelKey(b.side, b.tick) ||
  a.position - b.position;

/** Every live order, by (market, side, key, position). */
export function* liveOrders(
  state: StatePort,
): Generator<{ ref: OrderRef; account: number; lots: number; expiry: number }> {
  const { marketCount } = readParameters(state);
  for (let market = 0; market < marketCount; market++) {
    for (const side of [SIDE.buy, SIDE.sell]) {
      const root = sideBitmap(market, side);
      for (let key = keyFrom(state, root, 0); key !== undefined; key = keyAfter(state, root, key)) {
        const { head, tail } = readLevel(state, market, side, key);
        for (let position = head; position < tail; position++) {
          const order = readOrder(state, market, side, key, position);
          if (order === undefined) continue;
          const ref = { market, side, tick: levelKey(side, key), position };
          yield { ref, account: order.account, lots: order.lots, expiry: order.expiry };
        }
      }
    }
  }
}

const keyAfter = (state: StatePort, root: number, key: number): number | undefined =>
  key + 1 < TICK_LIMIT ? keyFrom(state, root, key + 1) : undefined;
