import type { Asset, Market, Order } from "../types.ts";

/** What can be verified. */
export type Subject =
  | { readonly kind: "balance"; readonly account: number; readonly asset: Asset }
  | { readonly kind: "order"; readonly order: Order; readonly market: Market };

export function VerifyButton({ subject }: { readonly subject: Subject }) {
  return (
    <button type="button" data-kind={subject.kind}>
      Verify
    </button>
  );
}
