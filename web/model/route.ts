/** Addresses within the page, behind the #. */
export type Route =
  | { readonly view: "market"; readonly market: number }
  | { readonly view: "batches" }
  | { readonly view: "batch"; readonly slot: number; readonly market: number | undefined }
  | { readonly view: "accounts" }
  | { readonly view: "account"; readonly account: number }
  | { readonly view: "missing"; readonly path: string };

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;

/** @param hash as in location.hash, with or without its # */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#?\/?/, "").replace(/\/$/, "");
  const [view, first, word, second, ...more] = path.split("/");
  const n = number(first);
  const missing = { view: "missing", path } as const;
  if (more.length > 0) return missing;
  if (path === "") return { view: "market", market: 0 };
  if (view === "batches" && first === undefined) return { view: "batches" };
  if (view === "account" && first === undefined) return { view: "accounts" };
  if (n === undefined) return missing;
  if (view === "batch" && word === "market") {
    const market = number(second);
    return market === undefined ? missing : { view: "batch", slot: n, market };
  }
  if (word !== undefined) return missing;
  if (view === "market") return { view: "market", market: n };
  if (view === "batch") return { view: "batch", slot: n, market: undefined };
  if (view === "account") return { view: "account", account: n };
  return missing;
}

export const toMarket = (market: number): string => `#/market/${market}`;
export const toBatch = (slot: number, market?: number): string =>
  market === undefined ? `#/batch/${slot}` : `#/batch/${slot}/market/${market}`;
export const toAccount = (account: number): string => `#/account/${account}`;
