import type { Market, OrderSide } from "../types.ts";
import { Cell } from "./cell.ts";

/** An order as it was typed. */
export interface OrderForm {
  readonly market: Market;
  readonly side: OrderSide;
  readonly tick: number;
  readonly lots: number;
  /** Batches that it takes part in; 0: until it is filled or cancelled. */
  readonly batches: number;
}

/** How far an order of this page is. */
export type SentStage =
  | { readonly kind: "sealing" }
  | { readonly kind: "receipted"; readonly slot: number }
  | { readonly kind: "done"; readonly slot: number; readonly text: string; readonly good: boolean }
  | { readonly kind: "failed"; readonly reason: string };

export interface Sent {
  readonly id: number;
  readonly form: OrderForm;
  readonly stage: SentStage;
}

/** Orders that the page shows; older ones are in the account's history. */
const MOST_SENT = 8;

/** Orders of this page, newest first. */
export const sent = new Cell<readonly Sent[]>([]);
let last = 0;

/** @returns what tells its next stages */
export function addSent(form: OrderForm): (stage: SentStage) => void {
  const id = ++last;
  sent.set([{ id, form, stage: { kind: "sealing" } as const }, ...sent.value].slice(0, MOST_SENT));
  return (stage) => sent.set(sent.value.map((one) => (one.id === id ? { ...one, stage } : one)));
}
