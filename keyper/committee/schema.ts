import type { Schema } from "../../storage/database.ts";

/** Every place in a committee's keyper at which something becomes durable. */
export const COMMITTEE_POINTS = [
  "create",
  "makeVault",
  "beginAttempt",
  "say",
  "finishKeySet",
  "keepMessages",
  "signCertificate",
  "saveTransaction",
  "removeTransaction",
] as const;
export type CommitteePoint = (typeof COMMITTEE_POINTS)[number];

/** The keyper's database: its secrets, sealed, and all that it signed, so that it never signs anything against it. */
export const COMMITTEE_SCHEMA: Schema<CommitteePoint> = {
  name: "the keyper's database",
  applicationId: 0x57_61_4b_63,
  version: 1,
  points: COMMITTEE_POINTS,
  creation: "create",
  tables: `
    CREATE TABLE vault (salt BLOB NOT NULL, proof BLOB NOT NULL) STRICT;

    -- The secret seed of all that this keyper deals in an attempt, sealed.
    CREATE TABLE attempt (
      first INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      participants INTEGER NOT NULL,
      seed BLOB NOT NULL,
      PRIMARY KEY (first, attempt)
    ) STRICT;

    -- What it said in key generations, and of those that ended what all others said, for a keyper that was away.
    CREATE TABLE message (
      n INTEGER PRIMARY KEY,
      first INTEGER NOT NULL,
      id TEXT NOT NULL UNIQUE,
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE INDEX message_of ON message (first);

    -- Generations of which all that was said is kept.
    CREATE TABLE kept (first INTEGER PRIMARY KEY) STRICT;

    -- Its shares are sealed; NULL where a dealer cheated it of its part.
    CREATE TABLE key_set (
      first INTEGER NOT NULL,
      root BLOB NOT NULL,
      points BLOB NOT NULL,
      share_addresses BLOB NOT NULL,
      shares BLOB,
      PRIMARY KEY (first, root)
    ) STRICT;

    CREATE TABLE certificate (
      slot INTEGER PRIMARY KEY,
      root BLOB NOT NULL,
      parent INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      posted BLOB NOT NULL
    ) STRICT;

    CREATE TABLE l1_transaction (
      n INTEGER PRIMARY KEY,
      key TEXT NOT NULL,
      nonce INTEGER NOT NULL,
      hash TEXT NOT NULL UNIQUE,
      raw TEXT NOT NULL
    ) STRICT;
  `,
};
