import { describe, expect, test } from "vitest";
import { bigintToBytes, bytesToBigint, concatBytes, hexToBytes, toHex } from "#protocol/bytes";
import { CURVE_ORDER } from "#protocol/constants";
import { decryptBlock, parseEnvelope, signerOf, verifyEnvelope } from "#protocol/envelope";
import { envelopeTreeRoot } from "#protocol/envelopeTree";
import { EncodingError } from "#protocol/errors";
import type { SealFact } from "#protocol/facts";
import { domainSeparatorOf, envelopeDigest, kdfDomain } from "#protocol/messages";
import { openedBatch } from "#protocol/openedBatch";
import { decodeOperation, type Operation } from "#protocol/operation";
import { OUTCOME } from "#protocol/outcomes";
import { type EnvelopeOrder, sealEnvelope } from "#protocol/sealEnvelope";
import { keySigner } from "#protocol/signature";
import { onCurveFrom } from "../vectors/curve.ts";
import { IMPLEMENTATIONS, named, vectorsOf } from "./vectorFile.ts";

interface EnvelopeCase {
  readonly name: string;
  readonly slot: number;
  readonly key: string;
  readonly batchKey: string;
  readonly account: number;
  readonly signer: string;
  readonly envelope: string;
  readonly digest: string;
  readonly outcome: number;
  readonly shared: string;
  readonly blocks: number;
  readonly plaintext: string;
}

const vectors = vectorsOf<{
  chainId: number;
  settlement: string;
  domainSeparator: string;
  kdfDomain: string;
  cases: EnvelopeCase[];
}>("envelope.json");
const NOBODY = `0x${"00".repeat(20)}`;

/** What a case's name promises. */
function promised(name: string): number {
  if (name.startsWith("good")) return OUTCOME.applied;
  return name.startsWith("bad point") ? OUTCOME.badPoint : OUTCOME.badSignature;
}

const orUndefined = (address: string): Uint8Array | undefined =>
  address === NOBODY ? undefined : hexToBytes(address, 20);

describe.each(IMPLEMENTATIONS)("envelope vectors, %s", (_, crypto) => {
  const context = { crypto, domainSeparator: hexToBytes(vectors.domainSeparator, 32) };

  test("domains", () => {
    const settlement = hexToBytes(vectors.settlement);
    const separator = domainSeparatorOf(crypto, vectors.chainId, settlement);
    expect(toHex(separator)).toBe(vectors.domainSeparator);
    expect(toHex(kdfDomain(context))).toBe(vectors.kdfDomain);
  });

  test.each(named(vectors.cases))("%s", (name, item) => {
    const bytes = hexToBytes(item.envelope);
    const key = hexToBytes(item.key);
    const batchKey = hexToBytes(item.batchKey);
    expect(item.outcome).toBe(promised(name));
    expect(crypto.addressOf(key)).toEqual(batchKey);
    expect(verifyEnvelope(context, bytes, item.slot, batchKey, orUndefined(item.signer))).toBe(
      item.outcome,
    );
    const envelope = parseEnvelope(bytes);
    if (envelope === undefined) return expect(name).toMatch(/^bad length/);
    expect(envelope.account).toBe(item.account);
    const digest = envelopeDigest(context, { ...envelope, slot: item.slot, batchKey });
    expect(toHex(digest)).toBe(item.digest);
    const shared = crypto.sharedAddress(envelope.point, key);
    expect(shared).toEqual(orUndefined(item.shared));
    if (item.outcome !== OUTCOME.applied || shared === undefined) return;
    expect(item.blocks).toBe(envelope.blocks);
    const blocks = Array.from({ length: item.blocks }, (_block, j) =>
      decryptBlock(context, envelope, item.slot, shared, j),
    );
    expect(toHex(concatBytes(...blocks))).toBe(item.plaintext);
  });
});

const [, crypto] = IMPLEMENTATIONS[0]!;
const context = { crypto, domainSeparator: hexToBytes(vectors.domainSeparator, 32) };
const trader = keySigner(crypto, crypto.keccak256(Uint8Array.of(1)));
const key = crypto.keccak256(Uint8Array.of(2));
const order: EnvelopeOrder = {
  slot: 12,
  account: 34,
  version: 5,
  operations: [{ kind: "withdraw", asset: 1, amount: 600 }],
  batchPoint: crypto.pointOf(key)!,
  random: crypto.keccak256(Uint8Array.of(3)),
};

