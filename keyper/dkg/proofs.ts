import { asciiBytes, concatBytes, equalBytes, isZero } from "#protocol/bytes";
import { scalarOfHash } from "../../circuits-free-verifier/crypto/group.ts";
import type { Committee } from "./generation.ts";

type Parts = Pick<Committee, "crypto" | "group">;

/** R 33 ‖ s 32. */
export const POSSESSION_BYTES = 65;
/** R1 33 ‖ R2 33 ‖ s 32. */
export const EQUALITY_BYTES = 98;

const POSSESSION_TAG = "walras/dkg-possession/v1";
const EQUALITY_TAG = "walras/dkg-equality/v1";
const NONCE_TAG = "walras/dkg-nonce/v1";

/**
 * Schnorr's proof that one knows the logarithm of `point`, bound to `statement`: nobody can choose a commitment against
 * those of others, or bring another's proof.
 */
export function provePossession(
  parts: Parts,
  statement: Uint8Array,
  secret: Uint8Array,
  point: Uint8Array,
): Uint8Array {
  const { group } = parts;
  const nonce = nonceOf(parts, secret, statement);
  const r = known(group.pointOf(nonce));
  const challenge = hashed(parts, POSSESSION_TAG, statement, point, r);
  return concatBytes(r, group.addScalars(nonce, group.multiplyScalars(challenge, secret)));
}

/** s·G = R + c·point. */
export function provesPossession(
  parts: Parts,
  statement: Uint8Array,
  point: Uint8Array,
  proof: Uint8Array,
): boolean {
  if (proof.length !== POSSESSION_BYTES) return false;
  const r = proof.subarray(0, 33);
  const challenge = hashed(parts, POSSESSION_TAG, statement, point, r);
  return holds(parts, undefined, proof.subarray(33), r, point, challenge);
}

/** Chaum and Pedersen's proof that `shared` = secret·`base` for the secret behind `publicKey` = secret·G. */
export function proveEquality(
  parts: Parts,
  statement: Uint8Array,
  secret: Uint8Array,
  publicKey: Uint8Array,
  base: Uint8Array,
  shared: Uint8Array,
): Uint8Array {
  const { group } = parts;
  const nonce = nonceOf(parts, secret, concatBytes(statement, base, shared));
  const r1 = known(group.pointOf(nonce));
  const r2 = known(group.multiply(base, nonce));
  const challenge = hashed(parts, EQUALITY_TAG, statement, publicKey, base, shared, r1, r2);
  return concatBytes(r1, r2, group.addScalars(nonce, group.multiplyScalars(challenge, secret)));
}

export function provesEquality(
  parts: Parts,
  statement: Uint8Array,
  publicKey: Uint8Array,
  base: Uint8Array,
  shared: Uint8Array,
  proof: Uint8Array,
): boolean {
  if (proof.length !== EQUALITY_BYTES) return false;
  const r1 = proof.subarray(0, 33);
  const r2 = proof.subarray(33, 66);
  const s = proof.subarray(66);
  const challenge = hashed(parts, EQUALITY_TAG, statement, publicKey, base, shared, r1, r2);
  return (
    holds(parts, undefined, s, r1, publicKey, challenge) &&
    holds(parts, base, s, r2, shared, challenge)
  );
}

/** s·base = r + challenge·point; base is G where it is undefined. */
function holds(
  { group }: Parts,
  base: Uint8Array | undefined,
  s: Uint8Array,
  r: Uint8Array,
  point: Uint8Array,
  challenge: Uint8Array,
): boolean {
  const left = base === undefined ? group.pointOf(s) : group.multiply(base, s);
  const scaled = group.multiply(point, challenge);
  const right = scaled === undefined ? undefined : group.sum([r, scaled]);
  return left !== undefined && right !== undefined && equalBytes(left, right);
}

function hashed({ crypto }: Parts, tag: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const { keccak256 } = crypto;
  return scalarOfHash(keccak256(concatBytes(keccak256(asciiBytes(tag)), ...parts)));
}

/** Of the secret and what is proven: the same twice gives the same proof, another statement another nonce. */
function nonceOf(parts: Parts, secret: Uint8Array, statement: Uint8Array): Uint8Array {
  const nonce = hashed(parts, NONCE_TAG, secret, statement);
  return isZero(nonce) ? hashed(parts, NONCE_TAG, secret, statement, nonce) : nonce;
}

function known(point: Uint8Array | undefined): Uint8Array {
  if (point === undefined) throw new RangeError("no point: got zero, expected a scalar in [1, n)");
  return point;
}
