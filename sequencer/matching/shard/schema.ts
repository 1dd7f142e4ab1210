import type { Schema } from "../../../storage/database.ts";

/** Where the shard writes; the tests end the process around each. */
export const SHARD_POINTS = ["create", "batch", "snapshot"] as const;
export type ShardPoint = (typeof SHARD_POINTS)[number];

/**
 * `progress` has one row. `trades` is the trade file in pieces, `start` a piece's byte in it. `snapshot` holds the resting
 * orders as messages, by side and priority; `tail` the messages since, as they came.
 */
export const SHARD_SCHEMA: Schema<ShardPoint> = {
  name: "shard database",
  applicationId: 0x57_53_48_44,
  version: 1,
  points: SHARD_POINTS,
  creation: "create",
  // It reads only what it goes through once, and writes at the end of each table.
  cacheKib: 1_024,
  tables: `
    CREATE TABLE progress (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      unit TEXT NOT NULL,
      position INTEGER NOT NULL,
      lines INTEGER NOT NULL,
      refusals INTEGER NOT NULL,
      trades INTEGER NOT NULL,
      trade_bytes INTEGER NOT NULL,
      tail_bytes INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE trades (start INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
    CREATE TABLE tail (part INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
    CREATE TABLE snapshot (part INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
    CREATE TABLE snapshot_state (id INTEGER PRIMARY KEY CHECK (id = 1), trades INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
  `,
};
