import { sized, viewOf } from "./bytes.ts";
import type { Balance, Order } from "./leaves.ts";

/** Leaves read from their 32 bytes, without a tree (PROTOCOL.md §3, "Leaves"). The state's own readers are in leaves.ts. */

/** Throws EncodingError unless there are 32 bytes. */
export function balanceOfLeaf(leaf: Uint8Array): Balance {
  const view = viewOf(sized("leaf", leaf, 32));
  return {
    available: Number(view.getBigUint64(0, true)),
    withdrawn: view.getBigUint64(8, true),
  };
}

/** The order at its place, or undefined where it is dead. Throws EncodingError unless there are 32 bytes. */
export function orderOfLeaf(leaf: Uint8Array): Order | undefined {
  const view = viewOf(sized("leaf", leaf, 32));
  const word = (n: number): number => view.getUint32(4 * n, true);
  if (word(1) === 0) return undefined;
  return { account: word(0), lots: word(1), slot: word(2), expiry: word(3) };
}
