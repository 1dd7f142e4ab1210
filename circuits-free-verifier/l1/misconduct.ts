import { type Hex, numberToHex } from "viem";
import { toHex } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import { misconductAbi, misconductImmutables, misconductRuntime } from "./generated/misconduct.ts";
import { ask, type L1Client, type Patience } from "./rpc.ts";
import { runtimeOf } from "./runtime.ts";

/**
 * Whether a contract is Misconduct as it is built here, made for this Settlement and deployment on this chain. Another one
 * can take the sequencer's and keypers' bonds as it likes.
 */
export async function isMisconduct(
  client: L1Client,
  misconduct: string,
  settlement: string,
  domainSeparator: Uint8Array,
  deployment: Deployment,
  at: { readonly blockNumber?: number; readonly patience?: Patience } = {},
): Promise<boolean> {
  const { blockNumber, patience } = at;
  const where = {
    address: misconduct as Hex,
    ...(blockNumber === undefined ? {} : { blockNumber: BigInt(blockNumber) }),
  };
  const code = await ask("eth_getCode", () => client.getCode(where), patience);
  const values = [
    settlement as Hex,
    toHex(domainSeparator),
    deployment.sequencer as Hex,
    ...[deployment.genesisTime, deployment.interval, deployment.sealDelay, deployment.quorum].map(
      (value) => numberToHex(value),
    ),
  ];
  if (code?.toLowerCase() !== runtimeOf(misconductRuntime, misconductImmutables, values)) {
    return false;
  }
  // What the code keeps in storage; by that code, it tells the truth.
  const keypers = await ask(
    "eth_call of keypers",
    () => client.readContract({ ...where, abi: misconductAbi, functionName: "keypers" }),
    patience,
  );
  return keypers.join().toLowerCase() === deployment.keypers.join();
}
