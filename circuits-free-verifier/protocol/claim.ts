import { concatBytes } from "./bytes.ts";
import {
  CHUNK_OVERHEAD,
  CLAIM_TREE_DEPTH,
  FULL_CLAIM_BYTES,
  MAX_CHUNKS,
  OFFSET,
} from "./constants.ts";
import type { Crypto } from "./crypto.ts";
import { EncodingError } from "./errors.ts";
import { merkleProof, merkleRoot } from "./merkle.ts";
import type { Chunk } from "./trace.ts";

/** Chunks as they are posted and hashed (PROTOCOL.md §5, "Chunk and claim"). */

/** records length u16 ‖ root 32 ‖ records, for each chunk. */
export function encodeChunks(chunks: readonly Chunk[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + postedBytes(chunk), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const chunk of chunks) {
    view.setUint16(at, chunk.records.length);
    bytes.set(chunk.root, at + OFFSET.chunkRoot);
    bytes.set(chunk.records, at + OFFSET.chunkRecords);
    at += postedBytes(chunk);
  }
  return bytes;
}

/** Throws EncodingError where the bytes end within a chunk. */
export function decodeChunks(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + CHUNK_OVERHEAD > bytes.length) throw cutShort(chunks.length, bytes.length - at);
    const end = at + CHUNK_OVERHEAD + view.getUint16(at);
    if (end > bytes.length) throw cutShort(chunks.length, bytes.length - at);
    chunks.push({
      root: bytes.slice(at + OFFSET.chunkRoot, at + OFFSET.chunkRecords),
      records: bytes.slice(at + OFFSET.chunkRecords, end),
    });
    at = end;
  }
  return chunks;
}

const cutShort = (chunk: number, left: number): EncodingError =>
  new EncodingError(`chunk ${chunk} of a claim`, `${left} bytes left`, "a whole chunk");

export const postedBytes = (chunk: Chunk): number => CHUNK_OVERHEAD + chunk.records.length;

/** root ‖ records: what a chunk's leaf in the claim tree is the hash of. */
export const chunkData = (chunk: Chunk): Uint8Array => concatBytes(chunk.root, chunk.records);

/** keccak(root ‖ records) */
export function chunkHash(crypto: Crypto, chunk: Chunk): Uint8Array {
  return crypto.keccak256(chunkData(chunk));
}

/** Root of the fixed-depth claim tree over at most 1,000 chunks. */
export function claimTreeRoot(crypto: Crypto, chunks: readonly Chunk[]): Uint8Array {
  return merkleRoot(crypto, leavesOf(crypto, chunks), CLAIM_TREE_DEPTH);
}

/** Ten siblings that prove the chunk at `index`. */
export function chunkProof(crypto: Crypto, chunks: readonly Chunk[], index: number): Uint8Array[] {
  return merkleProof(crypto, leavesOf(crypto, chunks), CLAIM_TREE_DEPTH, index);
}

const leavesOf = (crypto: Crypto, chunks: readonly Chunk[]): Uint8Array[] =>
  chunks.map((chunk) => chunkHash(crypto, chunk));

/** A chunk and whether the cursor is at Start behind it. */
export interface PlacedChunk extends Chunk {
  readonly atStart: boolean;
}

/**
 * How many of the first chunks make one claim, or 0 where they must wait for more. L1 takes a claim that is full (1,000
 * chunks or at least 90,000 bytes) or ends at Start. A full one is cut at its last Start, because only there can it become
 * final; `flush` asks for one that ends at Start though it is not full.
 */
export function claimLength(chunks: readonly PlacedChunk[], flush: boolean): number {
  let bytes = 0;
  let lastStart = 0;
  for (const [n, chunk] of chunks.entries()) {
    bytes += postedBytes(chunk);
    if (chunk.atStart) lastStart = n + 1;
    if (n + 1 === MAX_CHUNKS || bytes >= FULL_CLAIM_BYTES) return lastStart > 0 ? lastStart : n + 1;
  }
  return flush ? lastStart : 0;
}
