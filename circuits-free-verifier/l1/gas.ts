import { type Hex, numberToHex } from "viem";
import { MAX_TRANSACTION_GAS } from "#protocol/constants";
import type { Call } from "./call.ts";
import { CannotPayGas, L1Refused, TransactionReverted, TransactionTooExpensive } from "./errors.ts";
import { revertReasonOfCall } from "./revert.ts";
import { ask, type L1Client, type Patience } from "./rpc.ts";

/**
 * Gas to send a call with: what L1 estimates and an eighth more, never above what L1 allows one transaction.
 * Throws TransactionTooExpensive, CannotPayGas, TransactionReverted and what ask() throws.
 */
export async function gasOf(
  client: L1Client,
  from: Hex,
  call: Call,
  patience?: Patience,
): Promise<bigint> {
  const { key, to, data, value } = call;
  const limit = BigInt(MAX_TRANSACTION_GAS);
  const message = {
    from,
    data,
    value: numberToHex(value ?? 0n),
    ...(to === undefined ? {} : { to }),
  };
  let estimate: bigint;
  try {
    const question = () => client.request({ method: "eth_estimateGas", params: [message] });
    estimate = BigInt(await ask("eth_estimateGas", question, patience));
  } catch (error) {
    if (!(error instanceof L1Refused)) throw error;
    if (/insufficient funds/i.test(error.message)) {
      throw new CannotPayGas(key, from, String(error.given));
    }
    if (/out of gas|gas required exceeds|exceeds.*gas/i.test(error.message)) {
      throw new TransactionTooExpensive(key, limit + 1n, MAX_TRANSACTION_GAS);
    }
    const reason = await revertReasonOfCall(client, from, call, patience);
    throw new TransactionReverted(
      key,
      undefined,
      reason?.name,
      reason?.text ?? String(error.given),
    );
  }
  if (estimate > limit) throw new TransactionTooExpensive(key, estimate, MAX_TRANSACTION_GAS);
  const padded = estimate + estimate / 8n;
  return padded < limit ? padded : limit;
}
