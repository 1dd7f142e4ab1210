import type { z } from "zod";
import type { Claim } from "#l1/eventTypes";
import { find, type OrderRef } from "#protocol/book";
import { toHex } from "#protocol/bytes";
import { balanceLeaf, levelKey, orderLeaf } from "#protocol/layout";
import { readBalance } from "#protocol/leaves";
import { orderId } from "#protocol/orderId";
import type { KnownRoot, Roots } from "../../roots/roots.ts";
import type { BalanceProof, LeafProof, OrderProof, RootRef } from "../schema/proofs.ts";

/** The root asked for; of `newest` the one that is later, the final one where they are the same. */
export function rootAt(roots: Roots, at: "newest" | "claimed" | "final"): KnownRoot | undefined {
  if (at !== "newest") return roots.newest(at);
  const claimed = roots.newest("claimed");
  const final = roots.newest("final");
  if (claimed === undefined || final === undefined) return claimed ?? final;
  return claimed.slot > final.slot ? claimed : final;
}

export function balanceProof(
  root: KnownRoot,
  account: number,
  asset: number,
): z.output<typeof BalanceProof> {
  const { available, withdrawn } = readBalance(root.state, account, asset);
  return {
    ...leafProof(root, balanceLeaf(account, asset)),
    account,
    asset,
    available,
    withdrawn: withdrawn.toString(),
  };
}

export function orderProof(root: KnownRoot, ref: OrderRef): z.output<typeof OrderProof> {
  const { market, side, tick, position } = ref;
  const order = find(root.state, ref);
  return {
    ...leafProof(root, orderLeaf(market, side, levelKey(side, tick), position)),
    order: orderId(ref),
    account: order?.account ?? null,
    left: order?.lots ?? 0,
    slot: order?.slot ?? null,
    expiry: order?.expiry ?? null,
  };
}

function leafProof(root: KnownRoot, gindex: number): z.output<typeof LeafProof> {
  const { leaf, siblings } = root.prove(gindex);
  return { root: rootRef(root), gindex, leaf: toHex(leaf), siblings: siblings.map(toHex) };
}

function rootRef({ at, slot, root, claim }: KnownRoot): z.output<typeof RootRef> {
  return { at, slot, stateRoot: toHex(root), claim: claim === undefined ? null : claimRef(claim) };
}

function claimRef(claim: Claim): NonNullable<z.output<typeof RootRef>["claim"]> {
  return {
    ...claim,
    parentHash: toHex(claim.parentHash),
    chunkRoot: toHex(claim.chunkRoot),
    stateRoot: toHex(claim.stateRoot),
    author: claim.author.toLowerCase(),
    clearBy: claim.clearBy.toLowerCase(),
  };
}
