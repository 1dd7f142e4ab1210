import { z } from "zod";
import * as s from "./scalars.ts";

/** The life of a batch and what it did. */

export const Stage = z
  .enum([
    "collecting",
    "closed",
    "certified",
    "sealed",
    "opened",
    "executed",
    "claimed",
    "final",
    "lost",
  ])
  .describe(
    "How far a batch is: its list grows, is fixed, is certified by the keypers, is on L1, can be read, was run by the " +
      "sequencer, its result is claimed on L1, can be challenged no more. Lost: it missed its deadline on L1.",
  );

export const MarketResult = z.object({
  market: s.market,
  tick: s.tick.describe("Clearing price."),
  volume: s.lots,
  surplus: s.signedLots.describe("Lots left at this price or better: bid above zero."),
  fills: s.count,
  fee: s.amount.describe("Units of quote that both sides paid together."),
});

export const BatchSummary = z.object({
  slot: s.slot,
  stage: Stage,
  voided: z.boolean().describe("Its key was withheld: its envelopes count as skipped."),
  challenged: z.boolean().describe("A claim that held it was killed; it is claimed anew."),
  opensAt: s.seconds,
  closesAt: s.seconds,
  envelopes: s.count.nullable().describe("Unknown while it collects."),
  claim: z.int().min(1).nullable().describe("Index of the claim that stands for it."),
  finalFrom: s.seconds.nullable().describe("When its claim can be final, if it is not killed."),
  markets: z.array(MarketResult).describe("Empty until it is executed."),
});

export const OutcomeCount = z.object({
  outcome: z.int().min(0).max(255),
  name: z.string(),
  count: s.count,
});

export const BatchDetail = BatchSummary.extend({
  applied: s.count.describe("Operations applied."),
  skipped: s.count.describe("Envelopes skipped whole."),
  rejected: z.array(OutcomeCount),
  inbox: s.count.describe("Operations that came through L1's inbox."),
  expired: s.count.describe("Orders that expired."),
  steps: s.count,
  chunks: s.count,
  stateRoot: s.hash.nullable().describe("Behind the batch; null until it is executed."),
});

export const CurveLevel = z.object({ tick: s.tick, lots: s.lots });

export const RationedOrder = z.object({
  order: s.orderId,
  account: s.account,
  lots: s.lots.describe("Lots that it had left when the auction began."),
  filled: s.lots,
});

export const Auction = z
  .object({
    slot: s.slot,
    market: s.market,
    tick: s.tick,
    volume: s.lots,
    surplus: s.signedLots,
    lastTick: s.tick.describe("Clearing price before this one."),
    band: z.object({ low: s.tick, high: s.tick }).describe("Ticks that this batch could clear at."),
    bids: z.array(CurveLevel).describe("Live lots by level as the auction began, best first."),
    asks: z.array(CurveLevel),
    truncated: z.boolean().describe("Levels far from the price were left out."),
    rationed: z
      .object({ side: s.side, tick: s.tick, orders: z.array(RationedOrder) })
      .nullable()
      .describe(
        "The level at which one side had more than the other took: earlier batches go first, within one the shuffled " +
          "order decides. Null if no level was filled in part.",
      ),
  })
  .describe("Supply and demand of one market in one batch.");
