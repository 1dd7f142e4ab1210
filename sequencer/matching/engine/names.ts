import { CapacityError, NONE } from "./units.ts";

/** Longest name in bytes. */
export const MAX_NAME_BYTES = 512;

/** Names lie in cells of 8 bytes, and cells in chunks, so that to make room moves nothing. */
const CELL_BITS = 3;
const CHUNK_BITS = 13;
const CHUNK_CELLS = 2 ** CHUNK_BITS;
const CHUNK_MASK = CHUNK_CELLS - 1;
const MAX_CHUNKS = 2 ** 15;
const LENGTH_BYTES = 2;
/** Cells of the longest name. */
const MOST_CELLS = (LENGTH_BYTES + MAX_NAME_BYTES + 7) >> CELL_BITS;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Names of resting orders as bytes: two of length, then the name, from cell `handle` on and within one chunk. Released cells
 * are kept in a list for each number of cells, so that a name of like length takes them without a search.
 */
export class Names {
  readonly #chunks: Uint8Array[] = [];
  /** First released name of so many cells; the next one's handle stands in the first four bytes of its own cells. */
  readonly #released = new Int32Array(MOST_CELLS + 1);
  /** Cell 0 stays free, so that no handle is NONE. */
  #used = 1;

  /** Keeps the name in `source[start … end)`; returns its handle. It has 1 … MAX_NAME_BYTES bytes. */
  add(source: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const handle = this.#take((LENGTH_BYTES + length + 7) >> CELL_BITS);
    const bytes = this.#chunk(handle);
    let at = byteOf(handle);
    bytes[at++] = length & 0xff;
    bytes[at++] = length >> 8;
    for (let from = start; from < end; from++) bytes[at++] = source[from] as number;
    return handle;
  }

  /** Forgets a name. */
  release(handle: number): void {
    const cells = (LENGTH_BYTES + this.length(handle) + 7) >> CELL_BITS;
    const bytes = this.#chunk(handle);
    let next = this.#released[cells] as number;
    for (let at = byteOf(handle), n = 0; n < 4; n++, next >>= 8) bytes[at + n] = next & 0xff;
    this.#released[cells] = handle;
  }

  length(handle: number): number {
    const bytes = this.#chunk(handle);
    const at = byteOf(handle);
    return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  }

  equals(handle: number, source: Uint8Array, start: number, end: number): boolean {
    if (this.length(handle) !== end - start) return false;
    const bytes = this.#chunk(handle);
    let at = byteOf(handle) + LENGTH_BYTES;
    for (let from = start; from < end; from++) if (bytes[at++] !== source[from]) return false;
    return true;
  }

  /** Writes a name's bytes into `target` from `at` on; returns where they end. */
  copy(handle: number, target: Uint8Array, at: number): number {
    const bytes = this.#chunk(handle);
    const from = byteOf(handle) + LENGTH_BYTES;
    const length = this.length(handle);
    for (let n = 0; n < length; n++) target[at + n] = bytes[from + n] as number;
    return at + length;
  }

  text(handle: number): string {
    const from = byteOf(handle) + LENGTH_BYTES;
    return decoder.decode(this.#chunk(handle).subarray(from, from + this.length(handle)));
  }

  #chunk(handle: number): Uint8Array {
    return this.#chunks[handle >> CHUNK_BITS] as Uint8Array;
  }

  #take(cells: number): number {
    const released = this.#released[cells] as number;
    if (released === NONE) return this.#append(cells);
    const bytes = this.#chunk(released);
    let next: number = NONE;
    for (let at = byteOf(released), n = 3; n >= 0; n--)
      next = (next << 8) | (bytes[at + n] as number);
    this.#released[cells] = next;
    return released;
  }

  /** Cells that were never used; those at the end of a chunk stay empty if they are too few. */
  #append(cells: number): number {
    if ((this.#used & CHUNK_MASK) + cells > CHUNK_CELLS) this.#used = (this.#used | CHUNK_MASK) + 1;
    const handle = this.#used;
    if (handle >> CHUNK_BITS === this.#chunks.length) {
      if (this.#chunks.length === MAX_CHUNKS)
        throw new CapacityError("chunks of names", MAX_CHUNKS + 1, MAX_CHUNKS);
      this.#chunks.push(new Uint8Array(CHUNK_CELLS << CELL_BITS));
    }
    this.#used += cells;
    return handle;
  }
}

/** Where a name begins in its chunk. */
const byteOf = (handle: number): number => (handle & CHUNK_MASK) << CELL_BITS;

/** A text's bytes, for `Names`; the buffer is used again by the next call. */
export class NameBytes {
  readonly bytes = new Uint8Array(MAX_NAME_BYTES + 1);

  /** Returns the number of bytes; more than MAX_NAME_BYTES if the name is too long. */
  write(text: string): number {
    const { read, written } = encoder.encodeInto(text, this.bytes);
    return read === text.length ? written : MAX_NAME_BYTES + 1;
  }
}
