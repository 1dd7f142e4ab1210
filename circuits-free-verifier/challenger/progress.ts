import type { Progress } from "./verify.ts";

/** Where progress goes. */
export interface Screen {
  /** A terminal: one line is drawn over and over. Else a whole line is written now and then. */
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
}

const BAR = 24;
const REDRAW_MS = 100;
const LINE_MS = 10_000;
const SECOND = 1_000;

/** Draws progress as a bar by L1's blocks, with what was replayed so far. */
export class ProgressLine {
  readonly #screen: Screen;
  readonly #now: () => number;
  readonly #started: number;
  #drawn: number;

  /** @param now monotonic milliseconds */
  constructor(screen: Screen, now: () => number) {
    this.#screen = screen;
    this.#now = now;
    this.#started = now();
    this.#drawn = screen.isTTY ? Number.NEGATIVE_INFINITY : this.#started;
  }

  update(progress: Progress): void {
    const now = this.#now();
    if (now - this.#drawn < (this.#screen.isTTY ? REDRAW_MS : LINE_MS)) return;
    this.#drawn = now;
    const line = describe(progress, (now - this.#started) / SECOND);
    if (this.#screen.isTTY)
      this.#screen.write(`\r\x1b[K${line.slice(0, this.#screen.columns - 1)}`);
    else this.#screen.write(`${line}\n`);
  }

  /** Leaves the line free for what is written next. */
  clear(): void {
    if (this.#screen.isTTY) this.#screen.write("\r\x1b[K");
  }
}

function describe({ fromBlock, block, tip, counts }: Progress, seconds: number): string {
  const span = Math.max(1, tip - fromBlock);
  const share = Math.min(1, Math.max(0, (block - fromBlock) / span));
  const full = Math.round(share * BAR);
  const bar = `${"█".repeat(full)}${"░".repeat(BAR - full)}`;
  const rate = seconds > 0 ? Math.round(counts.steps / seconds) : 0;
  return (
    `${bar} ${Math.floor(share * 100)}% block ${block} of ${tip} · ` +
    `${counts.slots} slots, ${counts.claims} claims, ${counts.chunks} chunks, ${counts.steps} steps (${rate}/s)`
  );
}
