import { statSync } from "node:fs";
import { filePieces } from "../filePieces.ts";
import { LineCutter } from "./lineCutter.ts";
import { type Delivery, type Queue, QueueError } from "./queue.ts";

/** What is read at once shares one commit. */
const PIECE_BYTES = 1_048_576;

/** Positions in files and on standard input are bytes from the beginning, so either may go on where the other stopped. */
export const BYTES = "bytes of a stream";

/** A file, read once to its end; a restart reads on where the last run stopped. */
export class FileQueue implements Queue {
  readonly unit = BYTES;
  readonly #path: string;
  readonly #signal: AbortSignal;

  constructor(path: string, signal: AbortSignal) {
    this.#path = path;
    this.#signal = signal;
  }

  async *deliveries(position: number): AsyncGenerator<Delivery> {
    const { size } = statSync(this.#path);
    if (size < position) {
      throw new QueueError(this.#path, `${size} bytes`, `the ${position} bytes taken before`);
    }
    const pieces = filePieces(this.#path, PIECE_BYTES, position);
    yield* cut(pieces, position, this.#signal);
  }
}

/** A stream that its sender repeats from the beginning after a restart; what was taken before is skipped. */
export class InputQueue implements Queue {
  readonly unit = BYTES;
  readonly #input: AsyncIterable<Uint8Array>;
  readonly #signal: AbortSignal;

  constructor(input: AsyncIterable<Uint8Array>, signal: AbortSignal) {
    this.#input = input;
    this.#signal = signal;
  }

  async *deliveries(position: number): AsyncGenerator<Delivery> {
    yield* cut(skip(this.#input, position), position, this.#signal);
  }
}

async function* skip(
  input: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = bytes;
  for await (const piece of input) {
    if (left < piece.length) yield piece.subarray(left);
    left = Math.max(0, left - piece.length);
  }
  if (left > 0) throw new QueueError("standard input", `${bytes - left} bytes`, `${bytes} or more`);
}

async function* cut(
  pieces: AsyncIterable<Uint8Array>,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Delivery, void, undefined> {
  const cutter = new LineCutter();
  for await (const piece of pieces) {
    if (signal.aborted) return;
    const lines = cutter.push(piece);
    if (lines.length > 0) yield { lines, position: from + cutter.taken };
  }
  const lines = cutter.end();
  if (lines.length > 0) yield { lines, position: from + cutter.taken };
}
