import { levelKey, orderLeaf } from "#protocol/layout";
import { orderOfLeaf } from "#protocol/leafBytes";
import type { BaseClient } from "../baseClient.ts";
import { parseOrderId } from "../orders/orderId.ts";
import type { OrderId, OrderProof } from "../types.ts";
import { agree, proveLeaf } from "./leaf.ts";
import type { ProvenRoot } from "./root.ts";

/** What a root on L1 holds at an order's place. */
export interface ProvenOrder {
  readonly order: OrderId;
  /** Whose order lies there; undefined where none does: it was filled, cancelled or never placed, or has expired. */
  readonly account: number | undefined;
  /** Lots that may still be filled; 0 where no order lies. */
  readonly left: number;
  /** Slot that it was placed in. */
  readonly slot: number | undefined;
  /** Last slot that it takes part in; 0: never expires. */
  readonly expiry: number | undefined;
  readonly root: ProvenRoot;
}

/** Throws ProofError, NotListed. */
export async function proveOrder(
  client: BaseClient,
  order: OrderId,
  proof: OrderProof,
): Promise<ProvenOrder> {
  const { market, side, tick, position } = parseOrderId(order);
  const what = `order ${order}`;
  const gindex = orderLeaf(market, side, levelKey(side, tick), position);
  const { leaf, root } = await proveLeaf(client, what, gindex, proof);
  const found = orderOfLeaf(leaf);
  agree("order of the proof", proof.order, order);
  agree(`account of ${what}`, proof.account, found?.account ?? null);
  agree(`lots left of ${what}`, proof.left, found?.lots ?? 0);
  agree(`slot of ${what}`, proof.slot, found?.slot ?? null);
  agree(`expiry of ${what}`, proof.expiry, found?.expiry ?? null);
  const { account, slot, expiry } = found ?? {};
  return { order, account, left: found?.lots ?? 0, slot, expiry, root };
}
