import { OUTCOME } from "#protocol/outcomes";
import { cancelAllOrders } from "../../client/actions/cancelAllOrders.ts";
import { cancelOrders } from "../../client/actions/cancelOrders.ts";
import { formatOrderId } from "../../client/orders/orderId.ts";
import type { SentEnvelope } from "../../client/orders/submission.ts";
import type { CommonOptions } from "./command.ts";
import { EXIT, type Exit, Refused } from "./errors.ts";
import { executed, tellReceipt, tellRejected } from "./follow.ts";
import type { Session } from "./session.ts";

/** `walras cancel`. */

export interface CancelOptions extends CommonOptions {
  readonly all?: boolean;
  readonly market?: string;
  readonly wait: boolean;
}

export async function cancel(
  session: Session,
  ids: readonly string[],
  { all = false, market, wait }: CancelOptions,
): Promise<Exit> {
  if (all === ids.length > 0)
    throw new Refused("orders to cancel", all ? "ids and --all" : "none", "ids, or --all");
  if (market !== undefined && !all)
    throw new Refused("orders to cancel", "ids and --market", "--all with --market");
  const client = await session.client();
  const { signal } = session;
  const { envelopes } = all
    ? await cancelAllOrders(client, { market, signal })
    : await cancelOrders(client, { orders: [...new Set(ids)], signal });
  if (envelopes.length === 0) session.out.result({ kind: "none" }, "no open orders");
  let exit: Exit = EXIT.done;
  for (const sent of envelopes) {
    if (!wait) tellReceipt(session, sent);
    else {
      const targets = targetsIn(sent);
      for (const { block, outcome } of await executed(session, client, sent)) {
        const order = targets[block - sent.firstBlock] ?? "an order";
        if (outcome === OUTCOME.applied) {
          const said = { kind: "cancelled", batch: sent.slot, order };
          session.out.result(said, `cancelled ${order} in batch ${sent.slot}`);
        } else exit = tellRejected(session, sent.slot, `cancel of ${order}`, outcome);
      }
    }
  }
  return exit;
}

const targetsIn = ({ operations, firstBlock, count }: SentEnvelope): string[] =>
  operations
    .slice(firstBlock, firstBlock + count)
    .map((operation) => (operation.kind === "cancel" ? formatOrderId(operation) : operation.kind));
