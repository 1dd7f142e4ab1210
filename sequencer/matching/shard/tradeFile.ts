import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { QueueError } from "./queue.ts";

/** Where trades go once they are on the disk. */
export interface TradeSink {
  append(trades: Uint8Array): void | Promise<void>;
  close(): void;
}

/**
 * A file with every trade of the database. It is written after the commit, so after a crash it may lack its end or hold half
 * a line: opening it compares it with the trades of the database, cuts it where it first differs and writes the rest.
 */
export class TradeFile implements TradeSink {
  readonly #file: number;
  #length = 0;

  /**
   * @param trades All trades so far, in pieces.
   * @throws QueueError if the file holds something, but nothing of these trades
   */
  constructor(path: string, trades: Iterable<Uint8Array>) {
    this.#file = openSync(path, "a+");
    let same = true;
    for (const piece of trades) {
      if (same) same = this.#keep(path, piece);
      else this.append(piece);
    }
    if (same) this.#cut(path, this.#length);
  }

  append(trades: Uint8Array): void {
    for (let at = 0; at < trades.length; ) at += writeSync(this.#file, trades, at);
    this.#length += trades.length;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** True if the piece stands in the file; if not it is put there and nothing is left behind it. */
  #keep(path: string, piece: Uint8Array): boolean {
    const found = Buffer.alloc(piece.length);
    const read = readSync(this.#file, found, 0, piece.length, this.#length);
    let equal = 0;
    while (equal < read && found[equal] === piece[equal]) equal++;
    if (equal === piece.length) {
      this.#length += equal;
      return true;
    }
    this.#cut(path, this.#length + equal);
    this.append(piece.subarray(equal));
    return false;
  }

  #cut(path: string, length: number): void {
    const { size } = fstatSync(this.#file);
    if (length === 0 && size > 0) {
      throw new QueueError(path, `${size} bytes of something else`, "the trades of this database");
    }
    if (size > length) ftruncateSync(this.#file, length);
    this.#length = length;
  }
}

/** Standard output: the trades of this run. */
export class TradeStream implements TradeSink {
  readonly #stream: NodeJS.WritableStream;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  append(trades: Uint8Array): void | Promise<void> {
    if (trades.length === 0 || this.#stream.write(trades)) return;
    return new Promise((resolve) => this.#stream.once("drain", resolve));
  }

  close(): void {}
}
