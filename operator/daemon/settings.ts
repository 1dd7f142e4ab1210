import { z } from "zod";
import { KEY_FIELDS, namesKey } from "../config/keyPlace.ts";
import { file, httpUrl, whole } from "../config/quantities.ts";

/** The tables [sequencer], [keypers], [listing] and [admin] of walras.toml; [api] is the API's own. */

/** What [sequencer] has beside the settings of sequencer/config.ts. */
export const sequencerSchema = namesKey(
  z.looseObject({
    /** The key of the deployment's sequencer: signs receipts and sends to L1. */
    ...KEY_FIELDS,
    database: file.default("sequencer.sqlite"),
    /** Goes on with confirmations = 0 on a chain that may reorganise. */
    allowUnconfirmed: z.boolean().default(false),
  }),
);

const milliseconds = (most: number) => whole(1, most);

const embedded = namesKey(
  z.strictObject({
    kind: z.literal("embedded"),
    /** The key of the deployment's one keyper. */
    ...KEY_FIELDS,
    /** SQLite file of the slots' secret keys. */
    database: file.default("keyper.sqlite"),
    /** Make the file when there is none. */
    createDatabase: z.boolean().default(false),
  }),
);

const committee = z.strictObject({
  kind: z.literal("committee"),
  /** HTTP address of each keyper, in the order in which L1 lists them. */
  urls: z.array(httpUrl, { error: "a list of HTTP addresses" }).min(1).max(7),
  /** After so long a keyper counts as away. */
  peerTimeoutMs: milliseconds(60_000).default(5_000),
  /** How long a key set that keypers are making is waited for at a time. */
  waitMs: milliseconds(600_000).default(5_000),
});

export const keypersSchema = z.discriminatedUnion("kind", [embedded, committee], {
  error: 'kind = "embedded" or kind = "committee"',
});

export const listingSchema = z.strictObject({
  /** As people call the exchange. */
  name: z.string({ error: "the exchange's name" }).min(1).max(64),
  /** A node of L1 that browsers may ask. */
  l1Url: httpUrl.optional(),
  /** A block explorer of L1. */
  explorerUrl: httpUrl.optional(),
  /** Folder of the web explorer's files; the built one if left out, none if "". */
  webRoot: z.string().optional(),
});

export const adminSchema = z.strictObject({
  /** Unix socket through which `walras backup` asks; whoever may open the file may ask. */
  socket: file.default("walras.sock"),
  /** After so long a stop that was asked for is no longer waited for. */
  stopSeconds: whole(1, 3_600).default(60),
});

export type KeypersSettings = z.output<typeof keypersSchema>;
export type ListingSettings = z.output<typeof listingSchema>;
export type AdminSettings = z.output<typeof adminSchema>;
