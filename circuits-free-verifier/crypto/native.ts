import { createRequire } from "node:module";
import { createKeccak, createSHA256 } from "hash-wasm";
import { sized } from "#protocol/bytes";
import { SHUFFLE_ROUNDS } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { isScalar, reduceScalar } from "#protocol/scalar";
import { encodeSignature } from "#protocol/signature";

/** What this file uses of libsecp256k1. Every call but the checked ones throws where the curve has no answer. */
interface Bindings {
  ecdsaRecover(
    rs: Uint8Array,
    parity: number,
    digest: Uint8Array,
    compressed: boolean,
    out: Uint8Array,
  ): Uint8Array;
  ecdsaSign(digest: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number };
  publicKeyCreate(key: Uint8Array, compressed: boolean, out: Uint8Array): Uint8Array;
  publicKeyTweakMul(
    point: Uint8Array,
    scalar: Uint8Array,
    compressed: boolean,
    out: Uint8Array,
  ): Uint8Array;
}

/**
 * Hashes in WebAssembly, curve and shuffle in native code. Throws when a part cannot be loaded on this machine. The
 * package root of secp256k1 would fall back to another implementation silently; its bindings do not.
 */
export async function createNativeCrypto(): Promise<Crypto> {
  const secp: Bindings = createRequire(import.meta.url)("secp256k1/bindings.js");
  const { unshuffleList } = await import("@chainsafe/swap-or-not-shuffle");
  const keccak = await createKeccak(256);
  const sha = await createSHA256();

  const keccak256 = (data: Uint8Array): Uint8Array => keccak.init().update(data).digest("binary");
  // One buffer serves all calls, as each is used up before the next begins.
  const point = new Uint8Array(65);
  const coordinates = point.subarray(1);
  const rs = new Uint8Array(64);

  const addressOfResult = (compute: () => Uint8Array): Uint8Array | undefined => {
    try {
      compute();
    } catch {
      return undefined;
    }
    return keccak256(coordinates).slice(12);
  };

  return {
    name: "native",
    keccak256,
    sha256: (data) => sha.init().update(data).digest("binary"),

    recover(digest, v, r, s) {
      if ((v !== 27 && v !== 28) || !isScalar(r) || !isScalar(s)) return undefined;
      sized("digest", digest, 32);
      rs.set(r, 0);
      rs.set(s, 32);
      return addressOfResult(() => secp.ecdsaRecover(rs, v - 27, digest, false, point));
    },

    sign(digest, privateKey) {
      const { signature, recid } = secp.ecdsaSign(digest, privateKey);
      return encodeSignature(signature, recid);
    },

    sharedAddress(compressed, scalar) {
      const prefix = compressed[0];
      // ecrecover takes U.x as r, which must lie below n; libsecp256k1 alone would allow x up to p.
      if (compressed.length !== 33 || (prefix !== 2 && prefix !== 3)) return undefined;
      if (!isScalar(compressed.subarray(1))) return undefined;
      const factor = reduceScalar(sized("scalar", scalar, 32));
      return addressOfResult(() => secp.publicKeyTweakMul(compressed, factor, false, point));
    },

    addressOf(scalar) {
      if (!isScalar(scalar)) return undefined;
      return addressOfResult(() => secp.publicKeyCreate(scalar, false, point));
    },

    pointOf(scalar) {
      if (!isScalar(scalar)) return undefined;
      return secp.publicKeyCreate(scalar, true, new Uint8Array(33));
    },

    shuffle(count, seed) {
      const indices = Uint32Array.from({ length: count }, (_, index) => index);
      return count < 2 ? indices : unshuffleList(indices, seed, SHUFFLE_ROUNDS);
    },
  };
}
