import { equalBytes } from "#protocol/bytes";
import { KEY_SET_SLOTS } from "#protocol/constants";
import type { Effect, Self } from "../dkg/effects.ts";
import { type Fault, faultText } from "../dkg/faults.ts";
import type { Committee } from "../dkg/generation.ts";
import { KeyGeneration } from "../dkg/keyGeneration.ts";
import type { PublicKeys } from "../dkg/keyMaterial.ts";
import type { Message } from "../dkg/message.ts";
import type { Work } from "../dkg/work.ts";
import type { CommitteeStore } from "./store.ts";

export interface GeneratorParts {
  readonly committee: Committee;
  readonly self: Self;
  readonly store: Pick<
    CommitteeStore,
    "begin" | "say" | "finish" | "keep" | "memory" | "messages" | "keySet" | "keySets"
  >;
  readonly random: () => Uint8Array;
  readonly attemptMs: number;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly say: (line: string) => void;
  readonly onFailure: (error: unknown) => void;
}

export interface GenerationStatus {
  readonly first: number;
  readonly attempt: number;
  readonly done: boolean;
}

/** Milliseconds of computing between two looks at whoever else wants something. */
const TURN_MS = 4;

/** Runs the key generations that are under way: their effects meet the disk here, their computing is done in turns. */
export class Generator {
  readonly faults: Fault[] = [];
  readonly #parts: GeneratorParts;
  readonly #machines = new Map<number, KeyGeneration>();
  #works: { readonly work: Work<Effect[]>; readonly first: number }[] = [];
  #working = false;
  #stopped = false;

  constructor(parts: GeneratorParts) {
    this.#parts = parts;
  }

  /** Takes part in making the set from slot `first`, or, if it does not deal, takes what was dealt to it. */
  begin(first: number, deals: boolean): void {
    if (this.#machines.has(first)) return;
    const { committee, self, random, attemptMs, store, now, say } = this.#parts;
    const machine = new KeyGeneration({ committee, self, first, random, attemptMs, deals });
    this.#machines.set(first, machine);
    say(`${deals ? "making" : "fetching"} the keys from slot ${first}`);
    this.#perform(first, machine.start(now(), store.memory(first)));
  }

  /** Forgets the generations of sets that begin before `first` and are not among those to keep. */
  forget(keep: (first: number) => boolean): void {
    for (const first of this.#machines.keys()) if (!keep(first)) this.#machines.delete(first);
  }

  tick(): void {
    for (const [first, machine] of this.#machines) {
      this.#perform(first, machine.tick(this.#parts.now()));
    }
  }

  hear(first: number, message: Message): void {
    const machine = this.#machines.get(first);
    if (machine !== undefined) this.#perform(first, machine.receive(message));
  }

  /** All that others may want of a generation that runs or ended. */
  messages(first: number): Message[] {
    const running = this.#machines.get(first)?.messages() ?? [];
    return running.length > 0 ? running : this.#parts.store.messages(first);
  }

  status(): GenerationStatus[] {
    return [...this.#machines.values()].map(({ first, attempt, done }) => ({
      first,
      attempt,
      done: done !== undefined,
    }));
  }

  /** Generations that still want something of others. */
  open(): number[] {
    return this.status().flatMap(({ first, done }) => (done ? [] : [first]));
  }

  stop(): void {
    this.#stopped = true;
  }

  #perform(first: number, effects: readonly Effect[]): void {
    for (const effect of effects) this.#do(first, effect);
    if (!this.#working && this.#works.length > 0) void this.#run();
  }

  #do(first: number, effect: Effect): void {
    const { store, say } = this.#parts;
    switch (effect.kind) {
      case "begin":
        store.begin(effect.generation, effect.seed);
        break;
      case "say":
        store.say(effect.message);
        break;
      case "finish":
        store.finish(effect.material);
        break;
      case "done":
        this.#end(first, effect.keys);
        break;
      case "work":
        this.#works.push({ work: effect.work, first });
        break;
      case "fault":
        this.faults.push(effect.fault);
        say(`keys from slot ${first}: ${faultText(effect.fault)}`);
        break;
    }
  }

  #end(first: number, keys: PublicKeys): void {
    const { store, say } = this.#parts;
    const held = store
      .keySets()
      .some((set) => set.first === first && equalBytes(set.root, keys.root));
    if (!held) store.finish({ ...keys, shares: undefined });
    store.keep(first, this.#machines.get(first)?.messages() ?? []);
    const last = first + KEY_SET_SLOTS - 1;
    say(
      `the keys of slots ${first} … ${last} are made${held ? "" : ", but not this keyper's shares"}`,
    );
  }

  async #run(): Promise<void> {
    this.#working = true;
    try {
      for (let next = this.#works.shift(); next !== undefined; next = this.#works.shift()) {
        await this.#finish(next.first, next.work);
      }
    } catch (error) {
      this.#parts.onFailure(error);
    } finally {
      this.#working = false;
    }
  }

  /** What follows from a work is done in the turn in which it ends, before others can see it. */
  async #finish(first: number, work: Work<Effect[]>): Promise<void> {
    while (!this.#stopped) {
      const end = performance.now() + TURN_MS;
      do {
        const step = work.next();
        if (step.done === true) {
          for (const effect of step.value) this.#do(first, effect);
          return;
        }
      } while (performance.now() < end);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
