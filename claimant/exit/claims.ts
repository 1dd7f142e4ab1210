import { RING_SIZE } from "#protocol/constants";
import type { InboxOperation } from "#protocol/inbox";
import { balanceLeaf, levelKey, orderLeaf } from "#protocol/layout";
import { readBalance, readCursor, readMarket } from "#protocol/leaves";
import { lockOf } from "#protocol/locks";
import { liveOrders } from "#protocol/proposer";
import type { State } from "#protocol/state";
import { provenLeaf } from "../provenLeaf.ts";

/** What L1 pays an account's owner for: one leaf of the exit root, or one deposit that it has not taken in. */
export type Entitlement = {
  readonly account: number;
  readonly asset: number;
  /** Units. */
  readonly amount: bigint;
} & (
  | {
      readonly kind: "balance";
      readonly gindex: number;
      readonly available: bigint;
      /** Withdrawn and not paid. */
      readonly unpaid: bigint;
    }
  | {
      readonly kind: "order";
      readonly gindex: number;
      readonly market: number;
      readonly side: number;
      readonly tick: number;
      readonly position: number;
    }
  | { readonly kind: "deposit"; readonly index: number }
);

/** What L1 has paid, and what waits in its inbox. */
export interface OnL1 {
  /** Units paid for withdrawals, ever. */
  paid(account: number, asset: number): bigint;
  hasExited(source: "leaf" | "deposit", place: number): boolean;
  readonly inboxLength: number;
  inboxOperation(index: number): InboxOperation | undefined;
}

const U64 = 2n ** 64n;

/** All that accounts are still owed by a state at Start and the inbox beyond it, by account. */
export function entitlements(
  state: State,
  assets: number,
  accounts: readonly number[],
  l1: OnL1,
): Entitlement[] {
  const wanted = new Set(accounts);
  const owed = [
    ...balances(state, assets, accounts, l1),
    ...orders(state, wanted, l1),
    ...deposits(state, wanted, l1),
  ];
  return owed.sort((a, b) => a.account - b.account);
}

function* balances(
  state: State,
  assets: number,
  accounts: readonly number[],
  l1: OnL1,
): Generator<Entitlement> {
  for (const account of accounts) {
    for (let asset = 0; asset < assets; asset++) {
      const gindex = balanceLeaf(account, asset);
      const { available: units, withdrawn } = readBalance(state, account, asset);
      const available = BigInt(units);
      const unpaid = (withdrawn - (l1.paid(account, asset) % U64) + U64) % U64;
      const amount = available + unpaid;
      if (amount === 0n || l1.hasExited("leaf", gindex)) continue;
      yield { kind: "balance", account, asset, amount, gindex, available, unpaid };
    }
  }
}

function* orders(state: State, wanted: ReadonlySet<number>, l1: OnL1): Generator<Entitlement> {
  for (const { ref, account, lots } of liveOrders(state)) {
    if (!wanted.has(account)) continue;
    const { market, side, tick, position } = ref;
    const gindex = orderLeaf(market, side, levelKey(side, tick), position);
    const lock = lockOf(readMarket(state, market), side, tick, lots);
    if (lock === undefined || l1.hasExited("leaf", gindex)) continue;
    const amount = BigInt(lock.amount);
    yield { kind: "order", account, asset: lock.asset, amount, gindex, ...ref };
  }
}

function* deposits(state: State, wanted: ReadonlySet<number>, l1: OnL1): Generator<Entitlement> {
  for (let index = readCursor(state).inboxCursor; index < l1.inboxLength; index++) {
    const operation = l1.inboxOperation(index);
    if (operation?.kind !== "deposit" || !wanted.has(operation.account)) continue;
    if (l1.hasExited("deposit", index)) continue;
    const { account, asset } = operation;
    yield { kind: "deposit", account, asset, amount: BigInt(operation.amount), index };
  }
}

/** A call of Settlement. */
export interface ExitCall {
  readonly functionName: "exitBalance" | "exitOrder" | "refund";
  readonly args: readonly unknown[];
}

/** What an entitlement is paid by, its proof from the state included. */
export function exitCall(state: State, owed: Entitlement): ExitCall {
  switch (owed.kind) {
    case "balance": {
      const { leaf, proof } = provenLeaf(state, owed.gindex);
      return { functionName: "exitBalance", args: [owed.account, owed.asset, leaf, proof] };
    }
    case "order": {
      const { market, side, tick, position } = owed;
      const { leaf, proof } = provenLeaf(state, owed.gindex);
      const args = [market, side, tick, position % RING_SIZE, leaf, proof];
      return { functionName: "exitOrder", args };
    }
    case "deposit":
      return { functionName: "refund", args: [owed.index] };
  }
}
