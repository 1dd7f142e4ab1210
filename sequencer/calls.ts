import { encodeFunctionData, type Hex } from "viem";
import { abiClaim } from "#l1/claimHash";
import type { Claim } from "#l1/eventTypes";
import { settlementAbi } from "#l1/generated/settlement";
import { concatBytes, toHex } from "#protocol/bytes";
import { KEY_SET_SLOTS } from "#protocol/constants";
import { encodePosted } from "#protocol/envelopeTree";
import type { L1Action, NamedAction } from "./ports.ts";

/** Names an action for ever. A claim's index is used again after a rollback, hence its generation. */
export function keyOf(action: NamedAction): string {
  switch (action.kind) {
    case "keySet":
      return `keySet:${action.keySet.first}`;
    case "seal":
    case "reveal":
    case "void":
      return `${action.kind}:${action.slot}`;
    case "claim":
    case "finalise":
      return `${action.kind}:${action.generation}:${action.index}`;
  }
}

/** Whether what a key names can never be wanted again, when slots up to `slot` and claims up to `index` are final. */
export function isFinal(key: string, slot: number, index: number): boolean {
  const [kind, ...rest] = key.split(":");
  const number = Number(rest.at(-1));
  if (kind === "claim" || kind === "finalise") return number <= index;
  if (kind === "keySet") return number + KEY_SET_SLOTS <= slot;
  return (kind === "seal" || kind === "reveal" || kind === "void") && number <= slot;
}

/**
 * The call of Settlement that an action is.
 * @param claimAt a claim that stands, genesis included, by its index
 */
export function callData(action: L1Action, claimAt: (index: number) => Claim): Hex {
  switch (action.kind) {
    case "keySet": {
      const { first, root, signatures } = action.keySet;
      return encodeFunctionData({
        abi: settlementAbi,
        functionName: "registerKeySet",
        args: [first, toHex(root), toHex(signatures)],
      });
    }
    case "seal": {
      const { slot, parent, inboxEnd, envelopes, certificate } = action;
      return encodeFunctionData({
        abi: settlementAbi,
        functionName: "seal",
        args: [slot, parent, inboxEnd, hex(encodePosted(envelopes)), toHex(certificate)],
      });
    }
    case "reveal": {
      const { x, shareAddresses, proof } = action.opening;
      return encodeFunctionData({
        abi: settlementAbi,
        functionName: "reveal",
        args: [action.slot, toHex(x), toHex(concatBytes(...shareAddresses)), proof.map(toHex)],
      });
    }
    case "void":
      return encodeFunctionData({
        abi: settlementAbi,
        functionName: "void",
        args: [action.slot],
      });
    case "claim": {
      const { index, chunks, cursor, proof } = action;
      return encodeFunctionData({
        abi: settlementAbi,
        functionName: "claim",
        args: [abiClaim(claimAt(index - 1)), hex(chunks), toHex(cursor), proof.map(toHex)],
      });
    }
    case "finalise":
      return encodeFunctionData({
        abi: settlementAbi,
        functionName: "finalise",
        args: [abiClaim(claimAt(action.index))],
      });
  }
}

/** A hundred kilobytes at a time: the runtime's own conversion is much faster than digit by digit. */
const hex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;
