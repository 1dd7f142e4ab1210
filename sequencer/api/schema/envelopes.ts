import { z } from "zod";
import { Stage } from "./batches.ts";
import * as s from "./scalars.ts";

/** Sealed bids: the key to seal to, the envelope, its receipt, what became of it. */

export const SlotKey = z.object({
  slot: s.slot,
  opensAt: s.seconds,
  closesAt: s.seconds,
  closesInMs: z.int().describe("Milliseconds until it closes; below zero once it is closed."),
  accepting: z.boolean().describe("An envelope for this slot would be taken now."),
  batchKey: s.hexOf(33).describe("Y, compressed: seal to it."),
  keySet: s.slot.describe("First slot of the registered key set that it belongs to."),
  address: s.address.describe("address(Y)."),
  shares: z.array(s.address).describe("Address of each keyper's share."),
  proof: z.array(s.hash).describe("Siblings from the slot's leaf to the key set's root on L1."),
});

const MAX_ENVELOPE_HEX = 2 + 2 * (104 + 16 * 32);

export const EnvelopeRequest = z.object({
  slot: s.slot,
  envelope: z
    .string()
    .max(MAX_ENVELOPE_HEX)
    .regex(/^0x([0-9a-fA-F]{2})*$/)
    .describe("104 + 16·m bytes in hex, m of 1, 2, 4, 8, 16, 32 (PROTOCOL.md §4)."),
});

export const Receipt = z
  .object({
    slot: s.slot,
    account: s.account,
    version: z.int().min(0).max(65_535),
    receipt: s.hexOf(107).describe("Signed by the sequencer; keep it."),
  })
  .describe("The envelope is on the disk and will be sealed.");

export const OperationOutcome = z.object({
  block: z.int().min(0).max(31),
  kind: z.enum(["nop", "place", "cancel", "withdraw", "unknown"]),
  outcome: z.int().min(0).max(255),
  outcomeName: z.string(),
  order: s.orderId.nullable().describe("That it placed or cancelled."),
});

export const EnvelopeStatus = z.object({
  slot: s.slot,
  account: s.account,
  stage: Stage.describe(
    "While the batch collects, every account is answered alike: who is in it is not told.",
  ),
  outcome: z
    .int()
    .min(0)
    .max(255)
    .nullable()
    .describe("Null until it is executed; 1 … 3: skipped whole."),
  outcomeName: z.string().nullable(),
  operations: z.array(OperationOutcome).describe("Empty until it is executed."),
});
