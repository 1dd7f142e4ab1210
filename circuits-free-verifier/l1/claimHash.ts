import { encodeAbiParameters, type Hex, keccak256 } from "viem";
import { hexToBytes, toHex } from "#protocol/bytes";
import type { Claim } from "./eventTypes.ts";
import { settlementAbi } from "./generated/settlement.ts";

/** A claim as L1 takes and hashes it. */

const CLAIM_TYPE = claimType();

/** keccak256(abi.encode(claim)), as L1 stores it. */
export function hashClaim(claim: Claim): Uint8Array {
  return hexToBytes(keccak256(encodeClaim(claim)));
}

/** abi.encode(claim): 14 words. */
export function encodeClaim(claim: Claim): Hex {
  return encodeAbiParameters([CLAIM_TYPE], [abiClaim(claim)]);
}

/** A claim as Settlement's functions take it. */
export function abiClaim(claim: Claim) {
  return {
    ...claim,
    parentHash: toHex(claim.parentHash),
    chunkRoot: toHex(claim.chunkRoot),
    stateRoot: toHex(claim.stateRoot),
    author: claim.author as Hex,
    clearBy: claim.clearBy as Hex,
  };
}

function claimType() {
  const event = settlementAbi.find((entry) => entry.type === "event" && entry.name === "Claimed");
  const input = event?.inputs.find(({ name }) => name === "claim");
  return input as Extract<(typeof settlementAbi)[number], { name: "Claimed" }>["inputs"][3];
}
