import { z } from "zod";
import { MAX_SEAL_BYTES, MAX_SLOT } from "#protocol/constants";

/** The keyper's HTTP API: what is asked and what is answered, JSON both ways, bytes as lower-case 0x hex. */

/** Bytes of a request's body, JSON included: a seal of the largest size and all that stands beside it. */
export const MAX_REQUEST_BYTES = 1_000_000;
/** Of an answer's. */
export const MAX_ANSWER_BYTES = 16_000_000;
/** Of the messages in one answer. */
export const MAX_MESSAGE_BYTES = 3_000_000;
const MAX_LINKS = 64;
const MAX_IDS = 2_000;

const hex = z.string().regex(/^0x(?:[0-9a-f]{2})*$/, "expected 0x and lower-case hex digits");
const bytes = (least: number, most: number = least) =>
  hex
    .min(2 + 2 * least, `expected at least ${least} bytes`)
    .max(2 + 2 * most, `expected at most ${most} bytes`)
    .transform((text) => new Uint8Array(Buffer.from(text.slice(2), "hex")));

const slot = z.int().min(1).max(MAX_SLOT);
const parent = z.int().min(0).max(MAX_SLOT);
const root = bytes(32);
const link = z.strictObject({ slot, root, parent, certificate: bytes(0, 7 * 66) });

export const REQUESTS = {
  "/v1/status": z.strictObject({}),
  "/v1/certify": z.strictObject({
    slot,
    root,
    parent,
    posted: bytes(0, MAX_SEAL_BYTES),
    links: z.array(link).max(MAX_LINKS),
  }),
  "/v1/signed": z.strictObject({ slot }),
  "/v1/release": link,
  "/v1/key-sets": z.strictObject({ from: slot }),
  "/v1/key-set": z.strictObject({ first: slot, root }),
  "/v1/messages": z.strictObject({
    first: slot,
    have: z.array(z.string().regex(/^0x[0-9a-f]{24}$/)).max(MAX_IDS),
  }),
} as const;
export type Path = keyof typeof REQUESTS;
/** Anybody may ask these without a signature: a list's root is no secret, and a missed slot must be provable against the sequencer. */
export const OPEN: ReadonlySet<string> = new Set<Path>(["/v1/signed"]);
export type Asked<P extends Path> = z.output<(typeof REQUESTS)[P]>;

const anyBytes = bytes(0, MAX_ANSWER_BYTES);

export const ANSWERS = {
  "/v1/status": z.object({
    keyper: z.int(),
    lastSigned: z.int(),
    lastSealed: z.int(),
    keySets: z.array(z.int()),
    generating: z.array(z.object({ first: z.int(), attempt: z.int(), done: z.boolean() })),
    faults: z.array(z.string()),
  }),
  "/v1/certify": z.object({ signature: bytes(65) }),
  "/v1/signed": z.object({ root, parent: z.int(), signature: bytes(65) }),
  "/v1/release": z.object({ share: bytes(32) }),
  "/v1/key-sets": z.object({
    sets: z.array(z.object({ first: slot, root, signature: bytes(65), registered: z.boolean() })),
  }),
  "/v1/key-set": z.object({ points: anyBytes, shareAddresses: anyBytes }),
  "/v1/messages": z.object({ messages: z.array(anyBytes) }),
} as const;
export type Answered<P extends Path> = z.output<(typeof ANSWERS)[P]>;
export type Answer<P extends Path> = z.input<(typeof ANSWERS)[P]>;

/** Whatever is not 200: the number of the reason, its name, and for people what was given and expected. */
export const FAILURE = z.object({
  error: z.object({
    number: z.int(),
    name: z.string(),
    message: z.string(),
  }),
});

/** Numbers of what has nothing to do with a slot; a keyper's own reasons stand below 100, in errors.ts. */
export const TRANSPORT_NUMBERS = {
  notFound: 100,
  malformed: 101,
  tooLarge: 102,
  badHeaders: 110,
  clock: 111,
  replayed: 112,
  stranger: 113,
  failed: 120,
} as const;
export type TransportName = keyof typeof TRANSPORT_NUMBERS;

export const hexOf = (data: Uint8Array): `0x${string}` => `0x${Buffer.from(data).toString("hex")}`;
