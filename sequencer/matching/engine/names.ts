import { CapacityError, NONE } from "./units.ts";

/** Longest name in bytes. */
export const MAX_NAME_BYTES = 512;

/** Names lie in cells of 8 bytes. */
const CELL_BITS = 3;
const START_CELLS = 1_024;
const MAX_CELLS = 2 ** 28;
const LENGTH_BYTES = 2;
/** Cells of the longest name. */
const MOST_CELLS = (LENGTH_BYTES + MAX_NAME_BYTES + 7) >> CELL_BITS;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Names of resting orders as bytes in one buffer: two of length, then the name, from cell `handle` on. Released cells are
 * kept in a list for each number of cells, so that a name of like length takes them without a search.
 */
export class Names {
  #bytes = new Uint8Array(START_CELLS << CELL_BITS);
  #words = new Int32Array(this.#bytes.buffer);
  /** First released name of so many cells; it holds the next one's handle in its first word. */
  readonly #released = new Int32Array(MOST_CELLS + 1);
  /** Cell 0 stays free, so that no handle is NONE. */
  #used = 1;

  /** Keeps the name in `source[start … end)`; returns its handle. It has 1 … MAX_NAME_BYTES bytes. */
  add(source: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const handle = this.#take((LENGTH_BYTES + length + 7) >> CELL_BITS);
    const bytes = this.#bytes;
    let at = handle << CELL_BITS;
    bytes[at++] = length & 0xff;
    bytes[at++] = length >> 8;
    for (let from = start; from < end; from++) bytes[at++] = source[from] as number;
    return handle;
  }

  /** Forgets a name. */
  release(handle: number): void {
    const cells = (LENGTH_BYTES + this.length(handle) + 7) >> CELL_BITS;
    this.#words[handle << 1] = this.#released[cells] as number;
    this.#released[cells] = handle;
  }

  length(handle: number): number {
    const at = handle << CELL_BITS;
    return (this.#bytes[at] as number) | ((this.#bytes[at + 1] as number) << 8);
  }

  equals(handle: number, source: Uint8Array, start: number, end: number): boolean {
    if (this.length(handle) !== end - start) return false;
    const bytes = this.#bytes;
    let at = (handle << CELL_BITS) + LENGTH_BYTES;
    for (let from = start; from < end; from++) if (bytes[at++] !== source[from]) return false;
    return true;
  }

  /** Writes a name's bytes into `target` from `at` on; returns where they end. */
  copy(handle: number, target: Uint8Array, at: number): number {
    const bytes = this.#bytes;
    const from = (handle << CELL_BITS) + LENGTH_BYTES;
    const length = this.length(handle);
    for (let n = 0; n < length; n++) target[at + n] = bytes[from + n] as number;
    return at + length;
  }

  text(handle: number): string {
    const from = (handle << CELL_BITS) + LENGTH_BYTES;
    return decoder.decode(this.#bytes.subarray(from, from + this.length(handle)));
  }

  #take(cells: number): number {
    const released = this.#released[cells] as number;
    if (released !== NONE) {
      this.#released[cells] = this.#words[released << 1] as number;
      return released;
    }
    while ((this.#used + cells) << CELL_BITS > this.#bytes.length) this.#grow();
    const handle = this.#used;
    this.#used += cells;
    return handle;
  }

  #grow(): void {
    const old = this.#bytes;
    const cells = (2 * old.length) >> CELL_BITS;
    if (cells > MAX_CELLS) throw new CapacityError("cells of names", cells, MAX_CELLS);
    this.#bytes = new Uint8Array(2 * old.length);
    this.#bytes.set(old);
    this.#words = new Int32Array(this.#bytes.buffer);
  }
}

/** A text's bytes, for `Names`; the buffer is used again by the next call. */
export class NameBytes {
  readonly bytes = new Uint8Array(MAX_NAME_BYTES + 1);

  /** Returns the number of bytes; more than MAX_NAME_BYTES if the name is too long. */
  write(text: string): number {
    const { read, written } = encoder.encodeInto(text, this.bytes);
    return read === text.length ? written : MAX_NAME_BYTES + 1;
  }
}
