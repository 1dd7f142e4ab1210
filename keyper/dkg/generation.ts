import { asciiBytes, below, concatBytes, sized, viewOf } from "#protocol/bytes";
import { KEY_SET_SLOTS, MAX_KEYPERS } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { EncodingError } from "#protocol/errors";
import { isScalar, ONE } from "#protocol/scalar";
import type { Group } from "../../circuits-free-verifier/crypto/group.ts";

/** What all keypers know before a generation begins. */
export interface Committee {
  readonly crypto: Crypto;
  readonly group: Group;
  /** EIP-712 domain separator of the Settlement. */
  readonly domainSeparator: Uint8Array;
  /** Compressed public keys in the deployment's order, 33 bytes each. */
  readonly publicKeys: readonly Uint8Array[];
  /** Their addresses, 20 bytes each. */
  readonly addresses: readonly Uint8Array[];
  /** t. */
  readonly threshold: number;
  /** q. */
  readonly quorum: number;
  /** Slots of a key set. */
  readonly slots: number;
}

/** One try to make the key set that begins at slot `first`. */
export interface Generation {
  readonly first: number;
  /** 0 for the first try. */
  readonly attempt: number;
  /** Keypers that deal, by rising index. */
  readonly participants: readonly number[];
}

/** @throws EncodingError where a public key is none of the keyper's that the deployment lists */
export function committeeOf(
  parts: Omit<Committee, "addresses" | "slots"> & { readonly keypers: readonly Uint8Array[] },
  slots: number = KEY_SET_SLOTS,
): Committee {
  const { keypers, ...rest } = parts;
  const { publicKeys, crypto } = parts;
  if (publicKeys.length !== keypers.length) {
    throw new EncodingError(
      "public keys",
      publicKeys.length,
      `${keypers.length}, one of each keyper`,
    );
  }
  for (const [n, key] of publicKeys.entries()) {
    const address = crypto.sharedAddress(key, ONE);
    if (address === undefined || compare(address, keypers[n]) !== 0) {
      throw new EncodingError(
        `public key of keyper ${n}`,
        key,
        "the key of the address that L1 lists",
      );
    }
  }
  return { ...rest, addresses: keypers, slots };
}

const compare = (a: Uint8Array, b: Uint8Array | undefined): number =>
  b === undefined ? 1 : Buffer.compare(a, b);

/** All keypers, for the first attempt. */
export const everyone = ({ publicKeys }: Pick<Committee, "publicKeys">): number[] =>
  publicKeys.map((_, index) => index);

const GENERATION_TAG = "walras/key-generation/v1";

/**
 * Names a generation, so that nothing said in one counts in another: keccak(keccak(tag) ‖ domain separator ‖ first u32 ‖
 * attempt u32 ‖ participants u8, bit i for keyper i ‖ n u8 ‖ t u8 ‖ q u8 ‖ keyper addresses).
 */
export function generationId(committee: Committee, generation: Generation): Uint8Array {
  const { crypto, addresses, threshold, quorum } = committee;
  const numbers = new Uint8Array(8);
  const view = viewOf(numbers);
  view.setUint32(0, below("first slot", generation.first, 2 ** 32));
  view.setUint32(4, below("attempt", generation.attempt, 2 ** 32));
  return crypto.keccak256(
    concatBytes(
      crypto.keccak256(asciiBytes(GENERATION_TAG)),
      sized("domain separator", committee.domainSeparator, 32),
      numbers,
      Uint8Array.of(bitmapOf(generation.participants), addresses.length, threshold, quorum),
      ...addresses,
    ),
  );
}

export function bitmapOf(participants: readonly number[]): number {
  return participants.reduce((bits, index) => bits | (1 << below("keyper", index, MAX_KEYPERS)), 0);
}

export const participantsOf = (bitmap: number, keypers: number): number[] =>
  Array.from({ length: keypers }, (_, index) => index).filter((index) => (bitmap >> index) & 1);

/** L1 derives addresses by ecrecover, which needs an x below n. One point in 2^128 has none: its set is made anew. */
export const hasAddress = (point: Uint8Array): boolean => isScalar(point.subarray(1));

/** The index that a keyper's share is evaluated at: polynomials are read at 0 for the secret. */
export const pointIndex = (keyper: number): number => keyper + 1;
