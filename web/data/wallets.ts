import type { EIP1193Provider } from "viem";
import { Cell } from "./cell.ts";

/** Wallets that the browser offers, as they announce themselves (EIP-6963), or the one at window.ethereum. */

export interface Wallet {
  readonly name: string;
  readonly provider: EIP1193Provider;
}

interface Announcement extends Event {
  readonly detail: {
    readonly info: { readonly uuid: string; readonly name: string };
    readonly provider: EIP1193Provider;
  };
}

const MOST_WALLETS = 16;

export const wallets = new Cell<readonly Wallet[]>([]);

export function startWallets(): void {
  const known = new Set<string>();
  const { ethereum } = globalThis as { readonly ethereum?: EIP1193Provider };
  if (ethereum !== undefined) wallets.set([{ name: "Browser wallet", provider: ethereum }]);
  addEventListener("eip6963:announceProvider", (event) => {
    const { info, provider } = (event as Announcement).detail;
    if (known.has(info.uuid) || known.size >= MOST_WALLETS) return;
    known.add(info.uuid);
    const others = wallets.value.filter((wallet) => wallet.provider !== provider);
    wallets.set([...others, { name: info.name, provider }]);
  });
  dispatchEvent(new Event("eip6963:requestProvider"));
}
