import type { Hex } from "viem";
import { toHex } from "#protocol/bytes";
import { fraudProofImmutables, fraudProofRuntime } from "./generated/fraudProof.ts";
import { ask, type L1Client, type Patience } from "./rpc.ts";
import { runtimeOf } from "./runtime.ts";

/** Whether a contract is FraudProof as it is built here, made for this Settlement on this chain. */
export async function isFraudProof(
  client: L1Client,
  challenger: string,
  settlement: string,
  domainSeparator: Uint8Array,
  at: { readonly blockNumber?: number; readonly patience?: Patience } = {},
): Promise<boolean> {
  const { blockNumber, patience } = at;
  const code = await ask(
    "eth_getCode",
    () =>
      client.getCode({
        address: challenger as Hex,
        ...(blockNumber === undefined ? {} : { blockNumber: BigInt(blockNumber) }),
      }),
    patience,
  );
  const values = [settlement as Hex, toHex(domainSeparator)];
  return code?.toLowerCase() === runtimeOf(fraudProofRuntime, fraudProofImmutables, values);
}
