import { describe, expect, test } from "vitest";
import { concatBytes, equalBytes, toHex } from "#protocol/bytes";
import { certificateFault } from "#protocol/certificate";
import { keySetDigest } from "#protocol/messages";
import { complain } from "../../../keyper/dkg/complaints.ts";
import { commitmentsOf, deal } from "../../../keyper/dkg/dealing.ts";
import type { FaultReason } from "../../../keyper/dkg/faults.ts";
import { type Committee, everyone } from "../../../keyper/dkg/generation.ts";
import { KIND, type Message } from "../../../keyper/dkg/message.ts";
import { openParcel, packParcels, parcelFor, sealParcel } from "../../../keyper/dkg/parcels.ts";
import { combineShares } from "../../../keyper/dkg/polynomial.ts";
import {
  decodeTranscript,
  encodeTranscript,
  transcriptBytes,
} from "../../../keyper/dkg/transcript.ts";
import { runAtOnce } from "../../../keyper/dkg/work.ts";
import { Random, SEED, scaled } from "../../reference/random.ts";
import {
  CALM,
  committee,
  crypto,
  flipped,
  group,
  type Keyper,
  privateKey,
  resign,
  Simulation,
  SLOTS,
  type Tamper,
  type Weather,
} from "./simulation.ts";

const five = committee(5, 3, 4);
const BAD: Weather = { loss: 30, twice: 20, restarts: 3 };
const CHEAT = 2;

const honest = (simulation: Simulation): Keyper[] =>
  simulation.keypers.filter(({ index, silent }) => index !== CHEAT && !silent);

const done = (keypers: readonly Keyper[]) => (): boolean =>
  keypers.every(({ machine }) => machine.done !== undefined);

/** The keys that all of them came to, after the signatures and the shares have been checked; who holds shares of them. */
function checkedKeys(parts: Committee, keypers: readonly Keyper[]): number[] {
  const [first] = keypers;
  const found = first?.machine.done;
  if (found === undefined) throw new RangeError("no keys");
  const { root } = found.keys;
  const digest = keySetDigest(parts, { first: 1, root });
  const { addresses, quorum, threshold } = parts;
  const fault = certificateFault(crypto, digest, found.signatures, addresses, quorum);
  expect(fault).toBeUndefined();
  for (const { machine } of keypers) expect(machine.done?.keys.root).toEqual(root);
  const held = keypers.flatMap(({ index, finished }) => {
    const material = finished.find((one) => equalBytes(one.root, root));
    return material?.shares === undefined ? [] : [{ index, shares: material.shares }];
  });
  const { points, shareAddresses } = found.keys;
  for (let slot = 0; slot < SLOTS; slot++) {
    const shares = held.map((one) => ({
      keyper: one.index,
      share: one.shares.slice(32 * slot, 32 * slot + 32),
    }));
    const x = combineShares(group, shares.slice(0, threshold));
    expect(combineShares(group, shares.slice(-threshold))).toEqual(x);
    expect(combineShares(group, shares.slice(0, threshold - 1))).not.toEqual(x);
    expect(group.pointOf(x)).toEqual(points.slice(33 * slot, 33 * slot + 33));
    for (const { keyper, share } of shares) {
      const at = 20 * (slot * addresses.length + keyper);
      expect(crypto.addressOf(share)).toEqual(shareAddresses.slice(at, at + 20));
    }
  }
  return held.map(({ index }) => index);
}

const indicesOf = (keypers: readonly Keyper[]): number[] => keypers.map(({ index }) => index);

function faultsOf(keyper: Keyper): string[] {
  return keyper.faults.map(({ keyper: at, reason }) => `${at} ${reason}`);
}

