import type { BaseClient } from "../baseClient.ts";
import { type ProvenBalance, proveBalance } from "../proofs/balance.ts";
import { checkKind, type RootChoice } from "../proofs/root.ts";
import type { BalanceProof } from "../types.ts";
import { getBalanceProof } from "./getBalanceProof.ts";

/** Of {@link verifyBalance}. */
export interface VerifyBalanceParameters {
  /** Account on the exchange. */
  readonly account: number;
  /** Index of the asset. */
  readonly asset: number;
  /** As getBalanceProof gives it; asked for if it is left out. */
  readonly proof?: BalanceProof | undefined;
  /** Which root it must be against; `newest` if it is left out. */
  readonly at?: RootChoice | undefined;
}

/**
 * Checks a balance against a state root on L1, and gives what is proven. Where it lies in the state is worked out here, not believed.
 * @throws ProofError, whose `check` names the first that failed; ApiError, WrongExchange
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
 * const { available, root } = await client.verifyBalance({ account: 3, asset: 0 });
 * ```
 */
export async function verifyBalance(
  client: BaseClient,
  { account, asset, proof, at = "newest" }: VerifyBalanceParameters,
): Promise<ProvenBalance> {
  const given = proof ?? (await getBalanceProof(client, { account, asset, at }));
  checkKind(given.root, at);
  return await proveBalance(client, account, asset, given);
}
