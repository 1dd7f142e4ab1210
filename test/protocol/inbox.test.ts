import fc from "fast-check";
import { expect, test } from "vitest";
import { hexToBytes, toHex } from "#protocol/bytes";
import type { Side } from "#protocol/constants";
import { EncodingError } from "#protocol/errors";
import { decodeInboxWord, encodeInboxWord, type InboxOperation } from "#protocol/inbox";
import { named, vectorsOf } from "./vectorFile.ts";

interface InboxCase {
  readonly name: string;
  readonly word: string;
  readonly kind: string;
  readonly account: number;
  readonly queuedAt: number;
  readonly signer: string;
  readonly asset: number;
  readonly amount: string;
  readonly market: number;
  readonly side: Side;
  readonly tick: number;
  readonly position: string;
}

const vectors = vectorsOf<{ cases: InboxCase[]; malformed: { name: string; word: string }[] }>(
  "inbox.json",
);

function expected(item: InboxCase): InboxOperation {
  const { account, queuedAt, asset, market, side, tick } = item;
  switch (item.kind) {
    case "register":
    case "setSigner":
      return { kind: item.kind, account, queuedAt, signer: hexToBytes(item.signer, 20) };
    case "deposit":
    case "forcedWithdraw":
      return { kind: item.kind, account, queuedAt, asset, amount: Number(item.amount) };
    default: {
      const position = Number(item.position);
      return { kind: "forcedCancel", account, queuedAt, market, side, tick, position };
    }
  }
}

test.each(named(vectors.cases))("inbox vector: %s", (_, item) => {
  const operation = expected(item);
  expect(decodeInboxWord(hexToBytes(item.word))).toEqual(operation);
  expect(toHex(encodeInboxWord(operation))).toBe(item.word);
});

test.each(named(vectors.malformed))("inbox vector, refused: %s", (_, { word }) => {
  expect(() => decodeInboxWord(hexToBytes(word, 32))).toThrow(EncodingError);
});

test.each([0, 31, 33])("a word of %i bytes is refused", (length) => {
  expect(() => decodeInboxWord(new Uint8Array(length))).toThrow(/expected 32 bytes/);
});

const u8 = fc.integer({ min: 0, max: 255 });
const head = {
  account: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  queuedAt: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
};
const anyInbox: fc.Arbitrary<InboxOperation> = fc.oneof(
  fc.record({
    ...head,
    kind: fc.constantFrom("register" as const, "setSigner" as const),
    signer: fc.uint8Array({ minLength: 20, maxLength: 20 }),
  }),
  fc.record({
    ...head,
    kind: fc.constantFrom("deposit" as const, "forcedWithdraw" as const),
    asset: u8,
    amount: fc.maxSafeNat(),
  }),
  fc.record({
    ...head,
    kind: fc.constant("forcedCancel" as const),
    market: u8,
    side: fc.constantFrom<Side>(0, 1),
    tick: fc.integer({ min: 0, max: 2 ** 24 - 1 }),
    position: fc.maxSafeNat(),
  }),
);

test("an inbox operation survives its word", () => {
  fc.assert(
    fc.property(anyInbox, (operation) => {
      expect(decodeInboxWord(encodeInboxWord(operation))).toEqual(operation);
    }),
    { numRuns: 1_000 },
  );
});

const deposit = { kind: "deposit", account: 1, queuedAt: 2, asset: 3, amount: 4 } as const;
test.each<[string, InboxOperation]>([
  ["account 2^32", { ...deposit, account: 2 ** 32 }],
  ["time 2^48", { ...deposit, queuedAt: 2 ** 48 }],
  ["asset 256", { ...deposit, asset: 256 }],
  ["amount 2^53", { ...deposit, amount: 2 ** 53 }],
  ["amount -1", { ...deposit, amount: -1 }],
  ["a signer of 19 bytes", { ...deposit, kind: "register", signer: new Uint8Array(19) }],
])("%s does not fit its field", (_, operation) => {
  expect(() => encodeInboxWord(operation)).toThrow(EncodingError);
});