describe("a committee that keeps to the protocol", () => {
  test.each([
    [1, 1, 1],
    [3, 1, 2],
    [5, 3, 4],
    [7, 5, 6],
  ])("of %i with t = %i and q = %i makes keys in one attempt", (n, t, q) => {
    const simulation = new Simulation(committee(n, t, q), new Random(SEED, n), CALM);
    simulation.start();
    expect(simulation.run(done(simulation.keypers)), `seed ${SEED}`).toBe(true);
    const holders = checkedKeys(simulation.committee, simulation.keypers);
    expect(holders).toEqual(indicesOf(simulation.keypers));
    expect(simulation.keypers.map(({ machine }) => machine.attempt)).toEqual(Array(n).fill(0));
    expect(simulation.keypers.flatMap(({ faults }) => faults)).toEqual([]);
  });

  test("ends so whatever is lost, doubled, out of order or restarted, and nobody is blamed", () => {
    for (let round = 0; round < scaled(5); round++) {
      const simulation = new Simulation(five, new Random(SEED, 100 + round), BAD);
      simulation.start();
      expect(simulation.run(done(simulation.keypers)), `seed ${SEED}, round ${round}`).toBe(true);
      expect(checkedKeys(five, simulation.keypers)).toEqual([0, 1, 2, 3, 4]);
      const proven = simulation.keypers.flatMap(({ faults }) =>
        faults.filter(({ reason }) => reason !== "absent"),
      );
      expect(proven, `seed ${SEED}, round ${round}`).toEqual([]);
    }
  });

  test("goes on without a keyper that is away, which takes its shares later", () => {
    for (const away of [0, 1, 4]) {
      const simulation = new Simulation(five, new Random(SEED, 200 + away), BAD);
      (simulation.keypers[away] as Keyper).silent = true;
      simulation.start();
      const here = simulation.keypers.filter(({ silent }) => !silent);
      expect(simulation.run(done(here)), `seed ${SEED}, ${away}`).toBe(true);
      expect(here.flatMap(faultsOf)).toContain(`${away} absent`);
      const back = simulation.comeBack(away);
      expect(simulation.run(done([back, ...here])), `seed ${SEED}, ${away}`).toBe(true);
      expect(checkedKeys(five, simulation.keypers)).toEqual([0, 1, 2, 3, 4]);
    }
  });

  test("makes none with fewer than q of them", () => {
    const simulation = new Simulation(five, new Random(SEED, 300), CALM);
    for (const index of [1, 3]) (simulation.keypers[index] as Keyper).silent = true;
    simulation.start();
    const some = () => simulation.keypers.some(({ machine }) => machine.done !== undefined);
    expect(simulation.run(some, 8)).toBe(false);
    expect(simulation.keypers.flatMap(({ finished }) => finished)).toEqual([]);
  });
});

/** Changes messages of one kind of the first attempt. */
const change =
  (kind: Message["kind"], how: (message: Message, seed: Uint8Array) => Message[]): Tamper =>
  (message, seedOf) =>
    message.kind === kind && message.generation.attempt === 0
      ? how(message, seedOf(message.generation))
      : [message];

const repayload = (kind: Message["kind"], how: (payload: Uint8Array) => Uint8Array): Tamper =>
  change(kind, (message) => [resign(five, message, how(message.payload))]);

const generation = { first: 1, attempt: 0, participants: everyone(five) };
const AT = transcriptBytes(generation);

/** Commits to a changed dealing and reveals that. */
const redeal =
  (how: (dealing: Uint8Array) => Uint8Array): Tamper =>
  (message, seedOf) => {
    const { kind, payload } = message;
    if (message.generation.attempt > 0 || (kind !== KIND.commit && kind !== KIND.reveal)) {
      return [message];
    }
    const dealing = how(runAtOnce(deal(five, generation, CHEAT, seedOf(generation))));
    const own = { ...message, kind: KIND.commit };
    const commit = resign(five, own, crypto.keccak256(dealing));
    if (kind === KIND.commit) return [commit];
    const commits = decodeTranscript(generation, payload.subarray(0, AT)).map((entry) =>
      entry.from === CHEAT ? commit : entry,
    );
    return [resign(five, message, concatBytes(encodeTranscript(commits), dealing))];
  };

