import { expect, test } from "vitest";
import { parseRoute, toAccount, toBatch, toMarket } from "../../../web/model/route.ts";

test.each([
  ["", { view: "market", market: 0 }],
  ["#/", { view: "market", market: 0 }],
  [toMarket(3), { view: "market", market: 3 }],
  ["#/batches", { view: "batches" }],
  ["#/batches/", { view: "batches" }],
  [toBatch(12), { view: "batch", slot: 12, market: undefined }],
  [toBatch(12, 0), { view: "batch", slot: 12, market: 0 }],
  ["#/account", { view: "accounts" }],
  [toAccount(5), { view: "account", account: 5 }],
])("%s is a view", (hash, route) => expect(parseRoute(hash)).toEqual(route));

test.each([
  "#/batch",
  "#/batch/x",
  "#/batch/-1",
  "#/batch/1/market",
  "#/batch/1/market/x",
  "#/batch/1/market/0/more",
  "#/account/5/more",
  "#/market",
  "#/market/99999999999",
  "#/elsewhere",
])("%s is nowhere", (hash) => expect(parseRoute(hash).view).toBe("missing"));
