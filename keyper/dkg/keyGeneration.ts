import { keySigner, type Signer } from "#protocol/signature";
import { Attempt } from "./attempt.ts";
import type { Effect, Self } from "./effects.ts";
import type { Fault } from "./faults.ts";
import { bitmapOf, type Committee, everyone, type Generation } from "./generation.ts";
import type { PublicKeys } from "./keyMaterial.ts";
import { isSignedBySender, KIND, type Message, signMessage } from "./message.ts";

export interface KeyGenerationParts {
  readonly committee: Committee;
  readonly self: Self;
  /** First slot of the key set. */
  readonly first: number;
  /** 32 fresh bytes that nobody can predict. */
  readonly random: () => Uint8Array;
  /** After so long the first attempt is given up; later ones get up to eight times as much. */
  readonly attemptMs: number;
  /** False: takes what was dealt to it, but deals nothing and proposes nothing. */
  readonly deals: boolean;
}

/** What a keyper wrote down before it was stopped. */
export interface Memory {
  readonly begun: readonly { readonly generation: Generation; readonly seed: Uint8Array }[];
  readonly said: readonly Message[];
}

/** Attempts at one key set before its slots must come from a later one. */
export const MAX_ATTEMPTS = 64;
const MAX_DOUBLINGS = 3;

/**
 * The making of one key set, as one keyper sees it, without I/O: told what others said and when, it says what to do. All keypers
 * deal in the first attempt. When one fails, by a fault or by its time, the keyper whose turn it is proposes who takes part in the
 * next, with polynomials that have nothing to do with those before.
 *
 * Nothing is secret in what it holds of others; messages may come in any order, twice or from anywhere.
 */
export class KeyGeneration {
  readonly first: number;
  readonly #parts: KeyGenerationParts;
  readonly #signer: Signer;
  readonly #attempts = new Map<number, Attempt>();
  readonly #proposals = new Map<number, Message>();
  readonly #culprits = new Set<number>();
  /** Not heard of when an attempt ran out of time, nor since. */
  readonly #missed = new Set<number>();
  #current = 0;
  #deadline = 0;
  #done: (Effect & { kind: "done" }) | undefined;

  constructor(parts: KeyGenerationParts) {
    this.#parts = parts;
    this.first = parts.first;
    this.#signer = keySigner(parts.committee.crypto, parts.self.privateKey);
  }

  /** Keys that a quorum has signed. */
  get done(): { readonly keys: PublicKeys; readonly signatures: Uint8Array } | undefined {
    return this.#done;
  }

  get attempt(): number {
    return this.#current;
  }

