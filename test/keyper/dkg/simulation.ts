import { bigintToBytes, concatBytes } from "#protocol/bytes";
import { keySigner } from "#protocol/signature";
import { createNativeCrypto } from "../../../circuits-free-verifier/crypto/native.ts";
import { createNativeGroup } from "../../../circuits-free-verifier/crypto/nativeGroup.ts";
import type { Effect } from "../../../keyper/dkg/effects.ts";
import type { Fault } from "../../../keyper/dkg/faults.ts";
import { type Committee, committeeOf, type Generation } from "../../../keyper/dkg/generation.ts";
import { KeyGeneration, type Memory } from "../../../keyper/dkg/keyGeneration.ts";
import type { KeyMaterial } from "../../../keyper/dkg/keyMaterial.ts";
import { type Message, signMessage } from "../../../keyper/dkg/message.ts";
import { runAtOnce } from "../../../keyper/dkg/work.ts";
import type { Random } from "../../reference/random.ts";

/** A committee in one process: its time, its network and what goes wrong in both come from a seed. */

export const crypto = await createNativeCrypto();
export const group = createNativeGroup();
export const SLOTS = 3;
const ATTEMPT_MS = 10_000;
const STEP_MS = 50;

export const privateKey = (index: number): Uint8Array => bigintToBytes(BigInt(index) + 77n, 32);
export const signerOf = (index: number) => keySigner(crypto, privateKey(index));

export function committee(n: number, threshold: number, quorum: number): Committee {
  const indices = Array.from({ length: n }, (_, index) => index);
  return committeeOf(
    {
      crypto,
      group,
      domainSeparator: new Uint8Array(32).fill(5),
      publicKeys: indices.map((index) => crypto.pointOf(privateKey(index)) as Uint8Array),
      keypers: indices.map((index) => signerOf(index).address),
      threshold,
      quorum,
    },
    SLOTS,
  );
}

/** What a keyper that does not keep to the protocol makes of what it would have said; [] to say nothing. */
export type Tamper = (
  message: Message,
  seedOf: (generation: Generation) => Uint8Array,
) => Message[];

/** Network and machines, in hundredths. */
export interface Weather {
  readonly loss: number;
  readonly twice: number;
  /** A keyper is stopped and started from what it wrote; thousandths, at every step. */
  readonly restarts: number;
}

export const CALM: Weather = { loss: 0, twice: 0, restarts: 0 };

export class Keyper {
  readonly index: number;
  readonly faults: Fault[] = [];
  readonly finished: KeyMaterial[] = [];
  machine: KeyGeneration;
  /** It neither answers nor asks. */
  silent = false;
  /** What others get of it instead of what it says. */
  readonly tampered: Message[] = [];
  readonly #tamper: Tamper | undefined;
  readonly #make: () => KeyGeneration;
  readonly #begun: { generation: Generation; seed: Uint8Array }[] = [];
  readonly #said: Message[] = [];

  constructor(index: number, make: () => KeyGeneration, tamper: Tamper | undefined) {
    this.index = index;
    this.#make = make;
    this.#tamper = tamper;
    this.machine = make();
  }

  start(now: number): void {
    this.perform(this.machine.start(now));
  }

  restart(now: number): void {
    const memory: Memory = { begun: this.#begun, said: [...this.#said] };
    this.machine = this.#make();
    this.perform(this.machine.start(now, memory));
  }

  /** What others can get here. */
  offers(): Message[] {
    if (this.#tamper === undefined) return this.machine.messages();
    const others = this.machine.messages().filter(({ from }) => from !== this.index);
    return [...others, ...this.tampered];
  }

  /** A keyper that cheats does not let itself be told what it said. */
  hear(message: Message): void {
    if (this.#tamper !== undefined && message.from === this.index) return;
    this.perform(this.machine.receive(message));
  }

  perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === "work") this.perform(runAtOnce(effect.work));
      else if (effect.kind === "begin") this.#begun.push(effect);
      else if (effect.kind === "fault") this.faults.push(effect.fault);
      else if (effect.kind === "finish") this.finished.push(effect.material);
      else if (effect.kind === "say") this.#say(effect.message);
    }
  }

  #say(message: Message): void {
    this.#said.push(message);
    const seedOf = ({ attempt }: Generation): Uint8Array =>
      this.#begun.find(({ generation }) => generation.attempt === attempt)?.seed ??
      new Uint8Array(32);
    if (this.#tamper !== undefined) this.tampered.push(...this.#tamper(message, seedOf));
  }
}

export class Simulation {
  readonly committee: Committee;
  readonly keypers: Keyper[];
  readonly #random: Random;
  readonly #weather: Weather;
  now = 0;

  constructor(
    parts: Committee,
    random: Random,
    weather: Weather,
    tampers: ReadonlyMap<number, Tamper> = new Map(),
  ) {
    this.committee = parts;
    this.#random = random;
    this.#weather = weather;
    this.keypers = parts.addresses.map((_, index) => {
      const make = () => this.#machine(index, true);
      return new Keyper(index, make, tampers.get(index));
    });
  }

  #machine(index: number, deals: boolean): KeyGeneration {
    const self = { index, privateKey: privateKey(index) };
    const random = () => this.#random.bytes(32);
    const options = { self, first: 1, random, attemptMs: ATTEMPT_MS, deals };
    return new KeyGeneration({ committee: this.committee, ...options });
  }

  start(): void {
    for (const keyper of this.keypers) if (!keyper.silent) keyper.start(this.now);
  }

  /** One that was away for the whole time, comes back, and only takes what was dealt to it. */
  comeBack(index: number): Keyper {
    const keyper = new Keyper(index, () => this.#machine(index, false), undefined);
    this.keypers[index] = keyper;
    keyper.start(this.now);
    return keyper;
  }

  /** Runs until it holds of the keypers, or for so many attempts. */
  run(met: () => boolean, attempts = 100): boolean {
    const end = this.now + attempts * ATTEMPT_MS;
    while (!met()) {
      if (this.now > end) return false;
      this.now += STEP_MS;
      this.#step();
    }
    return true;
  }

  #step(): void {
    const up = this.keypers.filter(({ silent }) => !silent);
    for (const keyper of up) {
      keyper.perform(keyper.machine.tick(this.now));
      if (this.#random.below(1_000) < this.#weather.restarts) keyper.restart(this.now);
    }
    for (let meeting = 0; meeting < up.length; meeting++) {
      this.#meet(this.#random.pick(up), this.#random.pick(up));
    }
  }

  #meet(asking: Keyper, answering: Keyper): void {
    if (asking === answering) return;
    const offers = answering.offers();
    while (offers.length > 0) {
      const [message] = offers.splice(this.#random.below(offers.length), 1);
      if (message === undefined || this.#random.chance(this.#weather.loss)) continue;
      if (this.#random.chance(this.#weather.twice)) offers.push(message);
      asking.hear(message);
    }
  }
}

export function resign(parts: Committee, message: Message, payload: Uint8Array): Message {
  return signMessage(parts, { ...message, payload }, signerOf(message.from));
}

/** A copy with one byte changed. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return concatBytes(
    bytes.subarray(0, at),
    Uint8Array.of((bytes[at] ?? 0) ^ 1),
    bytes.subarray(at + 1),
  );
}
