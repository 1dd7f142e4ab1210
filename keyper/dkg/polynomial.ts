import { asciiBytes, concatBytes, isZero, viewOf } from "#protocol/bytes";
import {
  type Group,
  lagrangeAtZero,
  scalarOfHash,
  smallScalar,
} from "../../circuits-free-verifier/crypto/group.ts";
import { type Committee, pointIndex } from "./generation.ts";

const COEFFICIENT_TAG = "walras/dkg-coefficient/v1";

/**
 * A dealer's polynomial for the slot at `index`, from its secret seed of this attempt: coefficients a_0 … a_(t−1), of which
 * a_0 and the leading one are not zero.
 */
export function coefficientsOf(
  committee: Committee,
  seed: Uint8Array,
  index: number,
): Uint8Array[] {
  const { crypto, threshold } = committee;
  const tag = crypto.keccak256(asciiBytes(COEFFICIENT_TAG));
  return Array.from({ length: threshold }, (_, degree) => {
    for (let draw = 0; ; draw++) {
      const place = new Uint8Array(6);
      viewOf(place).setUint32(0, index);
      place[4] = degree;
      place[5] = draw;
      const scalar = scalarOfHash(crypto.keccak256(concatBytes(tag, seed, place)));
      if (!isZero(scalar)) return scalar;
    }
  });
}

/** The polynomial's value for a keyper. */
export function shareOf(
  group: Group,
  coefficients: readonly Uint8Array[],
  keyper: number,
): Uint8Array {
  const x = smallScalar(pointIndex(keyper));
  return coefficients.reduceRight(
    (value, coefficient) => group.addScalars(group.multiplyScalars(value, x), coefficient),
    new Uint8Array(32),
  );
}

/** share·G as the commitments tell it; undefined where it is at infinity. */
export function sharePoint(
  group: Group,
  commitments: readonly Uint8Array[],
  keyper: number,
): Uint8Array | undefined {
  const index = pointIndex(keyper);
  // Every power lies far below n: at most 7 keypers, so 7^6.
  const terms = commitments.map((commitment, degree) =>
    index ** degree === 1 ? commitment : group.multiply(commitment, smallScalar(index ** degree)),
  );
  const points = terms.filter((term) => term !== undefined);
  return points.length === terms.length ? group.sum(points) : undefined;
}

/** A keyper's share of a slot's scalar. */
export interface HeldShare {
  readonly keyper: number;
  readonly share: Uint8Array;
}

/** The scalar that t shares of distinct keypers determine. */
export function combineShares(group: Group, shares: readonly HeldShare[]): Uint8Array {
  const weights = lagrangeAtZero(shares.map(({ keyper }) => pointIndex(keyper)));
  return shares.reduce(
    (sum, { share }, n) =>
      group.addScalars(sum, group.multiplyScalars(share, weights[n] ?? smallScalar(0))),
    smallScalar(0),
  );
}