  /** To be called once. @param now milliseconds; it never falls */
  start(now: number, memory: Memory = { begun: [], said: [] }): Effect[] {
    const { committee } = this.#parts;
    const effects: Effect[] = [];
    for (const { generation, seed } of memory.begun) {
      this.#open(generation, seed);
      this.#current = Math.max(this.#current, generation.attempt);
    }
    this.#deadline = now + this.#patience();
    for (const message of memory.said) effects.push(...this.#receive(message));
    if (!this.#attempts.has(0)) {
      const generation = { first: this.first, attempt: 0, participants: everyone(committee) };
      effects.push(...this.#join(generation));
    }
    for (const attempt of this.#attempts.values()) effects.push(...attempt.advance());
    return this.#noting(effects);
  }

  receive(message: Message): Effect[] {
    return this.#noting(this.#receive(message));
  }

  #receive(message: Message): Effect[] {
    const { committee } = this.#parts;
    const { generation, kind, from } = message;
    if (generation.first !== this.first || generation.attempt > MAX_ATTEMPTS) return [];
    if (kind === KIND.proposal) return this.#propose(message);
    const attempt = this.#attempts.get(generation.attempt);
    const same =
      attempt !== undefined &&
      bitmapOf(attempt.generation.participants) === bitmapOf(generation.participants);
    if (!same || from >= committee.addresses.length) return [];
    const { fresh, effects } = attempt.receive(message);
    if (fresh) this.#missed.delete(from);
    return effects;
  }

  /** To be called now and then. */
  tick(now: number): Effect[] {
    if (this.#done !== undefined || !this.#parts.deals) return [];
    const running = this.#attempts.get(this.#current);
    const late = now >= this.#deadline;
    if (running?.failed !== true && !late) return [];
    const effects: Effect[] = late ? this.#absent(running) : [];
    const proposed = Math.max(-1, ...this.#proposals.keys());
    this.#current = Math.max(this.#nextAttempt(), proposed);
    if (this.#current > MAX_ATTEMPTS) return [];
    this.#deadline = now + this.#patience();
    const leads = this.#leader(this.#current) === this.#parts.self.index;
    if (leads && !this.#proposals.has(this.#current)) effects.push(...this.#lead());
    return this.#noting(effects);
  }

  /** All that others may want to have. */
  messages(): Message[] {
    return [
      ...this.#proposals.values(),
      ...[...this.#attempts.values()].flatMap((attempt) => attempt.messages()),
    ];
  }

  /** Longer from attempt to attempt: a committee whose network is slow comes to an end too. */
  #patience(): number {
    return this.#parts.attemptMs * 2 ** Math.min(this.#current, MAX_DOUBLINGS);
  }

  /** Nobody waits for a leader that was not heard of or is at fault. */
  #nextAttempt(): number {
    const next = this.#current + 1;
    for (let attempt = next; attempt < next + this.#parts.committee.addresses.length; attempt++) {
      const leader = this.#leader(attempt);
      if (!this.#missed.has(leader) && !this.#culprits.has(leader)) return attempt;
    }
    return next;
  }

  #leader(attempt: number): number {
    return attempt % this.#parts.committee.addresses.length;
  }

  /** A proposal counts if it comes from the attempt's leader, of enough keypers that nothing is known against. */
  #propose(message: Message): Effect[] {
    const { committee } = this.#parts;
    const { generation, from } = message;
    const { attempt, participants } = generation;
    const ahead = attempt - this.#current;
    const fits = attempt > 0 && ahead <= committee.quorum && from === this.#leader(attempt);
    if (!fits || participants.length < committee.quorum || message.payload.length > 0) return [];
    const held = this.#proposals.get(attempt);
    const other =
      held !== undefined && bitmapOf(held.generation.participants) !== bitmapOf(participants);
    if ((held !== undefined && !other) || !isSignedBySender(committee, message)) return [];
    if (other)
      return [{ kind: "fault", fault: { keyper: from, reason: "wrongProposal", attempt } }];
    this.#proposals.set(attempt, message);
    this.#missed.delete(from);
    return this.#join(generation);
  }

  #lead(): Effect[] {
    const { committee, self } = this.#parts;
    const free = everyone(committee).filter((index) => !this.#culprits.has(index));
    const heard = free.filter((index) => !this.#missed.has(index));
    const participants = heard.length >= committee.quorum ? heard : free;
    if (participants.length < committee.quorum) return [];
    const generation = { first: this.first, attempt: this.#current, participants };
    const payload = new Uint8Array(0);
    const unsigned = { generation, kind: KIND.proposal, from: self.index, payload };
    const message = signMessage(committee, unsigned, this.#signer);
    return [{ kind: "say", message }, ...this.#propose(message)];
  }

  /**
   * Takes part if it is asked to, whatever became of the attempts before: they do not disturb each other, and
   * whichever comes to an end first has made the keys.
   */
  #join(generation: Generation): Effect[] {
    const { self, random, deals } = this.#parts;
    const { attempt, participants } = generation;
    if (this.#attempts.has(attempt)) return [];
    const innocent = participants.every((index) => !this.#culprits.has(index));
    if (!deals || !innocent || !participants.includes(self.index)) {
      return this.#open(generation, undefined).advance();
    }
    const seed = random();
    return [{ kind: "begin", generation, seed }, ...this.#open(generation, seed).advance()];
  }

  #open(generation: Generation, seed: Uint8Array | undefined): Attempt {
    const { committee, self } = this.#parts;
    const attempt = new Attempt(committee, generation, self, seed);
    this.#attempts.set(generation.attempt, attempt);
    return attempt;
  }

  #absent(running: Attempt | undefined): Effect[] {
    const awaited = running?.awaited() ?? [this.#leader(this.#current)];
    const others = awaited.filter((index) => index !== this.#parts.self.index);
    return others.map((keyper) => {
      this.#missed.add(keyper);
      return { kind: "fault", fault: { keyper, reason: "absent", attempt: this.#current } };
    });
  }

  /** Remembers who is at fault and whether it is done, whenever a work comes to it. */
  #noting(effects: readonly Effect[]): Effect[] {
    for (const effect of effects) {
      if (effect.kind === "fault" && isProven(effect.fault))
        this.#culprits.add(effect.fault.keyper);
      if (effect.kind === "done") this.#done ??= effect;
    }
    return effects.map((effect) =>
      effect.kind === "work" ? { ...effect, work: this.#noted(effect.work) } : effect,
    );
  }

  *#noted(work: (Effect & { kind: "work" })["work"]): (Effect & { kind: "work" })["work"] {
    return this.#noting(yield* work);
  }
}

const isProven = ({ reason }: Fault): boolean => reason !== "absent" && reason !== "wrongProposal";
