import { toHex } from "#protocol/bytes";
import { chunkHash, claimTreeRoot, encodeChunks } from "#protocol/claim";
import { MAX_CHUNKS } from "#protocol/constants";
import { INVALID } from "#protocol/outcomes";
import { InvalidStep, ReadingTape, WritingTape } from "#protocol/records";
import type { Chunk } from "#protocol/trace";
import { bytesFrom, type Case, crypto, numberFrom, type Vectors } from "./source.ts";

/** Each record beside its bytes, and bytes that are no record with the number of the verdict. */
export function records(): Vectors {
  const clears = [
    { tick: 1, volume: 0 },
    { tick: 127, volume: 127 },
    { tick: 128, volume: 128 },
    { tick: 2 ** 20 - 1, volume: Number.MAX_SAFE_INTEGER },
  ];
  const fills = [
    { account: 0, lots: 1 },
    { account: 2 ** 24 - 1, lots: 2 ** 32 - 1 },
    { account: 300, lots: 16_384 },
  ];
  const expiries = [
    { market: 0, side: 0, tick: 1, position: 0 },
    { market: 63, side: 1, tick: 2 ** 20 - 1, position: Number.MAX_SAFE_INTEGER },
  ] as const;
  return {
    clear: clears.map((clearing) =>
      taped({ ...clearing }, (tape) => tape.clearing(() => clearing)),
    ),
    fill: fills.map((fill) => taped({ ...fill }, (tape) => tape.fill(fill))),
    expire: expiries.map((ref) => taped({ ...ref }, (tape) => tape.expiry(() => ref))),
    refused: [
      { name: "tick 0", bytes: "0x0000" },
      { name: "tick 2^20", bytes: "0x80804000" },
      { name: "volume 2^53", bytes: "0x018080808080808010" },
      { name: "nothing", bytes: "0x" },
      { name: "one field of two", bytes: "0x01" },
      { name: "cut within a field", bytes: "0x0180" },
      { name: "not minimal", bytes: "0x810001" },
      { name: "zero not minimal", bytes: "0x018000" },
      { name: "a field of eight bytes", bytes: "0x01ffffffffffffff7f" },
      { name: "eleven bytes", bytes: "0x01ffffffffffffffffffff01" },
      { name: "one byte left over", bytes: "0x010000" },
    ].map(({ name, bytes }) => ({ name, bytes, reason: verdictOn(bytes) })),
  };
}

/** Chunks as posted and hashed, and claim trees of the sizes where padding matters. */
export function chunks(): Vectors {
  const some = Array.from({ length: MAX_CHUNKS }, (_, n) => example(n));
  return {
    chunks: some.slice(0, 5).map((chunk) => ({
      root: toHex(chunk.root),
      records: toHex(chunk.records),
      hash: toHex(chunkHash(crypto, chunk)),
    })),
    claims: [1, 2, 3, 5].map((count) => claim(some.slice(0, count))),
    largestRoot: toHex(claimTreeRoot(crypto, some)),
    largestCount: some.length,
  };
}

function example(n: number): Chunk {
  return {
    root: bytesFrom(`root ${n}`),
    records: bytesFrom(`records ${n}`, n === 0 ? 0 : numberFrom(`length ${n}`, 90)),
  };
}

function claim(list: readonly Chunk[]): Case {
  return {
    count: list.length,
    posted: toHex(encodeChunks(list)),
    root: toHex(claimTreeRoot(crypto, list)),
  };
}

function taped(fields: Case, write: (tape: WritingTape) => void): Case {
  const tape = new WritingTape();
  write(tape);
  return { ...fields, bytes: toHex(tape.bytes()) };
}

/** What reading a clear record makes of the bytes. */
function verdictOn(hex: string): number {
  try {
    const tape = new ReadingTape(Uint8Array.from(Buffer.from(hex.slice(2), "hex")));
    tape.clearing();
    tape.end();
  } catch (error) {
    if (error instanceof InvalidStep) return error.reason;
    throw error;
  }
  throw new TypeError(`${hex} was taken; expected ${INVALID.recordMalformed} or its like`);
}
