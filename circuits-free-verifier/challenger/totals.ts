import type { FactLog } from "#l1/facts";
import type { MoneyLog } from "#l1/money";
import type { Deployment } from "#protocol/config";
import { WalrasError } from "#protocol/errors";
import { balanceLeaf, levelKey, orderLeaf } from "#protocol/layout";
import { readBalance, readCursor, readMarket } from "#protocol/leaves";
import { lockOf } from "#protocol/locks";
import { liveOrders } from "#protocol/proposer";
import type { Snapshot, StatePort } from "#protocol/state";
import { leafAt } from "#protocol/tree";

/** Where the units of one asset are; all in units of it. */
export interface AssetTotals {
  readonly asset: number;
  readonly available: bigint;
  /** By live orders. */
  readonly locked: bigint;
  /** Withdrawn in the state and not yet paid by L1. */
  readonly unpaid: bigint;
  /** Deposits queued on L1 that the state has not taken in. */
  readonly unconsumed: bigint;
  /** On L1: deposited and not paid out. */
  readonly escrow: bigint;
}

/** L1 does not hold what the state says it owes. */
export class TotalsDiffer extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("totalsDiffer", what, given, expected);
  }
}

const U64 = 2n ** 64n;

/**
 * Counts every unit of every asset, by walking all accounts and books of a state at Start: of the exit root once that is
 * fixed, without what has left.
 * Throws TotalsDiffer unless, for each asset, escrow = available + locked + unpaid + unconsumed.
 */
export function checkTotals(
  deployment: Deployment,
  snapshot: Snapshot,
  facts: FactLog,
  money: MoneyLog,
): AssetTotals[] {
  const sums = deployment.assets.map(() => ({
    available: 0n,
    locked: 0n,
    unpaid: 0n,
    unconsumed: 0n,
  }));
  const state = portOf(snapshot);
  addBalances(sums, state, money);
  addOrders(sums, state, money);
  addDeposits(sums, readCursor(state).inboxCursor, facts, money);
  return sums.map((sum, asset) => {
    const totals = { asset, ...sum, escrow: BigInt(money.escrow(asset)) };
    const owing = sum.available + sum.locked + sum.unpaid + sum.unconsumed;
    if (owing !== totals.escrow) {
      const parts = `${sum.available} available + ${sum.locked} locked + ${sum.unpaid} unpaid + ${sum.unconsumed} unconsumed`;
      throw new TotalsDiffer(`escrow of asset ${asset}`, totals.escrow, `${owing}: ${parts}`);
    }
    return totals;
  });
}

type Sums = readonly {
  available: bigint;
  locked: bigint;
  unpaid: bigint;
  unconsumed: bigint;
}[];

function addBalances(sums: Sums, state: StatePort, money: MoneyLog): void {
  for (let account = 0; account < money.accountCount; account++) {
    for (const [asset, sum] of sums.entries()) {
      if (money.hasExited("leaf", balanceLeaf(account, asset))) continue;
      const { available, withdrawn } = readBalance(state, account, asset);
      const unpaid = (withdrawn - (money.paid(account, asset) % U64) + U64) % U64;
      if (unpaid > BigInt(money.escrow(asset))) {
        const what = `units of asset ${asset} that account ${account} was paid`;
        throw new TotalsDiffer(
          what,
          money.paid(account, asset),
          `at most ${withdrawn}, as in the state`,
        );
      }
      sum.available += BigInt(available);
      sum.unpaid += unpaid;
    }
  }
}

function addOrders(sums: Sums, state: StatePort, money: MoneyLog): void {
  for (const { ref, lots } of liveOrders(state)) {
    const { market, side, tick, position } = ref;
    if (money.hasExited("leaf", orderLeaf(market, side, levelKey(side, tick), position))) continue;
    const lock = lockOf(readMarket(state, market), side, tick, lots);
    const sum = lock === undefined ? undefined : sums[lock.asset];
    if (sum !== undefined && lock !== undefined) sum.locked += BigInt(lock.amount);
  }
}

function addDeposits(sums: Sums, from: number, facts: FactLog, money: MoneyLog): void {
  for (let index = from; index < facts.inboxLength; index++) {
    const operation = facts.inboxOperation(index);
    if (operation?.kind !== "deposit" || money.hasExited("deposit", index)) continue;
    const sum = sums[operation.asset];
    if (sum !== undefined) sum.unconsumed += BigInt(operation.amount);
  }
}

function portOf({ root }: Snapshot): StatePort {
  return {
    get: (gindex) => leafAt(root, gindex),
    set: () => {
      throw new RangeError("an old state is never written");
    },
  };
}
