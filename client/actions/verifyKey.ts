import type { BaseClient } from "../baseClient.ts";
import { type CheckedKey, checkKey } from "../orders/batchKey.ts";
import type { SlotKey } from "../types.ts";

/** Of {@link verifyKey}. */
export interface VerifyKeyParameters {
  /** As getKey gives it. */
  readonly key: SlotKey;
}

/**
 * Checks that a batch's key is the one registered on L1 under the keypers' signatures. Sealing does this by itself.
 * @throws KeyError, WrongExchange
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
 * const { slot } = await client.verifyKey({ key: await client.getKey() });
 * ```
 */
export async function verifyKey(
  client: BaseClient,
  { key }: VerifyKeyParameters,
): Promise<CheckedKey> {
  return await checkKey(client, key);
}
