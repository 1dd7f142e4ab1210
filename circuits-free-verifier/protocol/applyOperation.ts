import { append, find, hasRoom, type OrderRef } from "./book.ts";
import { ERA_SLOTS, MAX_AMOUNT, TICK_LIMIT } from "./constants.ts";
import { scheduleExpiry } from "./expiry.ts";
import { addAvailable, readBalance, readMarket, readParameters, writeBalance } from "./leaves.ts";
import { lockOf } from "./locks.ts";
import type { CancelTarget, Operation, Place } from "./operation.ts";
import { OUTCOME, type Outcome } from "./outcomes.ts";
import type { StatePort } from "./state.ts";
import { takeOut } from "./takeOut.ts";
import { withinAmounts } from "./units.ts";

/** What became of one operation; an order that it placed or took out comes with its reference. */
export interface Applied {
  readonly outcome: Outcome;
  readonly placed?: { readonly ref: OrderRef; readonly expiry: number; readonly lots: number };
  /** Lots that the order had left. */
  readonly cancelled?: { readonly ref: OrderRef; readonly lots: number };
}

const U64 = 2n ** 64n;

/** Applies an operation of `account` in `slot`, or rejects it alone; the checks come in the order of PROTOCOL.md §5. */
export function applyOperation(
  state: StatePort,
  account: number,
  slot: number,
  operation: Operation,
): Applied {
  switch (operation.kind) {
    case "nop":
      return { outcome: OUTCOME.applied };
    case "place":
      return place(state, account, slot, operation);
    case "cancel":
      return cancel(state, account, operation);
    case "withdraw":
      return { outcome: withdraw(state, account, operation.asset, operation.amount) };
  }
}

function place(state: StatePort, account: number, slot: number, op: Place): Applied {
  if (op.market >= readParameters(state).marketCount) return { outcome: OUTCOME.unlistedMarket };
  if (op.tick < 1 || op.tick >= TICK_LIMIT) return { outcome: OUTCOME.badTick };
  const market = readMarket(state, op.market);
  if (op.lots < market.minLots || op.lots === 0) return { outcome: OUTCOME.badLots };
  if (op.expiry !== 0 && (op.expiry < slot || op.expiry >= slot + ERA_SLOTS))
    return { outcome: OUTCOME.badExpiry };
  const lock = lockOf(market, op.side, op.tick, op.lots);
  if (lock === undefined || !withinAmounts(op.lots, op.tick, market))
    return { outcome: OUTCOME.tooLarge };
  if (readBalance(state, account, lock.asset).available < lock.amount)
    return { outcome: OUTCOME.insufficientBalance };
  if (!hasRoom(state, op.market, op.side, op.tick)) return { outcome: OUTCOME.queueFull };
  addAvailable(state, account, lock.asset, -lock.amount);
  const ref = append(state, op.market, op.side, op.tick, {
    account,
    lots: op.lots,
    slot,
    expiry: op.expiry,
  });
  scheduleExpiry(state, op.expiry);
  return { outcome: OUTCOME.applied, placed: { ref, expiry: op.expiry, lots: op.lots } };
}

/** Takes an order of `account` out of the book. */
export function cancel(state: StatePort, account: number, target: CancelTarget): Applied {
  if (target.market >= readParameters(state).marketCount)
    return { outcome: OUTCOME.unlistedMarket };
  if (target.tick < 1 || target.tick >= TICK_LIMIT) return { outcome: OUTCOME.badTick };
  const order = find(state, target);
  if (order === undefined) return { outcome: OUTCOME.noSuchOrder };
  if (order.account !== account) return { outcome: OUTCOME.notYourOrder };
  takeOut(state, target, order);
  const { market, side, tick, position } = target;
  const ref = { market, side, tick, position };
  return { outcome: OUTCOME.applied, cancelled: { ref, lots: order.lots } };
}

function withdraw(state: StatePort, account: number, asset: number, amount: number): Outcome {
  if (asset >= readParameters(state).assetCount) return OUTCOME.unlistedAsset;
  if (amount < 1 || amount > MAX_AMOUNT) return OUTCOME.badAmount;
  if (readBalance(state, account, asset).available < amount) return OUTCOME.insufficientBalance;
  moveToWithdrawn(state, account, asset, amount);
  return OUTCOME.applied;
}

/** From available to withdrawn, which L1 pays out; the caller has checked that it suffices. */
export function moveToWithdrawn(
  state: StatePort,
  account: number,
  asset: number,
  amount: number,
): void {
  const balance = readBalance(state, account, asset);
  writeBalance(state, account, asset, {
    available: balance.available - amount,
    withdrawn: (balance.withdrawn + BigInt(amount)) % U64,
  });
}
