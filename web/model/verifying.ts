import type { Asset, Market, Order } from "../types.ts";
import type { CheckLine } from "./checks.ts";

/** What can be verified. */
export type Subject =
  | { readonly kind: "balance"; readonly account: number; readonly asset: Asset }
  | { readonly kind: "order"; readonly order: Order; readonly market: Market };

/** How it went. */
export interface Verified {
  readonly lines: readonly CheckLine[];
  /** What is proven, in a sentence; undefined if something is wrong. */
  readonly proven: string | undefined;
}
