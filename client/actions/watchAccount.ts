import type { BaseClient } from "../baseClient.ts";
import { accountIdOf } from "../orders/accountId.ts";
import { AccountFeed } from "../socket/accountFeed.ts";
import { type Unwatch, watchFeed } from "../socket/watch.ts";
import type { AccountUpdate } from "../types.ts";

/** Of {@link watchAccount}. */
export interface WatchAccountParameters {
  /** Account on the exchange; the client's own if it is left out. */
  readonly account?: number | undefined;
  /** Balances as they are now, the orders that changed and the new fills; the first has all open orders and no fills. */
  readonly onUpdate: (update: AccountUpdate) => void;
  /** A failure to reach the API; watching goes on. */
  readonly onError?: ((error: Error) => void) | undefined;
}

/**
 * Tells what batches change for an account. After the line was down one update has all that was missed: what was filled or ended
 * meanwhile, too.
 * @throws nothing; the answer ends it. `onError` gets AccountNotFound where no account is named and none found
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
 * const unwatch = client.watchAccount({ account: 3, onUpdate: ({ balances, fills }) => balances.length + fills.length });
 * unwatch();
 * ```
 */
export function watchAccount(
  client: BaseClient,
  { account, onUpdate, onError }: WatchAccountParameters,
): Unwatch {
  let end: Unwatch | undefined;
  let ended = false;
  const begin = (found: number): void => {
    if (ended) return;
    end = watchFeed(client, new AccountFeed(client, found, onUpdate), onError);
  };
  if (account !== undefined) begin(account);
  else accountIdOf(client).then(begin, (error: Error) => onError?.(error));
  return () => {
    ended = true;
    end?.();
  };
}
