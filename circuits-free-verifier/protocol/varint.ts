/** Unsigned LEB128 variable-length integers in minimal form, 0 … 2^53−1. */

/** Appends `value` to `out`. */
export function pushVarint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

export interface Varint {
  readonly value: number;
  /** Offset behind it. */
  readonly next: number;
}

/** Undefined where the bytes end early, the form is not minimal, or the value exceeds 2^53−1. */
export function readVarint(bytes: Uint8Array, offset: number): Varint | undefined {
  let value = 0;
  let scale = 1;
  for (let at = offset; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * scale;
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
    if (byte < 0x80) return byte === 0 && at > offset ? undefined : { value, next: at + 1 };
    if (scale > 2 ** 49) return undefined;
    scale *= 0x80;
  }
  return undefined;
}
