const INTERVAL_MS = 200;
const CLEAR_LINE = "\r\x1b[K";

/** How far the matching of a flow is. */
export interface Counts {
  readonly records: number;
  readonly trades: number;
  readonly resting: number;
}

/** Where progress is told: standard error, unless tested. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Tells on a terminal how far the reading is, in one line that it writes anew; reports go there whatever it is. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  readonly #isShown: boolean;
  #last = Number.NEGATIVE_INFINITY;

  /** @param now Milliseconds of a clock that never goes back. */
  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#now = now;
    this.#isShown = terminal.isTTY === true;
  }

  show({ records, trades, resting }: Counts): void {
    const now = this.#now();
    if (!this.#isShown || now - this.#last < INTERVAL_MS) return;
    this.#last = now;
    const [read, made, left] = [records, trades, resting].map((n) => n.toLocaleString("en"));
    this.#terminal.write(`${CLEAR_LINE}${read} records, ${made} trades, ${left} orders resting`);
  }

  report(line: string): void {
    this.#terminal.write(`${this.#isShown ? CLEAR_LINE : ""}${line}\n`);
  }

  end(): void {
    if (this.#isShown) this.#terminal.write(CLEAR_LINE);
  }
}
