import type { BaseClient } from "../baseClient.ts";
import { ApiError } from "../errors.ts";
import { paidOf, unpaid } from "../l1/paid.ts";
import { accountIdOf } from "../orders/accountId.ts";
import { proveBalance } from "../proofs/balance.ts";
import { checkKind } from "../proofs/root.ts";
import { getAccount } from "./getAccount.ts";
import { getBalanceProof } from "./getBalanceProof.ts";
import { getBatch } from "./getBatch.ts";
import { getHistory } from "./getHistory.ts";

/** Of {@link getWithdrawable}. */
export interface GetWithdrawableParameters {
  /** Account on the exchange; the client's own if it is left out. */
  readonly accountId?: number | undefined;
}

/** What L1 still has to pay of one asset. */
export interface Withdrawable {
  readonly asset: number;
  /** Units that claim() would have paid now; proven against L1. */
  readonly payable: bigint;
  /** Units that are withdrawn and wait for their batch to be final; as the API tells it. */
  readonly waiting: bigint;
  /** Unix seconds from which the last of it can be final; undefined where nothing waits, or its batch is not claimed on L1 yet. */
  readonly waitingUntil: number | undefined;
}

/** Lines of an account's history in which its last withdrawal is looked for. */
const HISTORY = 500;

/**
 * What claim() would have paid now, and what waits for finality and until when, by asset.
 * @throws ProofError, ApiError, AccountNotFound, WrongExchange, L1Error
 *
 * @example
 * ```ts
 * import { createWalrasClient } from "walras";
 * import { http } from "viem";
 * import { privateKeyToAccount } from "viem/accounts";
 * import { foundry } from "viem/chains";
 *
 * const account = privateKeyToAccount("0x0000000000000000000000000000000000000000000000000000000000000001");
 * const client = createWalrasClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080", account });
 * for (const { payable, waiting, waitingUntil } of await client.getWithdrawable()) {
 *   const all: bigint = payable + waiting;
 * }
 * ```
 */
export async function getWithdrawable(
  client: BaseClient,
  { accountId }: GetWithdrawableParameters = {},
): Promise<readonly Withdrawable[]> {
  const account = await accountIdOf(client, accountId);
  const { balances } = await getAccount(client, { account });
  const withdrawable: Withdrawable[] = [];
  for (const { asset, withdrawn } of balances) {
    const proof = await getBalanceProof(client, { account, asset, at: "final" });
    checkKind(proof.root, "final");
    const proven = await proveBalance(client, account, asset, proof);
    const payable = unpaid(proven.withdrawn, await paidOf(client, account, asset));
    const waiting = unpaid(BigInt(withdrawn), proven.withdrawn);
    const waitingUntil = waiting === 0n ? undefined : await finalFrom(client, account, asset);
    withdrawable.push({ asset, payable, waiting, waitingUntil });
  }
  return withdrawable;
}

/** When the batch of an account's last withdrawal can be final. */
async function finalFrom(
  client: BaseClient,
  account: number,
  asset: number,
): Promise<number | undefined> {
  const { items } = await getHistory(client, { account, limit: HISTORY });
  const last = items.find((event) => event.kind === "withdrawn" && event.asset === asset);
  if (last === undefined) return undefined;
  try {
    return (await getBatch(client, { slot: last.slot })).finalFrom ?? undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
