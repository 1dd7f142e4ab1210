import type { Clock } from "../../sequencer/ports.ts";

interface Waiting {
  readonly at: number;
  readonly run: () => void;
}

/** Runs as real time does, from wherever it was set; jumps forward on command. */
export class SteeredClock implements Clock {
  #base: number;
  #since = performance.now();
  #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  constructor(now: number) {
    this.#base = now;
  }

  now(): number {
    return this.#base + (performance.now() - this.#since);
  }

  wake(afterMs: number, run: () => void): () => void {
    const waiting = { at: this.now() + afterMs, run };
    this.#waiting.add(waiting);
    this.#arm();
    return () => this.#waiting.delete(waiting);
  }

  /** To any time, also back: for another sequencer, which has not seen the later one. */
  set(now: number): void {
    this.#base = now;
    this.#since = performance.now();
    this.#arm();
  }

  /** To a time that is not before now. */
  jump(now: number): void {
    this.set(Math.max(now, this.now()));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.size === 0) return;
    const next = Math.min(...[...this.#waiting].map(({ at }) => at));
    const pause = Math.min(Math.max(0, next - this.now()), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#fire(), pause);
  }

  #fire(): void {
    const now = this.now();
    for (const waiting of [...this.#waiting]) {
      if (waiting.at > now || !this.#waiting.delete(waiting)) continue;
      waiting.run();
    }
    this.#arm();
  }
}
