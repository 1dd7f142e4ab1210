import { WalrasError } from "#protocol/errors";
import type { ReadSettlement } from "../../circuits-free-verifier/challenger/readSettlement.ts";

/** Whose money: an account, all accounts of an owner, or everybody's. */
export type Whose =
  | { readonly account: number }
  | { readonly owner: string }
  | { readonly everybody: true };

/** There is no such account. */
export class NoSuchAccount extends WalrasError {
  constructor(given: string, count: number) {
    super("noSuchAccount", "account", given, `one of the ${count} on L1`);
  }
}

/** Their accounts on L1, rising. Throws NoSuchAccount. */
export function accountsOf(
  { log: { money } }: Pick<ReadSettlement, "log">,
  whose: Whose,
): readonly number[] {
  const all = Array.from({ length: money.accountCount }, (_, account) => account);
  if ("everybody" in whose) return all;
  const found =
    "account" in whose
      ? all.filter((account) => account === whose.account)
      : all.filter((account) => money.ownerOf(account) === whose.owner.toLowerCase());
  const given = "account" in whose ? String(whose.account) : `of ${whose.owner}`;
  if (found.length === 0) throw new NoSuchAccount(given, money.accountCount);
  return found;
}