/** Puts other shares into the parcel for one keyper. */
const reparcel = (recipient: number, how: (shares: Uint8Array) => Uint8Array): Tamper =>
  change(KIND.parcels, (message) => {
    const { payload } = message;
    const route = { generation, dealer: CHEAT, recipient };
    const parcel = parcelFor(five, payload, recipient);
    const shared = group.multiply(parcel.subarray(0, 33), privateKey(recipient)) as Uint8Array;
    const shares = openParcel(five, route, parcel, shared) as Uint8Array;
    const other = sealParcel(five, route, privateKey(99), how(shares));
    const at = recipient * parcel.length;
    const rest = payload.subarray(at + parcel.length);
    return [resign(five, message, concatBytes(payload.subarray(0, at), other, rest))];
  });

const swapSlots = (bytes: Uint8Array, size: number): Uint8Array =>
  concatBytes(bytes.subarray(size, 2 * size), bytes.subarray(0, size), bytes.subarray(2 * size));

const point = crypto.pointOf(privateKey(1234)) as Uint8Array;

const CHEATS: readonly [what: string, reason: FaultReason, tamper: Tamper][] = [
  [
    "commits to two dealings",
    "equivocation",
    change(KIND.commit, (message) => [
      message,
      resign(five, message, crypto.keccak256(message.payload)),
    ]),
  ],
  [
    "reveals two dealings",
    "equivocation",
    change(KIND.reveal, (message) => [
      message,
      resign(five, message, flipped(message.payload, message.payload.length - 1)),
    ]),
  ],
  [
    "reveals another dealing than it committed to",
    "wrongReveal",
    repayload(KIND.reveal, (payload) => flipped(payload, payload.length - 1)),
  ],
  [
    "brings a commitment that nobody signed",
    "wrongTranscript",
    repayload(KIND.reveal, (payload) => flipped(payload, 3)),
  ],
  ["deals fewer slots", "badDealing", repayload(KIND.reveal, (payload) => payload.slice(0, -1))],
  [
    "deals what is no point",
    "badDealing",
    redeal((dealing) => concatBytes(dealing.slice(0, 33), Uint8Array.of(9), dealing.slice(34))),
  ],
  [
    "chooses a key that it does not know the secret of",
    "badDealing",
    redeal((dealing) => concatBytes(point, dealing.subarray(33))),
  ],
  [
    "brings the proof of another slot",
    "badDealing",
    redeal((dealing) => swapSlots(dealing, dealing.length / SLOTS)),
  ],
  [
    "brings the proof of another generation",
    "badDealing",
    redeal(() => runAtOnce(deal(five, { ...generation, attempt: 1 }, CHEAT, privateKey(1)))),
  ],
  ["sends one keyper a wrong share", "badShare", reparcel(4, (shares) => flipped(shares, 63))],
  [
    "sends one keyper shares of the wrong slots",
    "badShare",
    reparcel(0, (shares) => swapSlots(shares, 32)),
  ],
  [
    "sends shares of another polynomial",
    "badShare",
    change(KIND.parcels, (message) => [
      resign(five, message, runAtOnce(packParcels(five, generation, CHEAT, privateKey(5)))),
    ]),
  ],
  [
    "sends a parcel that does not open",
    "badShare",
    repayload(KIND.parcels, (payload) => flipped(payload, 40)),
  ],
  [
    "sends a parcel under a key that is no point",
    "badParcels",
    repayload(KIND.parcels, (payload) => concatBytes(Uint8Array.of(9), payload.subarray(1))),
  ],
];

