import {
  type AbiEvent,
  custom,
  decodeFunctionData,
  encodeAbiParameters,
  encodeFunctionResult,
  type Hex,
  numberToHex,
  type Transport,
  toEventSelector,
} from "viem";
import { abiDeployment } from "#l1/deploy";
import { settlementAbi } from "#l1/generated/settlement";
import { toHex } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";

/** An L1 that answers just what the SDK asks, from a table. */

const HASH: Hex = `0x${"11".repeat(32)}`;

export interface ScriptedL1 {
  readonly chainId: number;
  readonly settlement: Hex;
  readonly deployment: Deployment;
  /** Results of Settlement's views by name; a function is given their arguments. */
  readonly views: Readonly<Record<string, (args: readonly unknown[]) => unknown>>;
}

export function scriptedTransport(l1: ScriptedL1): Transport {
  const answers: Record<string, (params: readonly unknown[]) => unknown> = {
    eth_chainId: () => numberToHex(l1.chainId),
    eth_blockNumber: () => "0x5",
    eth_getCode: () => "0x60",
    eth_getLogs: () => [deployedLog(l1)],
    eth_getBlockByNumber: () => ({
      number: "0x2",
      hash: HASH,
      parentHash: HASH,
      timestamp: "0x64",
      receiptsRoot: HASH,
    }),
    eth_call: ([call]) => called(l1, (call as { readonly data: Hex }).data),
  };
  return custom({
    request: ({ method, params }: { method: string; params?: readonly unknown[] }) => {
      const answer = answers[method];
      if (answer === undefined) return Promise.reject(new RangeError(`nobody asks ${method}`));
      return Promise.resolve(answer(params ?? []));
    },
  });
}

function called({ views }: ScriptedL1, data: Hex): Hex {
  const { functionName, args } = decodeFunctionData({ abi: settlementAbi, data });
  const view = views[functionName];
  if (view === undefined) throw new RangeError(`no view ${functionName}`);
  const result = view(args ?? []);
  return encodeFunctionResult({ abi: settlementAbi, functionName, result } as never);
}

function deployedLog({ settlement, deployment }: ScriptedL1) {
  const event = settlementAbi.find(
    (entry): entry is Extract<typeof entry, { type: "event"; name: "Deployed" }> =>
      entry.type === "event" && entry.name === "Deployed",
  );
  const one: Hex = `0x${"00".repeat(19)}01`;
  const values: Record<string, unknown> = {
    challenger: one,
    misconduct: one,
    genesisRoot: toHex(new Uint8Array(32).fill(9)),
    deployment: abiDeployment(deployment),
  };
  const inputs = event?.inputs ?? [];
  const plain = inputs.filter((input) => !("indexed" in input && input.indexed === true));
  const encoded = (indexed: boolean): readonly Hex[] =>
    inputs
      .filter((input) => ("indexed" in input && input.indexed === true) === indexed)
      .map((input) => encodeAbiParameters([input], [values[input.name]] as never));
  return {
    address: settlement,
    topics: [toEventSelector(event as AbiEvent), ...encoded(true)],
    data: encodeAbiParameters(plain, plain.map(({ name }) => values[name]) as never),
    blockNumber: "0x2",
    blockHash: HASH,
    logIndex: "0x0",
    transactionHash: HASH,
  };
}
