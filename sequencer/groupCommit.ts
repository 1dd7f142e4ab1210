import type { Ticketed } from "./effects.ts";
import type { Log } from "./ports.ts";

export interface CommitOutcome {
  stored(entries: readonly Ticketed[]): void;
  failed(entries: readonly Ticketed[], error: unknown): void;
}

/** After a commit so many times as long as it took are left to everything else … */
const REST = 3;
/** … but an envelope waits for others no longer than this, milliseconds. */
const MOST_REST_MS = 10;

/**
 * Envelopes that arrive while others are handled share one commit, and so one wait for the disk. The thread stands still in that wait:
 * a lone envelope is committed at once, but under load the next commit leaves time to gather more.
 */
export class GroupCommit {
  readonly #log: Pick<Log, "accept">;
  readonly #outcome: CommitOutcome;
  #waiting: Ticketed[] = [];
  /** On the clock of performance.now(). */
  #notBefore = 0;

  constructor(log: Pick<Log, "accept">, outcome: CommitOutcome) {
    this.#log = log;
    this.#outcome = outcome;
  }

  add(entry: Ticketed): void {
    this.#waiting.push(entry);
    if (this.#waiting.length > 1) return;
    const rest = this.#notBefore - performance.now();
    if (rest > 0) setTimeout(() => this.flush(), rest);
    else setImmediate(() => this.flush());
  }

  /** Commits what waits, now. */
  flush(): void {
    const entries = this.#waiting;
    if (entries.length === 0) return;
    this.#waiting = [];
    const begin = performance.now();
    try {
      this.#log.accept(entries.map(({ entry }) => entry));
    } catch (error) {
      this.#outcome.failed(entries, error);
      return;
    }
    const end = performance.now();
    this.#notBefore = end + Math.min(MOST_REST_MS, (end - begin) * REST);
    this.#outcome.stored(entries);
  }
}
