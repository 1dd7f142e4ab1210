import { accountHandlers } from "./accounts.ts";
import { batchHandlers } from "./batches.ts";
import type { Desk, Handlers } from "./desk.ts";
import { envelopeHandlers } from "./envelopes.ts";
import { marketHandlers } from "./markets.ts";
import { processHandlers } from "./process.ts";
import { proofHandlers } from "./proofs.ts";

/** One for every route: a missing one is a type error. */
export const handlersOf = (desk: Desk): Handlers => ({
  ...processHandlers(desk),
  ...marketHandlers(desk),
  ...batchHandlers(desk),
  ...envelopeHandlers(desk),
  ...accountHandlers(desk),
  ...proofHandlers(desk),
});
