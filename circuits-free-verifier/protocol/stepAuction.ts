import { bestLevel, headOf, skipHead, takeFromHead } from "./book.ts";
import { type Clearing, clearingHolds, type Rest } from "./clearing.ts";
import { MAX_AMOUNT, OPERATOR_ACCOUNT, PHASE, SIDE, type Side, TICK_LIMIT } from "./constants.ts";
import { unscheduleExpiry } from "./expiry.ts";
import {
  addAvailable,
  type Market,
  type Order,
  readAuction,
  readBalance,
  readLast,
  readMarket,
  readPrice,
  writeAuction,
  writeLast,
  writePrice,
} from "./leaves.ts";
import { releaseLock } from "./locks.ts";
import { INVALID } from "./outcomes.ts";
import { enter, enterAfterMarket } from "./phases.ts";
import { InvalidStep } from "./records.ts";
import type { StatePort } from "./state.ts";
import type { StepInput, StepReport } from "./stepTypes.ts";
import { feeFloor } from "./units.ts";

/** Clear: takes the claimed price and volume on trust until Close. */
export function clearStep({ state, cursor, tape, proposer }: StepInput): StepReport {
  const { tick, volume } = tape.clearing(() => proposer.clearing(state, cursor.market));
  writeAuction(state, { bidLeft: volume, askLeft: volume, volume });
  writePrice(state, { tick, lastBid: 0, lastAsk: 0, fee: 0 });
  enter(state, cursor, volume === 0 ? PHASE.close : PHASE.fillBids, cursor.market);
  return { kind: "clear", market: cursor.market, tick, volume };
}

/** Fill: the head of the best level of one side, filled or, if dead, skipped. */
export function fillStep(input: StepInput): StepReport {
  const { state, cursor, tape } = input;
  const side = cursor.phase === PHASE.fillBids ? SIDE.buy : SIDE.sell;
  const price = readPrice(state);
  const best = bestLevel(state, cursor.market, side);
  if (best === undefined || !within(side, best.tick, price.tick)) {
    const given = best === undefined ? "an empty side" : `a best level at tick ${best.tick}`;
    throw new InvalidStep(INVALID.nothingToFill, given, `a level within the price ${price.tick}`);
  }
  const head = headOf(state, cursor.market, side, best.tick);
  const { ref, order } = head;
  if (order === undefined) {
    skipHead(state, cursor.market, side, best.tick);
    return { kind: "skip", ref };
  }
  const auction = readAuction(state);
  const left = side === SIDE.buy ? auction.bidLeft : auction.askLeft;
  const lots = Math.min(order.lots, left);
  tape.fill({ account: order.account, lots });
  const market = readMarket(state, cursor.market);
  takeFromHead(state, { ref, order }, lots);
  if (lots === order.lots) unscheduleExpiry(state, order.expiry);
  const fee = settle(state, market, side, best.tick, order, lots, price.tick);
  const rest = left - lots;
  if (side === SIDE.buy) {
    writeAuction(state, { ...auction, bidLeft: rest });
    writePrice(state, { ...price, lastBid: best.tick, fee: price.fee + fee });
    if (rest === 0) enter(state, cursor, PHASE.fillAsks, cursor.market);
  } else {
    writeAuction(state, { ...auction, askLeft: rest });
    writePrice(state, { ...price, lastAsk: best.tick, fee: price.fee + fee });
    if (rest === 0) enter(state, cursor, PHASE.close, cursor.market);
  }
  return { kind: "fill", ref, account: order.account, lots, tick: price.tick };
}

/** Whether a level may trade at `price`. */
const within = (side: Side, tick: number, price: number): boolean =>
  side === SIDE.buy ? tick >= price : tick <= price;

/** Moves the money of one fill; returns the fee in quote units. */
function settle(
  state: StatePort,
  market: Market,
  side: Side,
  limit: number,
  order: Order,
  lots: number,
  tick: number,
): number {
  const released = releaseLock(market, { side, tick: limit }, order.lots, order.lots - lots);
  // Never above 2^53−1: bids fill first, and the locks of those that paid this price for the whole volume cover it.
  const cost = lots * tick * market.quoteUnit;
  const fee = feeFloor(cost, market.feeBps);
  if (side === SIDE.buy) {
    addAvailable(state, order.account, market.quote, released.amount - cost - fee);
    credit(state, order.account, market.base, lots * market.baseUnit);
  } else {
    addAvailable(state, order.account, market.quote, cost - fee);
  }
  return fee;
}

/** Gives base to a buyer before the asks have given it. More than 2^53−1 in one hand is more than the asks can hold. */
function credit(state: StatePort, account: number, base: number, amount: number): void {
  const { available } = readBalance(state, account, base);
  if (available + amount > MAX_AMOUNT) {
    const given = `${amount} of base for an account that has ${available}`;
    throw new InvalidStep(INVALID.wrongClearing, given, "a volume that the asks cover");
  }
  addAvailable(state, account, base, amount);
}

/** Close: the clearing rule holds, fees go to the operator, the last price moves. */
export function closeStep({ state, cursor }: StepInput): StepReport {
  const market = readMarket(state, cursor.market);
  const price = readPrice(state);
  const { volume } = readAuction(state);
  const last = readLast(state, cursor.market);
  const clearing: Clearing = { tick: price.tick, volume };
  if (
    !clearingHolds(
      clearing.tick,
      volume,
      last,
      market.bandBps,
      restOf(state, cursor.market, volume === 0),
    )
  ) {
    throw new InvalidStep(
      INVALID.wrongClearing,
      `tick ${price.tick}, volume ${volume}`,
      "what the clearing rule gives",
    );
  }
  addAvailable(state, OPERATOR_ACCOUNT, market.quote, price.fee);
  writeLast(state, cursor.market, price.tick);
  enterAfterMarket(state, cursor);
  return { kind: "close", market: cursor.market, tick: price.tick, volume, fee: price.fee };
}

function restOf(state: StatePort, market: number, nothingFilled: boolean): Rest {
  const bid = bestLevel(state, market, SIDE.buy);
  const ask = bestLevel(state, market, SIDE.sell);
  const price = readPrice(state);
  return {
    bid: bid?.tick ?? 0,
    ask: ask?.tick ?? TICK_LIMIT,
    bidTotal: bid?.total ?? 0,
    askTotal: ask?.total ?? 0,
    lastBid: nothingFilled ? TICK_LIMIT : price.lastBid,
    lastAsk: nothingFilled ? 0 : price.lastAsk,
  };
}
