import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bigintToBytes, bytesToBigint } from "#protocol/bytes";
import { CURVE_ORDER } from "#protocol/constants";
import { isScalar } from "#protocol/scalar";
import type { Group } from "./group.ts";

const { Point } = secp256k1;
type CurvePoint = ReturnType<typeof Point.fromBytes>;

const POINT_BYTES = 33;

/** In audited JavaScript alone. */
export function createPureGroup(): Group {
  return {
    name: "pure",
    pointOf: (scalar) =>
      isScalar(scalar) ? Point.BASE.multiply(bytesToBigint(scalar)).toBytes(true) : undefined,
    multiply(point, scalar) {
      const parsed = isScalar(scalar) ? parse(point) : undefined;
      return parsed?.multiply(bytesToBigint(scalar)).toBytes(true);
    },
    sum(points) {
      let sum = Point.ZERO;
      for (const point of points) {
        const parsed = parse(point);
        if (parsed === undefined) return undefined;
        sum = sum.add(parsed);
      }
      return sum.is0() ? undefined : sum.toBytes(true);
    },
    addScalars: (a, b) => modulo(bytesToBigint(a) + bytesToBigint(b)),
    multiplyScalars: (a, b) => modulo(bytesToBigint(a) * bytesToBigint(b)),
  };
}

const modulo = (value: bigint): Uint8Array => bigintToBytes(value % CURVE_ORDER, 32);

function parse(point: Uint8Array): CurvePoint | undefined {
  if (point.length !== POINT_BYTES) return undefined;
  try {
    return Point.fromBytes(point);
  } catch {
    return undefined;
  }
}
