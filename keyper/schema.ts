import type { Schema } from "../storage/database.ts";

/** Every place in the keyper at which something becomes durable. */
export const KEYPER_POINTS = ["create", "makeKeySet", "signCertificate"] as const;
export type KeyperPoint = (typeof KEYPER_POINTS)[number];

/** The keyper's database: secrets, and what it signed, so that it never signs anything against it. */
export const KEYPER_SCHEMA: Schema<KeyperPoint> = {
  name: "the keyper's database",
  applicationId: 0x57_61_4b_79,
  version: 1,
  points: KEYPER_POINTS,
  creation: "create",
  tables: `
    CREATE TABLE key_set (
      first INTEGER PRIMARY KEY,
      root BLOB NOT NULL,
      signatures BLOB NOT NULL
    ) STRICT;

    -- Secret scalars. Each is drawn by itself, so that one that is shown tells nothing of another.
    CREATE TABLE slot_key (
      first INTEGER NOT NULL REFERENCES key_set,
      slot INTEGER NOT NULL,
      x BLOB NOT NULL,
      PRIMARY KEY (first, slot)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE certificate (
      slot INTEGER PRIMARY KEY,
      root BLOB NOT NULL,
      parent INTEGER NOT NULL,
      bytes BLOB NOT NULL
    ) STRICT;
  `,
};
