/** Changed leaves one after the other: gindex u64 ‖ before 32 ‖ after 32. A row for each leaf would be dearer to write. */

/** A leaf before and after, 32 bytes each; zeros: no such leaf. */
export interface LeafChange {
  readonly gindex: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

const LEAF = 32;
const ENTRY = 8 + 2 * LEAF;
/** Changes of one row. */
const MOST_CHANGES = 65_536;

/** The rows of a slot. */
export function packChanges(changes: readonly LeafChange[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let from = 0; from < changes.length; from += MOST_CHANGES)
    parts.push(packed(changes.slice(from, from + MOST_CHANGES)));
  return parts;
}

function packed(changes: readonly LeafChange[]): Uint8Array {
  const bytes = Buffer.alloc(changes.length * ENTRY);
  let at = 0;
  for (const { gindex, before, after } of changes) {
    bytes.writeUInt32BE(Math.floor(gindex / 2 ** 32), at);
    bytes.writeUInt32BE(gindex % 2 ** 32, at + 4);
    bytes.set(before, at + 8);
    bytes.set(after, at + 8 + LEAF);
    at += ENTRY;
  }
  return bytes;
}

export function* unpackChanges(bytes: Uint8Array): Generator<LeafChange> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; at += ENTRY) {
    const middle = at + 8 + LEAF;
    yield {
      gindex: view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4),
      before: bytes.subarray(at + 8, middle),
      after: bytes.subarray(middle, middle + LEAF),
    };
  }
}
