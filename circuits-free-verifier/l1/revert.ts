import { BaseError, decodeErrorResult, type Hex, parseTransaction } from "viem";
import { L1Unreachable } from "./errors.ts";
import { fraudProofAbi } from "./generated/fraudProof.ts";
import { misconductAbi } from "./generated/misconduct.ts";
import { settlementAbi } from "./generated/settlement.ts";
import { ask, asL1Error, type L1Client, type Patience } from "./rpc.ts";

const ABI = [...settlementAbi, ...fraudProofAbi, ...misconductAbi] as const;

/** Why a contract reverted: the name of its error, and that with its arguments. */
export interface RevertReason {
  readonly name: string;
  readonly text: string;
}

interface Message {
  readonly to?: Hex;
  readonly data: Hex;
  readonly value?: bigint;
}

/** Runs a call in the newest state and reads its revert; undefined if it does not revert, or says nothing. */
export async function revertReasonOfCall(
  client: L1Client,
  from: Hex,
  message: Message,
  patience?: Patience,
): Promise<RevertReason | undefined> {
  return await reasonAt(client, from, message, undefined, patience);
}

/** Runs a mined transaction again, before its block and else after it. */
export async function revertReason(
  client: L1Client,
  from: Hex,
  raw: Hex,
  blockNumber: bigint,
  patience?: Patience,
): Promise<RevertReason | undefined> {
  const { to, data, value } = parseTransaction(raw);
  const message: Message = {
    data: data ?? "0x",
    value: value ?? 0n,
    ...(to === undefined || to === null ? {} : { to }),
  };
  return (
    (await reasonAt(client, from, message, blockNumber - 1n, patience)) ??
    (await reasonAt(client, from, message, blockNumber, patience))
  );
}

async function reasonAt(
  client: L1Client,
  account: Hex,
  message: Message,
  blockNumber: bigint | undefined,
  patience?: Patience,
): Promise<RevertReason | undefined> {
  const block = blockNumber === undefined ? {} : { blockNumber };
  const run = async (): Promise<Hex | undefined> => {
    try {
      await client.call({ account, ...message, ...block });
      return undefined;
    } catch (error) {
      if (asL1Error("eth_call", error) instanceof L1Unreachable) throw error;
      return revertData(error);
    }
  };
  const data = await ask("eth_call", run, patience);
  return data === undefined ? undefined : decodeRevert(data);
}

/**
 * Runs a call in the newest state, sending nothing; undefined if it goes through.
 * @returns why not, `name` empty where L1 gives no error of a contract
 */
export async function dryRun(
  client: L1Client,
  from: Hex,
  message: Message & { readonly gas: bigint },
  patience?: Patience,
): Promise<RevertReason | undefined> {
  const run = async (): Promise<RevertReason | undefined> => {
    try {
      await client.call({ account: from, ...message });
      return undefined;
    } catch (error) {
      const failure = asL1Error("eth_call", error);
      if (failure instanceof L1Unreachable) throw error;
      const data = revertData(error);
      const reason = data === undefined ? undefined : decodeRevert(data);
      return reason ?? { name: "", text: String(failure.given) };
    }
  };
  return await ask("eth_call", run, patience);
}

/** An error of Settlement or FraudProof by its abi; others by their first four bytes. */
export function decodeRevert(data: Hex): RevertReason | undefined {
  if (data.length < 10) return undefined;
  try {
    const { errorName, args } = decodeErrorResult({ abi: ABI, data });
    const values = (args ?? []).map(String).join(", ");
    return { name: errorName, text: `${errorName}(${values})` };
  } catch {
    return {
      name: data.slice(0, 10),
      text: `an error unknown to Settlement and FraudProof: ${data.slice(0, 74)}`,
    };
  }
}

function revertData(error: unknown): Hex | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const holder = error.walk((cause) => typeof (cause as { data?: unknown }).data === "string");
  const data: unknown = (holder as { data?: unknown } | null)?.data;
  return typeof data === "string" && data.startsWith("0x") ? (data as Hex) : undefined;
}
