import { z } from "zod";
import type { ClaimsSoFar } from "#l1/claims";
import type { Claim } from "#l1/eventTypes";
import type { FactsSoFar } from "#l1/factsSoFar";
import { hexToBytes, toHex } from "#protocol/bytes";

/** All that a replay goes on from after a block, but for the state. */
export interface SoFar {
  readonly facts: FactsSoFar;
  readonly claims: ClaimsSoFar;
}

/** Text that decodeSoFar reads. */
export function encodeSoFar(soFar: SoFar): string {
  return JSON.stringify(soFar, (_key, value: unknown) =>
    value instanceof Uint8Array ? toHex(value) : value,
  );
}

/** Throws ZodError or SyntaxError for any other text. */
export const decodeSoFar = (text: string): SoFar => schema.parse(JSON.parse(text));

const bytes = z
  .string()
  .regex(/^0x([0-9a-f]{2})*$/)
  .transform((hex) => hexToBytes(hex));
const whole = z.int().min(0);
const address = z.string().regex(/^0x[0-9a-f]{40}$/);

const sealed = z.strictObject({
  fact: z
    .strictObject({
      slot: whole,
      prev: whole,
      certified: z.boolean(),
      root: bytes,
      envelopes: z.array(bytes),
      inboxEnd: whole,
      key: z.union([z.literal("void"), bytes]).optional(),
    })
    .transform((fact) => ({ ...fact, key: fact.key })),
  sealedAt: whole,
});

const facts: z.ZodType<FactsSoFar> = z.strictObject({
  position: z.strictObject({
    lastSealed: whole,
    lastCertified: whole,
    sealedCount: whole,
    keysEnd: whole,
    lastSlot: whole,
    frozenAt: whole,
  }),
  keySets: z.array(z.strictObject({ first: whole, root: bytes })),
  firstWord: whole,
  words: z.array(bytes),
  seals: z.array(sealed),
});

/** A claim in JSON, bytes as hex. */
export const claimSchema: z.ZodType<Claim> = z.strictObject({
  index: whole,
  generation: whole,
  parentHash: bytes,
  chunkRoot: bytes,
  stateRoot: bytes,
  chunkCount: whole,
  slot: whole,
  atStart: z.boolean(),
  postedAt: whole,
  author: address,
  auction: whole,
  clearIndex: whole,
  clearAt: whole,
  clearBy: address,
});

const claims: z.ZodType<ClaimsSoFar> = z.strictObject({
  generation: whole,
  finalised: whole,
  rolledBackAt: whole,
  claims: z.array(z.strictObject({ claim: claimSchema, blockNumber: whole })),
});

const schema: z.ZodType<SoFar> = z.strictObject({ facts, claims });
