import type { Schema } from "../../storage/database.ts";
import { TRANSACTION_POINTS, TRANSACTION_TABLE } from "../../storage/transactions.ts";
import { HISTORY_TABLES } from "../history/tables.ts";

/** Every place in the sequencer at which something becomes durable. Tests end the process before and after each. */
export const SEQUENCER_POINTS = [
  "create",
  "acceptEnvelopes",
  "closeSlot",
  "certifySlot",
  "executeSlot",
  ...TRANSACTION_POINTS,
  "prune",
] as const;
export type SequencerPoint = (typeof SEQUENCER_POINTS)[number];

/** The sequencer's database. Every table is STRICT; numbers of slots and accounts as in PROTOCOL.md §1. */
export const SEQUENCER_SCHEMA: Schema<SequencerPoint> = {
  name: "the sequencer's database",
  applicationId: 0x57_61_53_71,
  version: 2,
  points: SEQUENCER_POINTS,
  creation: "create",
  tables: `
    -- Envelopes with a receipt, the newest version of each account.
    CREATE TABLE envelope (
      slot INTEGER NOT NULL,
      account INTEGER NOT NULL,
      version INTEGER NOT NULL,
      blocks INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (slot, account)
    ) STRICT, WITHOUT ROWID;

    -- Slots whose list is fixed; parent and certificate once they are certified.
    CREATE TABLE slot (
      slot INTEGER PRIMARY KEY,
      root BLOB NOT NULL,
      count INTEGER NOT NULL,
      parent INTEGER,
      certificate BLOB
    ) STRICT;

    -- Slots executed. facts: hash of what L1 had fixed of them, the inbox from inbox_start on; root: state root behind.
    CREATE TABLE executed (
      slot INTEGER PRIMARY KEY,
      chunks_end INTEGER NOT NULL,
      inbox_start INTEGER NOT NULL,
      facts BLOB NOT NULL,
      root BLOB NOT NULL
    ) STRICT;

    -- The trace, by number of chunk since genesis. cursor and proof: header leaf 0 behind it.
    CREATE TABLE chunk (
      n INTEGER PRIMARY KEY,
      slot INTEGER NOT NULL,
      root BLOB NOT NULL,
      records BLOB NOT NULL,
      cursor BLOB NOT NULL,
      proof BLOB NOT NULL,
      at_start INTEGER NOT NULL
    ) STRICT;

    -- The state behind the last executed slot: leaves that are not zero.
    CREATE TABLE leaf (
      gindex INTEGER PRIMARY KEY,
      bytes BLOB NOT NULL
    ) STRICT;

    -- Leaves that slots changed since the newest final claim, packed (changes.ts).
    CREATE TABLE change (
      slot INTEGER NOT NULL,
      part INTEGER NOT NULL,
      leaves BLOB NOT NULL,
      UNIQUE (slot, part)
    ) STRICT;

    -- What happened, for people.
    ${HISTORY_TABLES}
    -- Transactions to L1, written before they are sent.
    ${TRANSACTION_TABLE}
  `,
};
