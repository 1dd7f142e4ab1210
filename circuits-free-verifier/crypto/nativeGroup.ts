import { createRequire } from "node:module";
import { isZero } from "#protocol/bytes";
import { isScalar } from "#protocol/scalar";
import type { Group } from "./group.ts";

/** What this file uses of libsecp256k1. Every call throws where the curve has no answer. */
interface Bindings {
  publicKeyCreate(key: Uint8Array, compressed: boolean, out: Uint8Array): Uint8Array;
  publicKeyTweakMul(
    point: Uint8Array,
    scalar: Uint8Array,
    compressed: boolean,
    out: Uint8Array,
  ): Uint8Array;
  publicKeyCombine(points: readonly Uint8Array[], compressed: boolean, out: Uint8Array): Uint8Array;
  privateKeyTweakAdd(key: Uint8Array, tweak: Uint8Array): Uint8Array;
  privateKeyTweakMul(key: Uint8Array, tweak: Uint8Array): Uint8Array;
}

const POINT_BYTES = 33;

/** Throws when the native library cannot be loaded on this machine. */
export function createNativeGroup(): Group {
  const secp: Bindings = createRequire(import.meta.url)("secp256k1/bindings.js");
  const orNone = (compute: (out: Uint8Array) => Uint8Array): Uint8Array | undefined => {
    try {
      return compute(new Uint8Array(POINT_BYTES));
    } catch {
      return undefined;
    }
  };
  return {
    name: "native",
    pointOf: (scalar) =>
      isScalar(scalar)
        ? secp.publicKeyCreate(scalar, true, new Uint8Array(POINT_BYTES))
        : undefined,
    multiply: (point, scalar) =>
      point.length === POINT_BYTES && isScalar(scalar)
        ? orNone((out) => secp.publicKeyTweakMul(point, scalar, true, out))
        : undefined,
    sum: (points) =>
      points.length > 0 && points.every(({ length }) => length === POINT_BYTES)
        ? orNone((out) => secp.publicKeyCombine(points, true, out))
        : undefined,
    addScalars(a, b) {
      // libsecp256k1 takes and gives no zero.
      if (isZero(a)) return b.slice();
      if (isZero(b)) return a.slice();
      return orNone(() => secp.privateKeyTweakAdd(a.slice(), b)) ?? new Uint8Array(32);
    },
    multiplyScalars: (a, b) =>
      isZero(a) || isZero(b) ? new Uint8Array(32) : secp.privateKeyTweakMul(a.slice(), b),
  };
}
