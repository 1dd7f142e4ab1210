import { hexToBytes } from "#protocol/bytes";
import { balancesCsv, fillsCsv } from "../csv.ts";
import { pageOf, placeOf } from "../cursor.ts";
import { accountOf, eventOf, orderOf } from "../models/accounts.ts";
import { orderRef } from "../models/ids.ts";
import { fillOf } from "../models/markets.ts";
import { notFound } from "../problem.ts";
import { Turns } from "../turns.ts";
import type { Desk, Handlers } from "./desk.ts";

/** What belongs to whom. */
export function accountHandlers({
  exchange,
  listing,
}: Desk): Pick<
  Handlers,
  | "findAccounts"
  | "getAccount"
  | "getOrders"
  | "getOrder"
  | "getFills"
  | "getFillsCsv"
  | "getBalancesCsv"
  | "getHistory"
> {
  const { history, executor } = exchange;
  const turns = new Turns();
  const noAccount = (account: number): Error =>
    notFound(`No batch has taken in a registration of account ${account}.`);
  const known = (account: number): number => {
    if (executor.signerOf(account) === undefined) throw noAccount(account);
    return account;
  };
  const modelOf = (account: number) => {
    const model = accountOf(exchange, account);
    if (model === undefined) throw noAccount(account);
    return model;
  };
  return {
    findAccounts: ({ query: { signer, limit, cursor } }) => {
      const after = placeOf("accounts", cursor) ?? -1;
      const found = history.accountsOf(hexToBytes(signer), after, limit + 1);
      return pageOf("accounts", found, limit, (account) => account, modelOf);
    },
    getAccount: ({ params }) => modelOf(params.account),
    getOrders: ({ params, query: { status, limit, cursor } }) => {
      const before = placeOf("orders", cursor);
      const account = known(params.account);
      const orders = history.orders(account, status === "open", { before, limit: limit + 1 });
      return pageOf("orders", orders, limit, ({ id }) => id, orderOf);
    },
    getOrder: ({ params }) => {
      const ref = orderRef(params.order);
      const order = ref === undefined ? undefined : history.order(ref);
      if (order === undefined) throw notFound(`No batch placed an order ${params.order}.`);
      return orderOf(order);
    },
    getFills: ({ params, query: { limit, cursor, from, to } }) => {
      const before = placeOf("fills", cursor);
      const account = known(params.account);
      const fills = history.fillsOf(account, { before, from, to, limit: limit + 1 });
      return pageOf(
        "fills",
        fills,
        limit,
        ({ id }) => id,
        (fill) => fillOf(exchange, fill),
      );
    },
    getFillsCsv: ({ params, query }) =>
      fillsCsv(exchange, listing, known(params.account), query, turns),
    getBalancesCsv: ({ params }) => balancesCsv(exchange, listing, known(params.account)),
    getHistory: ({ params, query: { limit, cursor, from, to } }) => {
      const before = placeOf("history", cursor);
      const account = known(params.account);
      const events = history.events(account, { before, from, to, limit: limit + 1 });
      return pageOf(
        "history",
        events,
        limit,
        ({ id }) => id,
        (event) => eventOf(exchange, event),
      );
    },
  };
}
