import type { Clock } from "./ports.ts";

/** Longest pause between attempts, in units of the first. */
const MAX_BACKOFF = 32;

interface Attempt {
  readonly failures: number;
  /** Clock milliseconds before which it is not tried again. */
  readonly notBefore: number;
  /** It may be asked for again once L1 was looked at in a later round than this. */
  readonly afterRound: number;
}

/**
 * Slow things under way, by name. The plan asks for each until it sees its effect, so here every one runs once at a time,
 * rests after a failure, and after success waits for a look at L1 that began later.
 */
export class Actions {
  readonly #clock: Clock;
  readonly #retryMs: number;
  readonly #running = new Map<string, Promise<void>>();
  readonly #attempts = new Map<string, Attempt>();
  #roundsBegun = 0;
  #roundSeen = 0;

  constructor(clock: Clock, retryMs: number) {
    this.#clock = clock;
    this.#retryMs = retryMs;
  }

  /** A look at L1 begins; the result goes to `seen` when it succeeded. */
  look(): number {
    return ++this.#roundsBegun;
  }

  seen(round: number): void {
    this.#roundSeen = round;
    for (const [name, { failures, afterRound }] of this.#attempts) {
      if (failures === 0 && afterRound < round) this.#attempts.delete(name);
    }
  }

  get running(): number {
    return this.#running.size;
  }

  isRunning(name: string): boolean {
    return this.#running.has(name);
  }

  /** @param work resolves to whether it went well; must not reject */
  start(name: string, work: () => Promise<boolean>): void {
    if (this.#running.has(name)) return;
    const last = this.#attempts.get(name);
    if (last !== undefined && this.#clock.now() < last.notBefore) return;
    if (last !== undefined && this.#roundSeen <= last.afterRound) return;
    const done = work().then((ok) => {
      this.#running.delete(name);
      this.#attempts.set(name, this.#next(ok, last?.failures ?? 0));
    });
    this.#running.set(name, done);
  }

  /** Resolves when all that runs now has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  #next(ok: boolean, failures: number): Attempt {
    if (ok) return { failures: 0, notBefore: 0, afterRound: this.#roundsBegun };
    const pause = this.#retryMs * Math.min(2 ** failures, MAX_BACKOFF);
    const notBefore = this.#clock.now() + pause;
    return { failures: failures + 1, notBefore, afterRound: this.#roundsBegun };
  }
}
