import type { MarketParams } from "#protocol/config";
import { SIDE, type Side, TICK_LIMIT } from "#protocol/constants";
import type { Operation } from "#protocol/operation";
import type { Funds } from "./funding.ts";
import { OPERATION_FEE } from "./network.ts";
import type { OutgoingIn } from "./stage.ts";
import type { Trader } from "./trader.ts";

/** The liar's own four traders. They trade with each other, so that a slot has a place for every lie. */

const NAMES = [1, 2, 3, 4].map((n) => `straw-${n}`);
const ROUNDS = 8;
const MOST_LOTS = 60;
const BLOCKS = 4;
/** Their orders are a few per cent off the last price at most. */
const AMPLE = 2n;

export const isStraw = ({ userId }: Trader): boolean => NAMES.includes(userId);

/** What they need for all rounds. */
export function strawFunds(market: MarketParams): (readonly [string, Funds])[] {
  const lots = BigInt(MOST_LOTS * ROUNDS);
  const fees = BigInt(OPERATION_FEE * BLOCKS * ROUNDS * 8);
  const base = lots * BigInt(market.baseUnit) + fees;
  const quote = lots * BigInt(market.referenceTick) * BigInt(market.quoteUnit) * AMPLE;
  return NAMES.map((name) => [name, { base, quote }] as const);
}

/** A level of two on either side, a rest that stays and one that expires in its slot. */
export function strawOrders(straws: readonly Trader[], last: number): OutgoingIn[] {
  const below = (percent: number): number => Math.max(1, Math.floor((last * percent) / 100));
  const place = (side: Side, tick: number, lots: number, expiry = 0): Operation => ({
    kind: "place",
    market: 0,
    side,
    tick: Math.min(tick, TICK_LIMIT - 1),
    lots,
    expiry,
  });
  const nop: Operation = { kind: "nop" };
  const orders = (slot: number): Operation[][] => [
    [place(SIDE.buy, last, 20), place(SIDE.buy, below(90), 1)],
    [place(SIDE.buy, last, 5), place(SIDE.buy, below(95), 2, slot)],
    [place(SIDE.sell, last, 12), nop, nop],
    [place(SIDE.sell, last, 13), nop, nop],
  ];
  return straws.map((trader, n) => ({ trader, operations: (slot) => orders(slot)[n] ?? [nop] }));
}
