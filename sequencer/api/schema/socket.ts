import { z } from "zod";
import { AccountUpdate } from "./accounts.ts";
import { BatchSummary } from "./batches.ts";
import { Book, Trade } from "./markets.ts";
import * as s from "./scalars.ts";

/**
 * Messages of the WebSocket at /v1/socket, JSON each. Every channel counts its messages from 1 within an epoch, which a restart
 * ends. Who names epoch and the last number seen gets what it missed; if that is no longer at hand it gets the state anew. Of a slot
 * without envelopes nothing is told after `collecting`: it was skipped, and whoever hears of a later one that collects forgets it.
 */

export const Channel = z.discriminatedUnion("name", [
  z.object({ name: z.literal("batches") }),
  z.object({ name: z.literal("trades"), market: s.market }),
  z.object({ name: z.literal("book"), market: s.market }),
  z.object({ name: z.literal("account"), account: s.account }),
]);

export const ClientMessage = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("subscribe"),
    channel: Channel,
    epoch: z.string().max(64).optional(),
    after: s.count.optional(),
  }),
  z.object({ op: z.literal("unsubscribe"), channel: Channel }),
  z.object({ op: z.literal("ping") }),
]);

const data = {
  batches: z.array(BatchSummary),
  trades: z.array(Trade),
  book: Book,
  account: AccountUpdate,
};

export const ServerMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("subscribed"),
    channel: Channel,
    epoch: z.string(),
    seq: s.count.describe("Of the newest message; what follows counts on from it."),
    resumed: z
      .boolean()
      .describe("The messages missed follow; otherwise the snapshot stands for all before."),
    snapshot: z.union([data.batches, data.trades, data.book, data.account]).nullable(),
  }),
  z.object({ type: z.literal("unsubscribed"), channel: Channel }),
  z.object({ type: z.literal("batch"), seq: s.count, data: BatchSummary }),
  z.object({ type: z.literal("trade"), seq: s.count, market: s.market, data: Trade }),
  z.object({ type: z.literal("book"), seq: s.count, market: s.market, data: Book }),
  z.object({ type: z.literal("account"), seq: s.count, account: s.account, data: AccountUpdate }),
  z.object({ type: z.literal("error"), detail: z.string() }),
  z.object({ type: z.literal("pong"), now: s.milliseconds }),
]);
