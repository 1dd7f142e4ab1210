/** LEB128 by hand, to write what no honest encoder would. */

export function fieldsOf(bytes: Uint8Array): bigint[] {
  const fields: bigint[] = [];
  let [value, shift] = [0n, 0n];
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte < 0x80) {
      fields.push(value);
      [value, shift] = [0n, 0n];
    }
  }
  return fields;
}

export function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 0x7fn) + 0x80);
  }
}

/** One byte longer than need be. */
export function slackVarint(value: bigint): number[] {
  const bytes = varint(value);
  return [...bytes.slice(0, -1), (bytes.at(-1) ?? 0) + 0x80, 0];
}