describe("a sealed envelope", () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [5, 8],
    [9, 16],
    [17, 32],
    [32, 32],
  ])("of %i operations has %i blocks, filled up with nop", (count, blocks) => {
    const operations = Array.from(
      { length: count },
      (_, n): Operation => ({ kind: "cancel", market: 1, side: 0, tick: 9, position: n }),
    );
    const envelope = parseEnvelope(sealEnvelope(context, { ...order, operations }, trader))!;
    expect(envelope).toMatchObject({ account: 34, version: 5, blocks });
    const shared = crypto.sharedAddress(envelope.point, key)!;
    const opened = Array.from({ length: blocks }, (_, j) =>
      decodeOperation(decryptBlock(context, envelope, order.slot, shared, j)),
    );
    expect(opened.slice(0, count)).toEqual(operations);
    for (const rest of opened.slice(count)) expect(rest).toEqual({ kind: "nop" });
    expect(signerOf(context, envelope, order.slot, crypto.addressOf(key)!)).toEqual(trader.address);
  });

  const zero = new Uint8Array(32);
  const beyond = Uint8Array.of(2, ...bigintToBytes(onCurveFrom(CURVE_ORDER), 32));
  test.each<[string, Partial<EnvelopeOrder>, RegExp]>([
    ["no operation", { operations: [] }, /operations: got 0/],
    ["33 operations", { operations: new Array(33).fill({ kind: "nop" }) }, /operations: got 33/],
    ["account 2^32", { account: 2 ** 32 }, /account: got 4294967296/],
    ["version 2^16", { version: 2 ** 16 }, /version: got 65536/],
    ["slot 2^32", { slot: 2 ** 32 }, /slot: got 4294967296/],
    ["slot 1.5", { slot: 1.5 }, /slot: got 1.5/],
    ["random 0", { random: zero }, /random scalar: got 32 bytes/],
    ["random of 31 bytes", { random: zero.slice(1) }, /random scalar: got 31 bytes, expected 32/],
    [
      "a batch point off the curve",
      { batchPoint: new Uint8Array(33) },
      /batch point: got 33 bytes/,
    ],
    ["a batch point that L1 cannot use", { batchPoint: beyond }, /batch point: got 33 bytes/],
  ])("is not made of %s", (_, change, message) => {
    const seal = (): Uint8Array => sealEnvelope(context, { ...order, ...change }, trader);
    expect(seal).toThrow(EncodingError);
    expect(seal).toThrow(message);
  });

  test("needs a private key in [1, n)", () => {
    expect(() => keySigner(crypto, zero)).toThrow(/private key: got 32 bytes/);
    expect(() => keySigner(crypto, zero.slice(1))).toThrow(/expected 32 bytes/);
  });
});

describe("an opened batch", () => {
  const accounts = [3, 8, 34];
  const envelopes = accounts.map((account, n) =>
    sealEnvelope(
      context,
      { ...order, account, random: crypto.keccak256(Uint8Array.of(4, n)) },
      trader,
    ),
  );
  const seal: SealFact = {
    slot: order.slot,
    prev: 0,
    certified: true,
    root: envelopeTreeRoot(crypto, envelopes),
    envelopes,
    inboxEnd: 0,
    key,
  };

  test("is opened once for a context and a seal", () => {
    expect(openedBatch(context, seal)).toBe(openedBatch(context, seal));
    expect(openedBatch({ ...context }, seal)).not.toBe(openedBatch(context, seal));
  });

  test("applies each envelope once, in the shuffled order", () => {
    const { order: positions } = openedBatch(context, seal);
    expect([...positions].sort((a, b) => a - b)).toEqual([0, 1, 2]);
    const seed = crypto.keccak256(concatBytes(key, seal.root));
    expect(positions).toEqual(crypto.shuffle(3, seed));
  });

  test("verifies and decrypts", () => {
    const batch = openedBatch(context, seal);
    for (const [sealed, account] of accounts.entries()) {
      const envelope = batch.envelope(sealed);
      expect(envelope).toMatchObject({ account, blocks: 1 });
      expect(envelope.verify(trader.address)).toBe(OUTCOME.applied);
      expect(envelope.verify(new Uint8Array(20))).toBe(OUTCOME.badSignature);
      expect(decodeOperation(envelope.block(0))).toEqual(order.operations[0]);
    }
  });

  test("gives every vector its outcome", () => {
    const sealed = vectors.cases.filter(({ name }) => !name.startsWith("bad length"));
    for (const item of sealed) {
      const one = { ...seal, slot: item.slot, key: hexToBytes(item.key) };
      const batch = openedBatch(context, { ...one, envelopes: [hexToBytes(item.envelope)] });
      const signer = orUndefined(item.signer);
      if (signer === undefined) continue;
      expect([item.name, batch.envelope(0).verify(signer)]).toEqual([item.name, item.outcome]);
    }
  });

  test("throws for what L1 never takes", () => {
    expect(() => openedBatch(context, { ...seal, key: "void" })).toThrow(/key of slot 12/);
    expect(() => openedBatch(context, { ...seal, key: new Uint8Array(32) })).toThrow(/in \[1, n\)/);
    const cut = { ...seal, envelopes: [envelopes[0]!.slice(1)] };
    expect(() => openedBatch(context, cut).envelope(0)).toThrow(/envelope 0 of slot 12: got 119/);
    expect(() => openedBatch(context, cut).envelope(1)).toThrow(/envelope 1 of slot 12/);
  });
});

test("half of all x have no point, and none is refused wrongly", () => {
  const usable = Array.from({ length: 200 }, (_, n) => {
    const x = crypto.keccak256(Uint8Array.of(5, n));
    const found = crypto.sharedAddress(Uint8Array.of(2, ...x), key) !== undefined;
    expect(found).toBe(onCurveFrom(bytesToBigint(x)) === bytesToBigint(x));
    return found;
  });
  expect(usable.filter(Boolean).length).toBeGreaterThan(50);
});
