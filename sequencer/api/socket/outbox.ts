/** Who has something to send. */
export interface Sending {
  /** Hands it to the line. */
  flush(): void;
}

/** Lines served before others get a turn: a message to a thousand of them would stop the thread for tens of milliseconds. */
const LINES_PER_TURN = 32;

/** Lets lines that have something to send do so one after the other, some in every turn of the event loop. */
export class Outbox<S extends Sending> {
  /** In the order in which they came. */
  readonly #ready = new Set<S>();
  #turn: NodeJS.Immediate | undefined;

  add(line: S): void {
    this.#ready.add(line);
    this.#turn ??= setImmediate(() => this.#run());
  }

  stop(): void {
    clearImmediate(this.#turn);
    this.#ready.clear();
  }

  #run(): void {
    let left = LINES_PER_TURN;
    for (const line of this.#ready) {
      this.#ready.delete(line);
      line.flush();
      if (--left === 0) break;
    }
    this.#turn = this.#ready.size > 0 ? setImmediate(() => this.#run()) : undefined;
  }
}
