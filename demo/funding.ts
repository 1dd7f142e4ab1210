import { MAX_AMOUNT, SIDE } from "#protocol/constants";
import { lockedBy } from "#protocol/units";
import type { OrderEvent } from "../sequencer/matching/formats/events.ts";
import { type FlowMarket, placingOf } from "./flowMarket.ts";

/** Units of the two assets that a trader is given before it trades. */
export interface Funds {
  readonly base: bigint;
  readonly quote: bigint;
}

/** The account of whoever sits before the demo, and wei for its own transactions on L1. */
export const VISITOR = "visitor";
export const VISITOR_WEI = 100n * 10n ** 18n;

/** Operations of the trader's last envelopes: two withdrawals, padded, twice over. */
const PARTING_OPERATIONS = 16;

/**
 * What every user of a flow can need at most: base for all its sells, quote with fees for all its buys, and operation fees, also for
 * cancelling all of it one by one.
 * @param times how often the flow may come again
 */
export function fundsFor(
  events: readonly OrderEvent[],
  market: FlowMarket,
  operationFee: number,
  times = 1,
): Map<string, Funds> {
  const needs = new Map<string, { base: bigint; quote: bigint; operations: number }>();
  for (const event of events) {
    const need = needs.get(event.userId) ?? { base: 0n, quote: 0n, operations: 0 };
    needs.set(event.userId, need);
    // Its own operation, and a cancel that may follow in the end.
    need.operations += 2;
    if (event.action === "cancel") continue;
    const placing = placingOf(market, event);
    if (!placing.ok) continue;
    const side = SIDE[event.side];
    const lock = BigInt(lockedBy(side, placing.lots, placing.tick, market.params) ?? 0);
    if (side === SIDE.sell) need.base += lock;
    else need.quote += lock;
  }
  return new Map(
    [...needs].map(([userId, { base, quote, operations }]) => {
      // Padding at most doubles the blocks of an envelope.
      const fees = BigInt(operationFee) * BigInt(2 * (operations + PARTING_OPERATIONS));
      return [userId, { base: (base + fees) * BigInt(times), quote: quote * BigInt(times) }];
    }),
  );
}

/** L1 holds only so much of an asset: at most an equal share of it for everyone. */
export function withinCap(
  funds: readonly (readonly [userId: string, funds: Funds])[],
): Map<string, Funds> {
  const share = BigInt(MAX_AMOUNT) / BigInt(Math.max(1, funds.length));
  const atMost = (amount: bigint): bigint => (amount < share ? amount : share);
  return new Map(
    funds.map(([userId, { base, quote }]) => [
      userId,
      { base: atMost(base), quote: atMost(quote) },
    ]),
  );
}
