import { pageOf, placeOf } from "../cursor.ts";
import { auctionOf } from "../models/batches.ts";
import { fillOf } from "../models/markets.ts";
import { notFound } from "../problem.ts";
import type { Desk, Handlers } from "./desk.ts";

/** The life of batches and what they did. */
export function batchHandlers({
  exchange,
  models,
}: Desk): Pick<Handlers, "getBatches" | "getBatch" | "getAuction" | "getBatchFills"> {
  const { history } = exchange;
  const isFinal = (slot: number): boolean => models.batch(slot)?.stage === "final";
  const noBatch = (slot: number): Error =>
    notFound(`Slot ${slot} has not begun, or was skipped because nothing came in.`);
  return {
    getBatches: ({ query: { limit, cursor } }) => {
      const batches = models.batches(placeOf("batches", cursor), limit + 1);
      return pageOf(
        "batches",
        batches,
        limit,
        ({ slot }) => slot,
        (batch) => batch,
      );
    },
    getBatch: ({ params: { slot } }) => {
      const value = models.batchDetail(slot);
      if (value === undefined) throw noBatch(slot);
      return { value, final: value.stage === "final" };
    },
    getAuction: ({ params: { slot, market } }) => {
      const value = auctionOf(exchange, slot, market);
      if (value === undefined)
        throw notFound(`No auction of market ${market} was held in slot ${slot}, or not yet.`);
      return { value, final: isFinal(slot) };
    },
    getBatchFills: ({ params: { slot }, query: { limit, cursor } }) => {
      const after = placeOf("batchFills", cursor) ?? 0;
      if (models.batch(slot) === undefined) throw noBatch(slot);
      const fills = history.fillsOfSlot(slot, after, limit + 1);
      const value = pageOf(
        "batchFills",
        fills,
        limit,
        ({ id }) => id,
        (fill) => fillOf(exchange, fill),
      );
      return { value, final: isFinal(slot) };
    },
  };
}
