import { encodeFunctionData, type Hex } from "viem";
import { toHex } from "#protocol/bytes";
import { abiClaim } from "./claimHash.ts";
import type { Claim } from "./eventTypes.ts";
import { fraudProofAbi } from "./generated/fraudProof.ts";

/** What L1 needs to run one chunk of a claim again (contracts/interfaces/IFraudProof.sol). */
export interface Proof {
  readonly claim: Claim;
  /** Within the claim, from 0. */
  readonly chunk: number;
  /** abi.encode(the parent claim) of chunk 0; root ‖ records of the chunk before, of another. */
  readonly before: Opening;
  /** root ‖ records of the chunk. */
  readonly opened: Opening;
  /** Envelopes that the chunk applies, each once, in the order of application. */
  readonly envelopes: readonly Opening[];
  /** PROTOCOL.md §5, "Witness of a chunk". */
  readonly witness: Uint8Array;
}

/** A leaf's preimage and its siblings in a keccak tree, lowest first. */
export interface Opening {
  readonly data: Uint8Array;
  readonly siblings: readonly Uint8Array[];
}

/** A call of FraudProof.challenge. */
export function challengeData(proof: Proof, beneficiary: Hex): Hex {
  return encodeFunctionData({
    abi: fraudProofAbi,
    functionName: "challenge",
    args: [
      abiClaim(proof.claim),
      BigInt(proof.chunk),
      abiOpening(proof.before),
      abiOpening(proof.opened),
      proof.envelopes.map(abiOpening),
      toHex(proof.witness),
      beneficiary,
    ],
  });
}

const abiOpening = ({ data, siblings }: Opening) => ({
  data: toHex(data),
  siblings: siblings.map(toHex),
});
