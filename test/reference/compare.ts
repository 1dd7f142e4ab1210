import { positionOf } from "./checkState.ts";
import type { Ledger, LedgerResult } from "./ledger.ts";
import type { NaiveOrder } from "./naiveBook.ts";
import { cursorIn, type StateView } from "./stateView.ts";

/** Everything a state says and everything a ledger says, as lines that must be the same. */

type Lines = Map<string, string>;

const refText = (o: Pick<NaiveOrder, "market" | "side" | "tick" | "position">): string =>
  `${o.market} ${o.side} ${o.tick} ${o.position}`;

/** Lines of a ledger between two slots. */
export function linesOfLedger(ledger: Ledger, accounts: Iterable<number>): Lines {
  const lines: Lines = new Map();
  lines.set("cursor", `slot ${ledger.slot}, phase 0, inbox ${ledger.inboxCursor}`);
  for (const [account, signer] of ledger.signers) lines.set(`signer ${account}`, signer);
  for (const account of accounts) {
    for (let asset = 0; asset < ledger.config.assetCount; asset++) {
      const { available, withdrawn } = ledger.balance(account, asset);
      if (available === 0n && withdrawn === 0n) continue;
      lines.set(`balance ${account} ${asset}`, `${available}, withdrawn ${withdrawn}`);
    }
  }
  for (const [market, tick] of ledger.last.entries()) lines.set(`last ${market}`, `${tick}`);
  for (const book of ledger.books) {
    for (const { side, tick, head, tail, live } of book.levels()) {
      const total = [...live.values()].reduce((sum, order) => sum + order.lots, 0n);
      if (tail > 0n) lines.set(`level ${book.market} ${side} ${tick}`, `${head} ${tail} ${total}`);
    }
  }
  for (const order of ledger.orders()) {
    const { account, lots, slot, expiry } = order;
    lines.set(`order ${refText(order)}`, `${account} ${lots} ${slot} ${expiry}`);
  }
  return lines;
}

/** Lines of a state between two slots. */
export function linesOfState(view: StateView): Lines {
  const lines: Lines = new Map();
  const { slot, phase, inboxCursor } = cursorIn(view);
  lines.set("cursor", `slot ${slot}, phase ${phase}, inbox ${inboxCursor}`);
  for (const [account, signer] of view.signers) {
    lines.set(`signer ${account}`, signer.toString("hex"));
  }
  for (const { account, asset, available, withdrawn } of view.balances) {
    lines.set(`balance ${account} ${asset}`, `${available}, withdrawn ${withdrawn}`);
  }
  for (const [market, tick] of view.last) lines.set(`last ${market}`, `${tick}`);
  const levels = new Map(view.levels.map((l) => [`level ${l.market} ${l.side} ${l.tick}`, l]));
  for (const [name, { head, tail, total }] of levels) lines.set(name, `${head} ${tail} ${total}`);
  for (const order of view.orders) {
    const level = levels.get(`level ${order.market} ${order.side} ${order.tick}`);
    const position = level === undefined ? undefined : positionOf(order, level);
    const { account, lots, slot: placed, expiry } = order;
    const ref = refText({ ...order, position: position ?? -1n });
    lines.set(`order ${ref}`, `${account} ${lots} ${placed} ${expiry}`);
  }
  return lines;
}

/** Where two sets of lines differ. */
export function differences(expected: Lines, found: Lines): string[] {
  return [...new Set([...expected.keys(), ...found.keys()])]
    .filter((name) => expected.get(name) !== found.get(name))
    .map(
      (name) =>
        `${name}: ${found.get(name) ?? "nothing"}, expected ${expected.get(name) ?? "nothing"}`,
    );
}

/** What a slot did, in order; expired orders as sets, because their order is free. */
export interface Happened {
  readonly inbox: string[];
  readonly operations: string[];
  readonly fills: string[];
  readonly closes: string[];
  readonly expiredBefore: string[];
  readonly expiredAfter: string[];
}

export function happenedInLedger(result: LedgerResult): Happened {
  return {
    inbox: result.inbox.map(String),
    operations: result.operations.map((o) => `${o.sealed}/${o.block}: ${o.outcome}`),
    fills: result.fills.map((fill) => `${refText(fill)}: ${fill.lots} of ${fill.account}`),
    closes: result.closes.map((c) => `${c.market}: ${c.volume} at ${c.tick}, fee ${c.fee}`),
    expiredBefore: result.expiredBefore.map(refText).sort(byText),
    expiredAfter: result.expiredAfter.map(refText).sort(byText),
  };
}

export const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
