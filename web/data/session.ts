import type { EIP1193Provider, Hex } from "viem";
import { Cell } from "./cell.ts";

/** Who signs in this page. It is forgotten when the page is closed: nothing of it is stored. */
export type Signer = {
  readonly address: Hex;
  /** On the exchange. */
  readonly account: number;
} & (
  | { readonly kind: "wallet"; readonly name: string; readonly provider: EIP1193Provider }
  | { readonly kind: "key"; readonly privateKey: Hex }
);

export const signer = new Cell<Signer | undefined>(undefined);
