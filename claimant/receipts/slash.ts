import { encodeFunctionData, type Hex } from "viem";
import { misconductAbi } from "#l1/generated/misconduct";
import { concatBytes, toHex } from "#protocol/bytes";
import type { Crypto } from "#protocol/crypto";
import { envelopeProof } from "#protocol/envelopeTree";
import type { KeptReceipt } from "./file.ts";
import type { Verdict } from "./judge.ts";

/** A call of Misconduct that shows L1 a broken promise; undefined where the promise was kept, or may yet be. */
export function slashData(
  crypto: Crypto,
  kept: KeptReceipt,
  verdict: Verdict,
  /** Of the receipt's slot; none if it was not sealed. */
  envelopes: readonly Uint8Array[],
  beneficiary: Hex,
): Hex | undefined {
  const receipt = toHex(kept.receipt);
  const opened = (index: number) => ({
    data: toHex(envelopes[index] ?? new Uint8Array()),
    siblings: envelopeProof(crypto, envelopes, index).map(toHex),
  });
  switch (verdict.kind) {
    case "omitted": {
      // The neighbours around the account's place, or the one at that end of the list.
      const from = Math.max(0, verdict.index - 1);
      const shown = envelopes.slice(from, verdict.index + 1).map((_, n) => opened(from + n));
      const args = [receipt, BigInt(from), shown, beneficiary] as const;
      return encodeFunctionData({ abi: misconductAbi, functionName: "slashOmitted", args });
    }
    case "altered": {
      const { batchKey, shares, proof } = kept.keys ?? NO_KEYS;
      const keys = {
        batchKey: toHex(batchKey),
        shareAddresses: toHex(concatBytes(...shares)),
        proof: proof.map(toHex),
      };
      const { index } = verdict;
      const envelope = toHex(kept.envelope);
      return encodeFunctionData({
        abi: misconductAbi,
        functionName: "slashAltered",
        args: [receipt, BigInt(index), opened(index), envelope, keys, beneficiary],
      });
    }
    case "dropped":
      return encodeFunctionData({
        abi: misconductAbi,
        functionName: "fineDropped",
        args: [receipt],
      });
    case "unsealed": {
      const { root, parent, certificate } = verdict.certified;
      return encodeFunctionData({
        abi: misconductAbi,
        functionName: "slashUnsealed",
        args: [receipt, toHex(root), parent, toHex(certificate), beneficiary],
      });
    }
    default:
      return undefined;
  }
}

/** L1 does not look at keys where the sealed version is not higher. */
const NO_KEYS = { batchKey: new Uint8Array(20), shares: [], proof: [] };
