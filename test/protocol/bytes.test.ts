import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  asciiBytes,
  below,
  bigintToBytes,
  bytesToBigint,
  compareBytes,
  concatBytes,
  equalBytes,
  hexToBytes,
  isZero,
  toHex,
} from "#protocol/bytes";
import { EncodingError } from "#protocol/errors";
import { pushVarint, readVarint } from "#protocol/varint";

const anyBytes = fc.uint8Array({ maxLength: 100 });

test("hex and bytes turn into each other", () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const hex = toHex(bytes);
      expect(hex).toBe(`0x${Buffer.from(bytes).toString("hex")}`);
      expect(hexToBytes(hex)).toEqual(bytes);
      expect(hexToBytes(`0x${hex.slice(2).toUpperCase()}`, bytes.length)).toEqual(bytes);
    }),
  );
});

test.each(["", "0", "00", "0x0", "0xg0", "0x 00", "0X00", "0x00\n"])("%j is no hex", (hex) => {
  expect(() => hexToBytes(hex)).toThrow(EncodingError);
});

test("bytes of another length than asked for are refused", () => {
  expect(() => hexToBytes("0x00", 2)).toThrow(/got 1 bytes, expected 2 bytes/);
});

test("numbers and big-endian bytes turn into each other", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
      expect(bigintToBytes(bytesToBigint(bytes), bytes.length)).toEqual(bytes);
    }),
  );
  expect(bytesToBigint(new Uint8Array())).toBe(0n);
});

test.each([-1n, 256n, -256n])("%s does not fit a byte", (value) => {
  expect(() => bigintToBytes(value, 1)).toThrow(EncodingError);
});

test.each([-1, 0.5, 8, Number.NaN, Number.POSITIVE_INFINITY])("%s is not below 8", (value) => {
  expect(() => below("number", value, 8)).toThrow(EncodingError);
});

test("bytes compare as the numbers they spell", () => {
  const pair = fc.nat(20).chain((n) => {
    const some = fc.uint8Array({ minLength: n, maxLength: n });
    return fc.tuple(some, fc.oneof(some, fc.constant(new Uint8Array(n))));
  });
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const difference = bytesToBigint(a) - bytesToBigint(b);
      expect(Math.sign(compareBytes(a, b))).toBe(Number(difference > 0n) - Number(difference < 0n));
      expect(equalBytes(a, b)).toBe(difference === 0n);
      expect(isZero(a)).toBe(bytesToBigint(a) === 0n);
    }),
  );
  expect(equalBytes(Uint8Array.of(0), Uint8Array.of(0, 0))).toBe(false);
});

test("bytes join in order", () => {
  expect(concatBytes()).toEqual(new Uint8Array());
  expect(concatBytes(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3))).toEqual(
    Uint8Array.of(1, 2, 3),
  );
});

test("only ASCII has one byte a character", () => {
  expect(asciiBytes("Az~")).toEqual(Uint8Array.of(65, 122, 126));
  expect(() => asciiBytes("ß")).toThrow(EncodingError);
});

describe("varint", () => {
  const written = (value: number): Uint8Array => {
    const out: number[] = [];
    pushVarint(out, value);
    return Uint8Array.from(out);
  };

  test.each([
    [0, "0x00"],
    [1, "0x01"],
    [127, "0x7f"],
    [128, "0x8001"],
    [300, "0xac02"],
    [16_383, "0xff7f"],
    [16_384, "0x808001"],
    [2 ** 32 - 1, "0xffffffff0f"],
    [2 ** 32, "0x8080808010"],
    [2 ** 53 - 1, "0xffffffffffffff0f"],
  ])("%i is %s", (value, hex) => {
    expect(toHex(written(value))).toBe(hex);
    expect(readVarint(hexToBytes(hex), 0)).toEqual({ value, next: hex.length / 2 - 1 });
  });

  test("reads what it wrote, wherever it stands", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), anyBytes, anyBytes, (value, before, after) => {
        const bytes = written(value);
        const read = readVarint(concatBytes(before, bytes, after), before.length);
        expect(read).toEqual({ value, next: before.length + bytes.length });
      }),
    );
  });

  test("has one form for each number: what it reads, it would write", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
        const read = readVarint(bytes, 0);
        if (read !== undefined) expect(written(read.value)).toEqual(bytes.slice(0, read.next));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ["no bytes", "0x"],
    ["an end too early", "0x80"],
    ["an end too early, long", "0xffffff"],
    ["a zero on top", "0x8000"],
    ["a zero on top, long", "0xffff00"],
    ["two zeros", "0x808000"],
    ["2^53", "0x8080808080808010"],
    ["more than 2^53", "0xffffffffffffff10"],
    ["2^64 - 1", "0xffffffffffffffffff01"],
    ["eight empty groups and one", "0x808080808080808001"],
    ["no end", "0xffffffffffffffffffffffffffffff"],
    ["zeros without end", "0x80808080808080808080808080808080"],
  ])("refuses %s", (_, hex) => {
    expect(readVarint(hexToBytes(hex), 0)).toBeUndefined();
  });

  test("refuses an offset behind the end", () => {
    expect(readVarint(Uint8Array.of(1), 1)).toBeUndefined();
  });
});
