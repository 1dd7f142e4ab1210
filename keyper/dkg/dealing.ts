import { concatBytes, viewOf } from "#protocol/bytes";
import { type Committee, type Generation, generationId } from "./generation.ts";
import { coefficientsOf } from "./polynomial.ts";
import { POSSESSION_BYTES, provePossession, provesPossession } from "./proofs.ts";
import type { Work } from "./work.ts";

/**
 * A dealer's public part: for each slot the commitments A_k = a_k·G, k = 0 … t−1, 33 bytes each, and the proof that it
 * knows a_0, 65 bytes.
 */
export const dealingBytes = ({ slots, threshold }: Committee): number =>
  slots * (33 * threshold + POSSESSION_BYTES);

export function* deal(
  committee: Committee,
  generation: Generation,
  dealer: number,
  seed: Uint8Array,
): Work<Uint8Array> {
  const { group, slots } = committee;
  const id = generationId(committee, generation);
  const parts: Uint8Array[] = [];
  for (let index = 0; index < slots; index++) {
    const coefficients = coefficientsOf(committee, seed, index);
    for (const coefficient of coefficients) {
      const point = group.pointOf(coefficient);
      if (point !== undefined) parts.push(point);
    }
    const [secret, point] = [coefficients[0], parts.at(-committee.threshold)];
    if (secret === undefined || point === undefined) throw new RangeError("a dealing of degree 0");
    parts.push(provePossession(committee, statementOf(id, dealer, index), secret, point));
    yield;
  }
  return concatBytes(...parts);
}

/** Commitments to the polynomial of the slot at `index`. */
export function commitmentsOf(
  committee: Committee,
  dealing: Uint8Array,
  index: number,
): Uint8Array[] {
  const at = index * (33 * committee.threshold + POSSESSION_BYTES);
  return Array.from({ length: committee.threshold }, (_, degree) =>
    dealing.subarray(at + 33 * degree, at + 33 * (degree + 1)),
  );
}

/** The first slot, by index, whose commitments are no points or whose proof does not hold; undefined for a good dealing. */
export function* dealingFault(
  committee: Committee,
  generation: Generation,
  dealer: number,
  dealing: Uint8Array,
): Work<number | undefined> {
  if (dealing.length !== dealingBytes(committee)) return 0;
  const { group, slots, threshold } = committee;
  const id = generationId(committee, generation);
  for (let index = 0; index < slots; index++) {
    const commitments = commitmentsOf(committee, dealing, index);
    const end = (index + 1) * (33 * threshold + POSSESSION_BYTES);
    const proof = dealing.subarray(end - POSSESSION_BYTES, end);
    const statement = statementOf(id, dealer, index);
    const constant = commitments[0] ?? new Uint8Array(33);
    const good =
      provesPossession(committee, statement, constant, proof) &&
      commitments.slice(1).every((point) => group.sum([point]) !== undefined);
    if (!good) return index;
    yield;
  }
  return undefined;
}

/** generation id ‖ dealer u8 ‖ slot index u32. */
function statementOf(id: Uint8Array, dealer: number, index: number): Uint8Array {
  const place = new Uint8Array(5);
  place[0] = dealer;
  viewOf(place).setUint32(1, index);
  return concatBytes(id, place);
}
