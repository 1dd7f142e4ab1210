import { below } from "#protocol/bytes";
import { MAX_ACCOUNTS, MAX_ASSETS } from "#protocol/constants";
import { balanceLeaf } from "#protocol/layout";
import { balanceOfLeaf } from "#protocol/leafBytes";
import type { BaseClient } from "../baseClient.ts";
import type { BalanceProof } from "../types.ts";
import { agree, proveLeaf } from "./leaf.ts";
import type { ProvenRoot } from "./root.ts";

/** A balance that a root on L1 holds. */
export interface ProvenBalance {
  readonly account: number;
  readonly asset: number;
  /** Units; what is locked in orders is not in it. */
  readonly available: number;
  /** Units ever withdrawn, modulo 2^64. */
  readonly withdrawn: bigint;
  readonly root: ProvenRoot;
}

/** Throws ProofError. */
export async function proveBalance(
  client: BaseClient,
  account: number,
  asset: number,
  proof: BalanceProof,
): Promise<ProvenBalance> {
  const what = `the balance of account ${account} in asset ${asset}`;
  const gindex = balanceLeaf(
    below("account", account, MAX_ACCOUNTS),
    below("asset", asset, MAX_ASSETS),
  );
  const { leaf, root } = await proveLeaf(client, what, gindex, proof);
  const { available, withdrawn } = balanceOfLeaf(leaf);
  agree("account of the proof", proof.account, account);
  agree("asset of the proof", proof.asset, asset);
  agree(`available in ${what}`, proof.available, available);
  agree(`withdrawn in ${what}`, proof.withdrawn, String(withdrawn));
  return { account, asset, available, withdrawn, root };
}
