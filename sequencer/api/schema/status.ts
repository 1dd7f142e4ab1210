import { z } from "zod";
import * as s from "./scalars.ts";

/** How the exchange is. */

export const Status = z.object({
  name: z.string().describe("As the operator calls the exchange."),
  version: z.string(),
  now: s.milliseconds.describe("The sequencer's clock."),
  chainId: s.count,
  settlement: s.address,
  challenger: s.address.nullable(),
  sequencer: s.address.describe("Who signs receipts."),
  l1Url: z.string().nullable().describe("A node of L1 that a browser may ask, if one is offered."),
  explorerUrl: z.string().nullable().describe("A block explorer of L1, if the operator names one."),
  genesisTime: s.seconds,
  interval: z.int().min(1).describe("Seconds of a slot."),
  sealDelay: s.seconds,
  revealDelay: s.seconds,
  challengeWindow: s.seconds,
  operationFee: s.amount.describe("Units of asset 0 for each 16-byte block of an envelope."),
  registrationFee: s.wei,
  keypers: z.array(s.address),
  threshold: s.count,
  quorum: s.count,
  devnet: z.boolean().describe("Embedded L1: nothing on it has a value."),
  collecting: z
    .object({
      slot: s.slot,
      opensAt: s.seconds,
      closesAt: s.seconds,
      closesInMs: z.int(),
      accepting: z.boolean(),
    })
    .nullable()
    .describe("Null before slot 1 opens and after the last slot."),
  executed: z.object({ slot: s.slot, chunks: s.count, stateRoot: s.hash }),
  l1: z
    .object({
      headTime: s.seconds,
      askedAgoMs: s.count,
      lastSealed: s.slot,
      lastCertified: s.slot,
      lastSlot: s.slot.describe("Last slot that may be certified; 2^32 − 1 unless retired."),
    })
    .nullable()
    .describe("Null until L1 has answered."),
  tip: z.object({ index: s.count, generation: s.count, chunks: s.count, stateRoot: s.hash }),
  finalised: z.object({ index: s.count, slot: s.slot, stateRoot: s.hash }),
  halted: z.string().nullable().describe("What a person must look at; null while all is well."),
});

export const Health = z.object({ ok: z.boolean(), detail: z.string() });
