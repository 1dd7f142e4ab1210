import type { components } from "../client/generated/api.ts";

/** What the API tells, by the names of its document. */

type Schemas = components["schemas"];

export type Account = Schemas["Account"];
export type AccountEvent = Schemas["AccountEvent"];
export type Asset = Schemas["Asset"];
export type Auction = Schemas["Auction"];
export type Balance = Schemas["Balance"];
export type BatchDetail = Schemas["BatchDetail"];
export type BatchSummary = Schemas["BatchSummary"];
export type Book = Schemas["Book"];
export type Candle = Schemas["Candle"];
export type Fill = Schemas["Fill"];
export type Market = Schemas["Market"];
export type MarketResult = BatchSummary["markets"][number];
export type Order = Schemas["Order"];
export type Stage = BatchSummary["stage"];
export type Status = Schemas["Status"];
export type Trade = Schemas["Trade"];
export type OrderSide = Order["side"];
