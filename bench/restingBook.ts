import { applyOperation } from "#protocol/applyOperation";
import { SIDE } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { OUTCOME } from "#protocol/outcomes";
import { BookProposer } from "#protocol/proposer";
import { makeWorld, random } from "./world.ts";

export interface RestingBookResult {
  readonly orders: number;
  readonly ticks: number;
  readonly accounts: number;
  readonly seconds: number;
  /** Most resident memory that the whole process ever had, in bytes. */
  readonly peakBytes: number;
}

const STEPS_BETWEEN_ROOTS = 16;
const ACCOUNTS = 1_000;

/** Rests orders on `ticks` price levels with a root every 16 of them, half of them expiring. */
export function benchRestingBook(crypto: Crypto, orders: number, ticks: number): RestingBookResult {
  const { state } = makeWorld(crypto, ACCOUNTS, STEPS_BETWEEN_ROOTS);
  const proposer = new BookProposer();
  const below = random(0x9e3779b9);
  const start = performance.now();
  for (let n = 0; n < orders; n++) {
    const side = below(2) === 0 ? SIDE.buy : SIDE.sell;
    const away = 1 + below(ticks / 2);
    const tick = side === SIDE.buy ? 10_000 - away : 10_000 + away;
    const expiry = below(2) === 0 ? 0 : 2 + below(1_000);
    const account = 1 + below(ACCOUNTS);
    const operation = {
      kind: "place",
      market: 0,
      side,
      tick,
      lots: 1 + below(100),
      expiry,
    } as const;
    const applied = applyOperation(state, account, 1, operation);
    if (applied.outcome !== OUTCOME.applied)
      throw new RangeError(`order ${n} was rejected: ${applied.outcome}`);
    proposer.observe({ kind: "operation", position: 0, sealed: 0, block: 0, account, ...applied });
    if (n % STEPS_BETWEEN_ROOTS === 0) state.root();
  }
  state.root();
  const seconds = (performance.now() - start) / 1_000;
  return {
    orders,
    ticks,
    accounts: ACCOUNTS,
    seconds,
    peakBytes: process.resourceUsage().maxRSS * 1_024,
  };
}
