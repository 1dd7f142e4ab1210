import { z } from "zod";
import * as s from "./scalars.ts";

/** Leaves of the state with what proves them against a root on L1. */

export const Claim = z
  .object({
    index: s.count,
    generation: s.count,
    parentHash: s.hash,
    chunkRoot: s.hash,
    stateRoot: s.hash,
    chunkCount: s.count,
    slot: s.slot,
    atStart: z.boolean(),
    postedAt: s.seconds,
    author: s.address,
    auction: s.count,
    clearIndex: s.count,
    clearAt: s.seconds,
    clearBy: s.address,
  })
  .describe("As L1 hashes it: keccak(abi.encode(claim)) = Settlement.claimHash(index).");

export const RootRef = z
  .object({
    at: z.enum(["claimed", "final"]),
    slot: s.slot,
    stateRoot: s.hash,
    claim: Claim.nullable().describe("Null for the root of genesis."),
  })
  .describe(
    "`final`: Settlement.isFinalRoot(stateRoot) holds, unless `claim` is null: L1 does not list the root of genesis. `claimed`: it " +
      "may still be killed.",
  );

export const LeafProof = z.object({
  root: RootRef,
  gindex: s.count.describe("Generalised index of the leaf (PROTOCOL.md §3)."),
  leaf: s.hash,
  siblings: z.array(s.hash).describe("Lowest first; SHA-256."),
});

export const BalanceProof = LeafProof.extend({
  account: s.account,
  asset: s.asset,
  available: s.amount,
  withdrawn: s.text64,
});

export const OrderProof = LeafProof.extend({
  order: s.orderId,
  account: s.account.nullable().describe("Null where the order is dead: its leaf is zero."),
  left: s.lots,
  slot: s.slot.nullable(),
  expiry: s.slot.nullable(),
});
