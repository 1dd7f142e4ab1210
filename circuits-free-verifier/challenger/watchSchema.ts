import type { Schema } from "../../storage/database.ts";
import { TRANSACTION_POINTS, TRANSACTION_TABLE } from "../../storage/transactions.ts";

/** Every place in the watcher at which something becomes durable. */
export const WATCH_POINTS = ["create", "checkpoint", ...TRANSACTION_POINTS] as const;
export type WatchPoint = (typeof WATCH_POINTS)[number];

/** The watcher's database: where a restart goes on from, and what was sent to L1. */
export const WATCH_SCHEMA: Schema<WatchPoint> = {
  name: "the watcher's database",
  applicationId: 0x57_61_57_61,
  version: 1,
  points: WATCH_POINTS,
  creation: "create",
  tables: `
    -- At most one row: all that is known as of a block, but for the state. so_far: JSON, checkpoint.ts.
    CREATE TABLE checkpoint (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      block INTEGER NOT NULL,
      block_hash TEXT NOT NULL,
      so_far TEXT NOT NULL
    ) STRICT;

    -- The state behind that block's newest claim, where it differs from genesis.
    CREATE TABLE leaf (
      gindex INTEGER PRIMARY KEY,
      bytes BLOB NOT NULL
    ) STRICT;

    -- Transactions to L1, written before they are sent.
    ${TRANSACTION_TABLE}
  `,
};
