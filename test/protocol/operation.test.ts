import fc from "fast-check";
import { expect, test } from "vitest";
import { hexToBytes, toHex } from "#protocol/bytes";
import type { Side } from "#protocol/constants";
import { EncodingError } from "#protocol/errors";
import { decodeOperation, encodeOperation, type Operation } from "#protocol/operation";
import { named, vectorsOf } from "./vectorFile.ts";

interface OperationCase {
  readonly name: string;
  readonly block: string;
  readonly malformed: boolean;
  readonly kind: string;
  readonly market: number;
  readonly side: Side;
  readonly tick: number;
  readonly lots: number;
  readonly expiry: number;
  readonly position: string;
  readonly asset: number;
  readonly amount: string;
}

const vectors = vectorsOf<{
  cases: OperationCase[];
  beyond: { name: string; block: string; kind: string }[];
}>("operations.json");

function expected(item: OperationCase): Operation | undefined {
  const { market, side, tick, lots, expiry, asset } = item;
  switch (item.kind) {
    case "nop":
      return { kind: "nop" };
    case "place":
      return { kind: "place", market, side, tick, lots, expiry };
    case "cancel":
      return { kind: "cancel", market, side, tick, position: Number(item.position) };
    case "withdraw":
      return { kind: "withdraw", asset, amount: Number(item.amount) };
    default:
      return undefined;
  }
}

test.each(named(vectors.cases))("operation vector: %s", (name, item) => {
  const block = hexToBytes(item.block, 16);
  const operation = decodeOperation(block);
  if (!name.startsWith("noise")) expect(item.malformed).toBe(name.startsWith("malformed"));
  expect(operation).toEqual(expected(item));
  if (operation !== undefined) expect(toHex(encodeOperation(operation))).toBe(item.block);
});

test.each(named(vectors.beyond))("operation vector: %s lies above 2^53 - 1", (_, item) => {
  const operation = decodeOperation(hexToBytes(item.block));
  expect(operation?.kind).toBe(item.kind);
  const wide = operation?.kind === "cancel" ? operation.position : undefined;
  const amount = operation?.kind === "withdraw" ? operation.amount : wide;
  expect(amount).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
});

const u8 = fc.integer({ min: 0, max: 255 });
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const side = fc.constantFrom<Side>(0, 1);
const tick = fc.integer({ min: 0, max: 2 ** 24 - 1 });
const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant("nop" as const) }),
  fc.record({
    kind: fc.constant("place" as const),
    market: u8,
    side,
    tick,
    lots: u32,
    expiry: u32,
  }),
  fc.record({
    kind: fc.constant("cancel" as const),
    market: u8,
    side,
    tick,
    position: fc.maxSafeNat(),
  }),
  fc.record({ kind: fc.constant("withdraw" as const), asset: u8, amount: fc.maxSafeNat() }),
);

test("an operation survives its block", () => {
  fc.assert(
    fc.property(anyOperation, (operation) => {
      expect(decodeOperation(encodeOperation(operation))).toEqual(operation);
    }),
    { numRuns: 1_000 },
  );
});

test("a block has one meaning at most: what decodes encodes to the same bytes", () => {
  const almost = fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.uint8Array({ minLength: 15, maxLength: 15 }), side)
    .map(([kind, rest, byte]) => {
      const block = Uint8Array.of(kind, ...rest);
      block[2] = byte;
      block.fill(0, kind === 3 ? 10 : 14);
      // Keeps u64 fields within 2^53.
      block.fill(0, kind === 3 ? 2 : 6, kind === 3 ? 4 : 8);
      return block;
    });
  fc.assert(
    fc.property(almost, (block) => {
      const operation = decodeOperation(block);
      if (operation !== undefined) expect(encodeOperation(operation)).toEqual(block);
    }),
    { numRuns: 1_000 },
  );
});

test("a block is read where it stands", () => {
  const bytes = new Uint8Array(64).fill(255);
  const operation: Operation = { kind: "withdraw", asset: 4, amount: 5 };
  bytes.set(encodeOperation(operation), 17);
  expect(decodeOperation(bytes.subarray(17, 33))).toEqual(operation);
});

const place = { kind: "place", market: 0, side: 0, tick: 1, lots: 1, expiry: 0 } as const;
const cancel = { kind: "cancel", market: 0, side: 0, tick: 1, position: 0 } as const;
test.each<[string, Operation]>([
  ["market 256", { ...place, market: 256 }],
  ["side 2", { ...place, side: 2 as Side }],
  ["tick 2^24", { ...place, tick: 2 ** 24 }],
  ["lots 2^32", { ...place, lots: 2 ** 32 }],
  ["lots -1", { ...place, lots: -1 }],
  ["lots 0.5", { ...place, lots: 0.5 }],
  ["expiry 2^32", { ...place, expiry: 2 ** 32 }],
  ["position 2^53", { ...cancel, position: 2 ** 53 }],
  ["asset 256", { kind: "withdraw", asset: 256, amount: 1 }],
  ["amount 2^53", { kind: "withdraw", asset: 0, amount: 2 ** 53 }],
  ["amount NaN", { kind: "withdraw", asset: 0, amount: Number.NaN }],
])("%s does not fit its field", (_, operation) => {
  expect(() => encodeOperation(operation)).toThrow(EncodingError);
});