describe("a keyper that does not keep to the protocol is named, and the others make keys without it", () => {
  test.each(CHEATS)("%s", (_, reason, tamper) => {
    for (let round = 0; round < scaled(1); round++) {
      const weather = { ...BAD, restarts: 0 };
      const tampers = new Map([[CHEAT, tamper]]);
      const simulation = new Simulation(five, new Random(SEED, 400 + round), weather, tampers);
      simulation.start();
      const others = honest(simulation);
      expect(simulation.run(done(others)), `seed ${SEED}`).toBe(true);
      // A keyper that was cheated may hold none where the others had signed before they heard of it.
      expect(checkedKeys(five, others).length, `seed ${SEED}`).toBeGreaterThanOrEqual(3);
      const named = others.filter((keyper) => faultsOf(keyper).includes(`${CHEAT} ${reason}`));
      expect(named.length, `seed ${SEED}`).toBeGreaterThan(0);
      const wronged = others.flatMap(({ faults }) =>
        faults.filter((fault) => fault.keyper !== CHEAT && fault.reason !== "absent"),
      );
      expect(wronged, `seed ${SEED}`).toEqual([]);
    }
  });

  test("complains of a good share: only the complaint is void", () => {
    const tamper: Tamper = (message) => {
      if (message.kind !== KIND.keySet) return [message];
      const dispute = { generation, dealer: 3, parcels: parcelsOf3() };
      const self = { index: CHEAT, privateKey: privateKey(CHEAT) };
      const complaint = { ...message, kind: KIND.complaint };
      return [message, resign(five, complaint, complain(five, dispute, self))];
    };
    const tampers = new Map([[CHEAT, tamper]]);
    const simulation = new Simulation(five, new Random(SEED, 500), CALM, tampers);
    const parcelsOf3 = () =>
      simulation.keypers[3]?.offers().find(({ kind, from }) => kind === KIND.parcels && from === 3)
        ?.payload as Uint8Array;
    simulation.start();
    const named = () =>
      honest(simulation).every((keyper) => faultsOf(keyper).includes(`${CHEAT} falseComplaint`));
    expect(simulation.run(() => done(honest(simulation))() && named())).toBe(true);
    checkedKeys(five, honest(simulation));
    expect(honest(simulation).map(({ machine }) => machine.attempt)).toEqual([0, 0, 0, 0]);
  });

  test("signs other keys than were dealt: its signature does not count", () => {
    const tamper = repayload(KIND.keySet, (payload) => flipped(payload, 0));
    const tampers = new Map([[CHEAT, tamper]]);
    const simulation = new Simulation(five, new Random(SEED, 600), CALM, tampers);
    simulation.start();
    const named = () => honest(simulation).some((one) => faultsOf(one).length > 0);
    expect(simulation.run(() => done(honest(simulation))() && named())).toBe(true);
    const named2 = honest(simulation).flatMap(faultsOf);
    expect(new Set(named2)).toEqual(new Set([`${CHEAT} wrongRoot`]));
  });

  test.each([KIND.commit, KIND.reveal, KIND.parcels])("falls silent before message %i", (kind) => {
    const tamper: Tamper = (message) => (message.kind >= kind ? [] : [message]);
    const tampers = new Map([[CHEAT, tamper]]);
    const simulation = new Simulation(five, new Random(SEED, 700 + kind), CALM, tampers);
    simulation.start();
    expect(simulation.run(done(honest(simulation))), `seed ${SEED}`).toBe(true);
    checkedKeys(five, honest(simulation));
    for (const keyper of honest(simulation)) {
      expect(new Set(faultsOf(keyper))).toEqual(new Set([`${CHEAT} absent`]));
    }
  });

  test("replays what was said in another attempt: it is heard by nobody", () => {
    const simulation = new Simulation(five, new Random(SEED, 800), CALM);
    simulation.start();
    const [first] = (simulation.keypers[0] as Keyper).machine.messages() as [Message];
    const moved = { ...first, generation: { ...generation, attempt: 1 } };
    const other = { ...first, from: 1 };
    const before = simulation.keypers[1]?.machine
      .messages()
      .map(({ signature }) => toHex(signature));
    for (const message of [moved, other]) {
      expect(simulation.keypers[1]?.machine.receive(message)).toEqual([]);
    }
    const after = simulation.keypers[1]?.machine
      .messages()
      .map(({ signature }) => toHex(signature));
    expect(after).toEqual(before);
  });
});

describe("commitments", () => {
  test("are of fresh polynomials in every attempt", () => {
    const seeds = [privateKey(1), privateKey(2)];
    const dealings = seeds.map((seed) => runAtOnce(deal(five, generation, 0, seed)));
    const seen = new Set<string>();
    for (const dealing of dealings) {
      for (let slot = 0; slot < SLOTS; slot++) {
        for (const commitment of commitmentsOf(five, dealing, slot)) seen.add(toHex(commitment));
      }
    }
    expect(seen.size).toBe(2 * SLOTS * 3);
  });
});
