import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToBigint, sized } from "#protocol/bytes";
import type { Crypto } from "#protocol/crypto";
import { isScalar, reduceScalar } from "#protocol/scalar";
import { shuffleAll } from "#protocol/shuffle";
import { encodeSignature } from "#protocol/signature";

const { Point, Signature } = secp256k1;
type CurvePoint = ReturnType<typeof Point.fromBytes>;

/** Hashes and curves in audited JavaScript alone; about 20 times slower than the native ones. */
export function createPureCrypto(): Crypto {
  return {
    name: "pure",
    keccak256: keccak_256,
    sha256,
    recover,
    sign,
    sharedAddress,
    addressOf: (scalar) => (isScalar(scalar) ? addressOfPoint(timesBase(scalar)) : undefined),
    pointOf: (scalar) => (isScalar(scalar) ? timesBase(scalar).toBytes(true) : undefined),
    shuffle: (count, seed) => shuffleAll({ sha256 }, count, seed),
  };
}

function recover(
  digest: Uint8Array,
  v: number,
  r: Uint8Array,
  s: Uint8Array,
): Uint8Array | undefined {
  if ((v !== 27 && v !== 28) || !isScalar(r) || !isScalar(s)) return undefined;
  sized("digest", digest, 32);
  try {
    const signature = new Signature(bytesToBigint(r), bytesToBigint(s), v - 27);
    return addressOfPoint(signature.recoverPublicKey(digest));
  } catch {
    return undefined;
  }
}

function sign(digest: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const signed = secp256k1.sign(digest, privateKey, { prehash: false, format: "recovered" });
  return encodeSignature(signed.subarray(1), signed[0] ?? 0);
}

function sharedAddress(point: Uint8Array, scalar: Uint8Array): Uint8Array | undefined {
  // ecrecover takes U.x as r, which must lie below n; the curve alone would allow x up to p.
  if (point.length !== 33 || !isScalar(point.subarray(1))) return undefined;
  const factor = bytesToBigint(reduceScalar(sized("scalar", scalar, 32)));
  if (factor === 0n) return undefined;
  try {
    return addressOfPoint(Point.fromBytes(point).multiplyUnsafe(factor));
  } catch {
    return undefined;
  }
}

function timesBase(scalar: Uint8Array): CurvePoint {
  return Point.BASE.multiply(bytesToBigint(scalar));
}

function addressOfPoint(point: CurvePoint): Uint8Array {
  return keccak_256(point.toBytes(false).subarray(1)).slice(12);
}
