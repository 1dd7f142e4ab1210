import type { Ticketed } from "./effects.ts";
import type { Log } from "./ports.ts";

export interface CommitOutcome {
  stored(entries: readonly Ticketed[]): void;
  failed(entries: readonly Ticketed[], error: unknown): void;
}

/** Envelopes that arrive while others are handled share one commit, and so one wait for the disk. */
export class GroupCommit {
  readonly #log: Pick<Log, "accept">;
  readonly #outcome: CommitOutcome;
  #waiting: Ticketed[] = [];

  constructor(log: Pick<Log, "accept">, outcome: CommitOutcome) {
    this.#log = log;
    this.#outcome = outcome;
  }

  add(entry: Ticketed): void {
    this.#waiting.push(entry);
    if (this.#waiting.length === 1) setImmediate(() => this.flush());
  }

  /** Commits what waits, now. */
  flush(): void {
    const entries = this.#waiting;
    if (entries.length === 0) return;
    this.#waiting = [];
    try {
      this.#log.accept(entries.map(({ entry }) => entry));
    } catch (error) {
      this.#outcome.failed(entries, error);
      return;
    }
    this.#outcome.stored(entries);
  }
}
