import { concatBytes } from "#protocol/bytes";
import { KEY_SET_DEPTH } from "#protocol/constants";
import { keyLeaf, type SlotKeys } from "#protocol/keySet";
import { merkleRoot } from "#protocol/merkle";
import { ONE } from "#protocol/scalar";
import type { Group } from "../../circuits-free-verifier/crypto/group.ts";
import { commitmentsOf } from "./dealing.ts";
import { type Committee, hasAddress } from "./generation.ts";
import { sharePoint } from "./polynomial.ts";
import type { Work } from "./work.ts";

/** What a generation comes to for everybody. */
export interface PublicKeys {
  readonly first: number;
  readonly root: Uint8Array;
  /** Y of each slot, 33 bytes. */
  readonly points: Uint8Array;
  /** Of each slot the address of each keyper's share, 20 bytes. */
  readonly shareAddresses: Uint8Array;
}

/** … and for one keyper. */
export interface KeyMaterial extends PublicKeys {
  /** Its share of each slot's scalar, 32 bytes; undefined where a dealer cheated it of its part. */
  readonly shares: Uint8Array | undefined;
}

export interface Dealt {
  readonly dealing: Uint8Array;
  /** This keyper's. */
  readonly shares: Uint8Array | undefined;
}

/** Sums what was dealt. Undefined in the one case of 2^128 that a point has no address: the set must be made anew. */
export function* sumUp(
  committee: Committee,
  first: number,
  dealt: readonly Dealt[],
): Work<KeyMaterial | undefined> {
  const { group, slots, publicKeys, threshold } = committee;
  const points: Uint8Array[] = [];
  const addresses: Uint8Array[] = [];
  const shares: Uint8Array[] = [];
  const dealtShares = dealt.flatMap(({ shares: dealer }) => dealer ?? []);
  const whole = dealtShares.length === dealt.length;
  for (let index = 0; index < slots; index++) {
    const of = dealt.map(({ dealing }) => commitmentsOf(committee, dealing, index));
    const sums = Array.from({ length: threshold }, (_, degree) =>
      group.sum(of.flatMap((commitments) => commitments[degree] ?? [])),
    );
    const commitments = sums.filter((sum) => sum !== undefined);
    if (commitments.length !== threshold) return undefined;
    const [batchKey] = commitments;
    const sharePoints = publicKeys.map((_, keyper) => sharePoint(group, commitments, keyper));
    if (batchKey === undefined || ![batchKey, ...sharePoints].every(isUsable)) return undefined;
    points.push(batchKey);
    for (const point of sharePoints) addresses.push(addressOf(committee, point));
    shares.push(shareSum(group, dealtShares, index));
    yield;
  }
  const set = { first, points: concatBytes(...points), shareAddresses: concatBytes(...addresses) };
  const leaves = slotKeysOf(committee, set).map((keys) => keyLeaf(committee.crypto, keys));
  const root = merkleRoot(committee.crypto, leaves, KEY_SET_DEPTH);
  return { ...set, root, shares: whole ? concatBytes(...shares) : undefined };
}

/** The leaves' contents, by slot. */
export function slotKeysOf(
  committee: Pick<Committee, "crypto" | "addresses">,
  { first, points, shareAddresses }: Omit<PublicKeys, "root">,
): SlotKeys[] {
  const n = committee.addresses.length;
  return Array.from({ length: points.length / 33 }, (_, index) => ({
    slot: first + index,
    batchKey: addressOf(committee, points.subarray(33 * index, 33 * (index + 1))),
    shares: Array.from({ length: n }, (_, keyper) => {
      const at = 20 * (index * n + keyper);
      return shareAddresses.subarray(at, at + 20);
    }),
  }));
}

const isUsable = (point: Uint8Array | undefined): boolean =>
  point !== undefined && hasAddress(point);

function addressOf(
  { crypto }: Pick<Committee, "crypto">,
  point: Uint8Array | undefined,
): Uint8Array {
  const address = point === undefined ? undefined : crypto.sharedAddress(point, ONE);
  if (address === undefined) throw new RangeError("no address: expected a point with x below n");
  return address;
}

function shareSum(group: Group, dealt: readonly Uint8Array[], index: number): Uint8Array {
  return dealt.reduce<Uint8Array>(
    (sum, shares) => group.addScalars(sum, shares.subarray(32 * index, 32 * (index + 1))),
    new Uint8Array(32),
  );
}
