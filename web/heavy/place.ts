import { getOrder } from "../../client/actions/getOrder.ts";
import { placeOrders } from "../../client/actions/placeOrders.ts";
import { waitForSubmission } from "../../client/actions/waitForSubmission.ts";
import type { BaseClient } from "../../client/baseClient.ts";
import type { TimeInForce } from "../../client/orders/request.ts";
import { memoryReceipts } from "../../client/receipts/memory.ts";
import type { ReceiptStore } from "../../client/receipts/store.ts";
import { webReceipts } from "../../client/receipts/web.ts";
import type { OrderForm, SentStage } from "../data/sent.ts";
import type { Signer } from "../data/session.ts";
import * as format from "../model/format.ts";
import { orderOutcome } from "../model/orderOutcome.ts";
import type { Status } from "../types.ts";
import { openClient } from "./client.ts";

const receipts = openReceipts();

/** In the browser's storage; in memory where a page may keep nothing. */
function openReceipts(): ReceiptStore {
  try {
    return webReceipts();
  } catch {
    return memoryReceipts();
  }
}

/** One client a signer: it knows what it has in the batch already, and sends it along. */
const clients = new WeakMap<Signer, BaseClient>();

function clientOf(status: Status, signer: Signer): BaseClient {
  const known = clients.get(signer) ?? openClient(status, signer, receipts);
  clients.set(signer, known);
  return known;
}

/** Seals an order, hands it in, and tells how far it is until its batch has run. */
export async function place(
  status: Status,
  signer: Signer,
  form: OrderForm,
  tell: (stage: SentStage) => void,
): Promise<void> {
  try {
    const client = clientOf(status, signer);
    const { market, side, tick, lots, batches } = form;
    const timeInForce = timeInForceOf(batches);
    const order = { market: market.market, side, tick, lots, timeInForce };
    const submission = await placeOrders(client, { orders: [order] });
    const slot = submission.envelopes[0]?.slot ?? 0;
    tell({ kind: "receipted", slot });
    const [outcome] = await waitForSubmission(client, { submission });
    const after =
      outcome?.outcome === 0 && outcome.order !== undefined
        ? await getOrder(client, { order: outcome.order })
        : undefined;
    const words = {
      price: (n: number) => format.price(market, n),
      quantity: (n: number) => `${format.quantity(market, n)} ${format.baseOf(market)}`,
    };
    tell({ kind: "done", slot, ...orderOutcome(outcome?.outcomeName ?? "lost", after, words) });
  } catch (error) {
    tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
}

function timeInForceOf(batches: number): TimeInForce {
  if (batches === 0) return "gtc";
  return batches === 1 ? "ioc" : { slots: batches };
}

/** All receipts of this exchange, as `walras receipt check` reads them. */
export async function receiptsText({ chainId, settlement }: Status): Promise<string> {
  return await receipts.text({ chainId, settlement: settlement as `0x${string}` });
}
