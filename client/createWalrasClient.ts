import { type BaseClient, createBaseClient, type WalrasClientConfig } from "./baseClient.ts";
import { type Bound, bind } from "./decorators/bound.ts";
import { moneyActions } from "./decorators/money.ts";
import { orderActions } from "./decorators/orders.ts";
import { readingActions } from "./decorators/reading.ts";
import { verifyingActions } from "./decorators/verifying.ts";
import { watchingActions } from "./decorators/watching.ts";

const actions = {
  ...readingActions,
  ...moneyActions,
  ...orderActions,
  ...verifyingActions,
  ...watchingActions,
};

/** A client with all actions as its methods. */
export interface WalrasClient extends BaseClient, Bound<typeof actions> {}

/**
 * A client of one exchange with all actions on it. Nothing is asked of anybody until an action is called.
 * @throws BadRequest for a setting out of its range
 *
 * @example
 * ```ts
 * import { createWalrasClient } from "walras";
 * import { http } from "viem";
 * import { privateKeyToAccount } from "viem/accounts";
 * import { foundry } from "viem/chains";
 *
 * const client = createWalrasClient({
 *   chain: foundry,
 *   transport: http("http://127.0.0.1:8545"),
 *   url: "http://127.0.0.1:8080",
 *   account: privateKeyToAccount("0x0000000000000000000000000000000000000000000000000000000000000001"),
 * });
 * const { bids, asks } = await client.getBook({ market: 0 });
 * ```
 */
export function createWalrasClient(config: WalrasClientConfig): WalrasClient {
  const client = createBaseClient(config);
  return { ...client, ...bind(client, actions) };
}
