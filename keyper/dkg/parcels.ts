import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { asciiBytes, concatBytes, equalBytes, isZero } from "#protocol/bytes";
import { scalarOfHash } from "../../circuits-free-verifier/crypto/group.ts";
import { commitmentsOf } from "./dealing.ts";
import { type Committee, type Generation, generationId } from "./generation.ts";
import { coefficientsOf, shareOf, sharePoint } from "./polynomial.ts";
import type { Work } from "./work.ts";

/**
 * A dealer's secret part: for each keyper of the deployment, whether it deals or not, a parcel of its shares of all slots
 * that only it can open: E 33 ‖ ciphertext 32·slots ‖ tag 16, by ECDH of a fresh e·G = E with the keyper's public key,
 * HKDF-SHA256 and AES-256-GCM.
 */
const parcelBytes = ({ slots }: Committee): number => 33 + 32 * slots + 16;

export const parcelsBytes = (committee: Committee): number =>
  committee.publicKeys.length * parcelBytes(committee);

const EPHEMERAL_TAG = "walras/dkg-ephemeral/v1";
const PARCEL_TAG = "walras/dkg-parcel/v1";
const CIPHER = "aes-256-gcm";

/** Where a parcel comes from and goes to. */
export interface Route {
  readonly generation: Generation;
  readonly dealer: number;
  readonly recipient: number;
}

export function* packParcels(
  committee: Committee,
  generation: Generation,
  dealer: number,
  seed: Uint8Array,
): Work<Uint8Array> {
  const { group, slots, publicKeys, crypto } = committee;
  const shares = publicKeys.map(() => new Uint8Array(32 * slots));
  for (let index = 0; index < slots; index++) {
    const coefficients = coefficientsOf(committee, seed, index);
    for (const [keyper, all] of shares.entries()) {
      all.set(shareOf(group, coefficients, keyper), 32 * index);
    }
    yield;
  }
  const tag = crypto.keccak256(asciiBytes(EPHEMERAL_TAG));
  const parcels = shares.map((plain, recipient) => {
    const e = scalarOfHash(crypto.keccak256(concatBytes(tag, seed, Uint8Array.of(recipient))));
    return sealParcel(committee, { generation, dealer, recipient }, e, plain);
  });
  return concatBytes(...parcels);
}

/** @param e a secret scalar for this parcel alone */
export function sealParcel(
  committee: Committee,
  route: Route,
  e: Uint8Array,
  shares: Uint8Array,
): Uint8Array {
  const { group, publicKeys } = committee;
  const ephemeral = group.pointOf(e);
  const shared = group.multiply(publicKeys[route.recipient] ?? new Uint8Array(33), e);
  if (ephemeral === undefined || shared === undefined) {
    throw new RangeError(`keyper ${route.recipient}: no point, expected a key on the curve`);
  }
  const { key, nonce } = parcelKey(committee, route, ephemeral, shared);
  const cipher = createCipheriv(CIPHER, key, nonce);
  return concatBytes(ephemeral, cipher.update(shares), cipher.final(), cipher.getAuthTag());
}

export function parcelFor(
  committee: Committee,
  parcels: Uint8Array,
  recipient: number,
): Uint8Array {
  const size = parcelBytes(committee);
  return parcels.subarray(recipient * size, (recipient + 1) * size);
}

export const ephemeralOf = (parcel: Uint8Array): Uint8Array => parcel.subarray(0, 33);

/** The shares of all slots, 32 bytes each; undefined where the secret opens no such parcel. */
export function openParcel(
  committee: Committee,
  route: Route,
  parcel: Uint8Array,
  shared: Uint8Array,
): Uint8Array | undefined {
  const { key, nonce } = parcelKey(committee, route, ephemeralOf(parcel), shared);
  const decipher = createDecipheriv(CIPHER, key, nonce);
  decipher.setAuthTag(parcel.subarray(parcel.length - 16));
  try {
    const plain = decipher.update(parcel.subarray(33, parcel.length - 16));
    decipher.final();
    return new Uint8Array(plain);
  } catch {
    return undefined;
  }
}

/** The first slot, by index, whose share is not what the dealing commits to; undefined where all are. */
export function* shareFault(
  committee: Committee,
  dealing: Uint8Array,
  recipient: number,
  shares: Uint8Array,
): Work<number | undefined> {
  const { group, slots } = committee;
  for (let index = 0; index < slots; index++) {
    const share = shares.subarray(32 * index, 32 * (index + 1));
    const expected = sharePoint(group, commitmentsOf(committee, dealing, index), recipient);
    const point = group.pointOf(share);
    // A share of zero lies on the polynomial in one case of 2^256; its point is at infinity and has no bytes.
    const equal =
      point === undefined ? isZero(share) && expected === undefined : same(point, expected);
    if (!equal) return index;
    yield;
  }
  return undefined;
}

const same = (a: Uint8Array, b: Uint8Array | undefined): boolean =>
  b !== undefined && equalBytes(a, b);

/** A key serves one parcel alone: its route and E go into it. */
function parcelKey(
  committee: Committee,
  { generation, dealer, recipient }: Route,
  ephemeral: Uint8Array,
  shared: Uint8Array,
): { key: Uint8Array; nonce: Uint8Array } {
  const id = generationId(committee, generation);
  const info = concatBytes(asciiBytes(PARCEL_TAG), id, Uint8Array.of(dealer, recipient), ephemeral);
  const bytes = new Uint8Array(hkdfSync("sha256", shared, new Uint8Array(0), info, 44));
  return { key: bytes.subarray(0, 32), nonce: bytes.subarray(32) };
}
