import { setImmediate } from "node:timers/promises";

/**
 * Lets long answers go on one piece at a time: however many there are under way, whoever sends an envelope waits for one piece at
 * most.
 */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn, first come, first served; never twice in one turn of the event loop. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => setImmediate());
    return this.#last;
  }
}
