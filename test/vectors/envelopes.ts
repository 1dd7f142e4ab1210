import { bigintToBytes, bytesToBigint, concatBytes, toHex, viewOf } from "#protocol/bytes";
import { CURVE_ORDER, ENVELOPE_BLOCKS } from "#protocol/constants";
import { cryptBlock, decryptBlock, parseEnvelope, verifyEnvelope } from "#protocol/envelope";
import { envelopeDigest, kdfDomain } from "#protocol/messages";
import type { Operation } from "#protocol/operation";
import { sealEnvelope } from "#protocol/sealEnvelope";
import { keySigner, type Signer } from "#protocol/signature";
import { isOnCurve, offCurveFrom, onCurveFrom } from "./curve.ts";
import {
  bytesFrom,
  type Case,
  context,
  crypto,
  DOMAIN,
  type Vectors,
  ZERO_ADDRESS,
  ZERO_WORD,
} from "./source.ts";

const SLOT = 7;
const ACCOUNT = 41;
const KEY = bytesFrom("slot key");
const trader = keySigner(crypto, bytesFrom("trader"));
const stranger = keySigner(crypto, bytesFrom("stranger"));
const PLACE: Operation = { kind: "place", market: 0, side: 0, tick: 1000, lots: 25, expiry: 0 };

interface Written {
  readonly slot: number;
  readonly account: number;
  readonly version: number;
  readonly key: Uint8Array;
  readonly random: Uint8Array;
  readonly operations: readonly Operation[];
  readonly signer: Signer;
}

const usual: Written = {
  slot: SLOT,
  account: ACCOUNT,
  version: 3,
  key: KEY,
  random: bytesFrom("random"),
  operations: [PLACE],
  signer: trader,
};

/** An honest envelope that differs from the usual one in some respects. */
function honest(change: Partial<Written> = {}): Uint8Array {
  const { key, signer, ...order } = { ...usual, ...change };
  const batchPoint = crypto.pointOf(key) ?? new Uint8Array();
  return sealEnvelope(context, { ...order, batchPoint }, signer);
}

/** Signs any body at all, as an attacker would. */
function signed(body: Uint8Array): Uint8Array {
  const head = honest().slice(0, 6);
  const batchKey = crypto.addressOf(KEY) ?? new Uint8Array();
  const message = { slot: SLOT, batchKey, account: ACCOUNT, version: usual.version, body };
  return concatBytes(head, body, trader.sign(envelopeDigest(context, message)));
}

interface Judged {
  readonly slot: number;
  readonly key: Uint8Array;
  /** Of the account in the state; undefined: no such account. */
  readonly signer: Uint8Array | undefined;
}

/** What becomes of `envelope` in a slot, written down with all that lies between. */
function judged(name: string, envelope: Uint8Array, change: Partial<Judged> = {}): Case {
  const { slot, key, signer } = { slot: SLOT, key: KEY, signer: trader.address, ...change };
  const batchKey = crypto.addressOf(key) ?? new Uint8Array(20);
  const outcome = verifyEnvelope(context, envelope, slot, batchKey, signer);
  const parsed = parseEnvelope(envelope);
  const shared = parsed && crypto.sharedAddress(parsed.point, key);
  const opens = outcome === 0 && parsed !== undefined && shared !== undefined;
  const blocks = opens
    ? Array.from({ length: parsed.blocks }, (_, j) =>
        decryptBlock(context, parsed, slot, shared, j),
      )
    : [];
  const digest = parsed && envelopeDigest(context, { ...parsed, slot, batchKey });
  return {
    name,
    slot,
    key: toHex(key),
    batchKey: toHex(batchKey),
    account: parsed?.account ?? 0,
    signer: signer === undefined ? ZERO_ADDRESS : toHex(signer),
    envelope: toHex(envelope),
    digest: digest === undefined ? ZERO_WORD : toHex(digest),
    outcome,
    shared: shared === undefined ? ZERO_ADDRESS : toHex(shared),
    blocks: blocks.length,
    plaintext: toHex(concatBytes(...blocks)),
  };
}

function accepted(): Case[] {
  const sizes = ENVELOPE_BLOCKS.map((m) =>
    judged(`good, m = ${m}`, honest({ operations: Array.from({ length: m }, () => PLACE) })),
  );
  const kinds: Operation[] = [
    { kind: "cancel", market: 3, side: 1, tick: 77, position: 2 ** 40 + 1 },
    { kind: "withdraw", asset: 2, amount: Number.MAX_SAFE_INTEGER },
    PLACE,
  ];
  const one = bigintToBytes(1n, 32);
  const last = bigintToBytes(CURVE_ORDER - 1n, 32);
  const lowest = onCurveFrom(1n);
  return [
    ...sizes,
    judged("good, three operations and a nop", honest({ operations: kinds })),
    judged("good, version 0", honest({ version: 0 })),
    judged("good, version 65535", honest({ version: 65_535 })),
    judged("good, account 0", honest({ account: 0 })),
    judged("good, account 2^24 - 1", honest({ account: 2 ** 24 - 1 })),
    judged("good, slot 1", honest({ slot: 1 }), { slot: 1 }),
    judged("good, slot 2^32 - 1", honest({ slot: 2 ** 32 - 1 }), { slot: 2 ** 32 - 1 }),
    judged("good, key 1", honest({ key: one }), { key: one }),
    judged("good, key n - 1", honest({ key: last }), { key: last }),
    judged("good, r = 1", honest({ random: one })),
    judged("good, r = n - 1", honest({ random: last })),
    judged("good, no one's point of smallest x, odd", signed(body(3, lowest))),
    judged("good, no one's point of smallest x, even", signed(body(2, lowest))),
    judged("good, ciphertext of another slot's key is noise", foreignCiphertext()),
    ...Array.from({ length: 8 }, (_, n) =>
      judged(`good, any ciphertext ${n}`, signed(body(2 + (n % 2), onCurveNear(`any ${n}`)))),
    ),
  ];
}

/** Signed for this slot's key but encrypted for another: decrypts to noise, which is an outcome too. */
function foreignCiphertext(): Uint8Array {
  const point = crypto.pointOf(usual.random) ?? new Uint8Array();
  const shared = crypto.sharedAddress(point, bytesFrom("other key")) ?? new Uint8Array();
  const input = { slot: SLOT, account: ACCOUNT, version: usual.version, point };
  const block = cryptBlock(context, input, shared, 0, new Uint8Array(16));
  return signed(concatBytes(point, block));
}

function lengths(): Case[] {
  const whole = concatBytes(honest(), bytesFrom("tail", 1200));
  return [0, 1, 4, 103, 104, 119, 121, 152, 184, 617, 632, 1128].map((length) =>
    judged(`bad length ${length}`, whole.slice(0, length)),
  );
}

function signatures(): Case[] {
  const good = honest();
  const at = good.length - 65;
  const r = good.slice(at, at + 32);
  const s = good.slice(at + 32, at + 64);
  const v = good[at + 64] ?? 0;
  const make = (name: string, newR: Uint8Array, newS: Uint8Array, newV: number): Case =>
    judged(
      `bad signature, ${name}`,
      concatBytes(good.slice(0, at), newR, newS, Uint8Array.of(newV)),
    );
  const word = (value: bigint): Uint8Array => bigintToBytes(value, 32);
  const highS = word(CURVE_ORDER - bytesToBigint(s));
  const half = CURVE_ORDER / 2n;
  return [
    ...[0, 1, 26, 29, 255].map((wrong) => make(`v = ${wrong}`, r, s, wrong)),
    make("the other v", r, s, 55 - v),
    make("r = 0", word(0n), s, v),
    make("r = n", word(CURVE_ORDER), s, v),
    make("r = n + 1", word(CURVE_ORDER + 1n), s, v),
    make("r = 2^256 - 1", word(2n ** 256n - 1n), s, v),
    make("r of no point", word(offCurveFrom(bytesToBigint(r))), s, v),
    make("s = 0", r, word(0n), v),
    make("s = n", r, word(CURVE_ORDER), v),
    make("s = 2^256 - 1", r, word(2n ** 256n - 1n), v),
    make("high s, same v", r, highS, v),
    make("high s, other v, which ecrecover accepts", r, highS, 55 - v),
    make("s = floor(n/2) + 1", r, word(half + 1n), v),
    make("s = floor(n/2), another's", r, word(half), v),
    make("r and s swapped", s, r, v),
  ];
}

function signers(): Case[] {
  const good = honest();
  const flipped = (at: number): Uint8Array => good.map((byte, n) => (n === at ? byte ^ 1 : byte));
  const otherKey = bytesFrom("other key");
  return [
    judged("unknown account", good, { signer: undefined }),
    judged("wrong signer", honest({ signer: stranger })),
    judged("signer changed since", good, { signer: stranger.address }),
    judged("sealed for the slot before", honest({ slot: SLOT - 1 })),
    judged("replayed in the slot after", good, { slot: SLOT + 1 }),
    judged("sealed for another key", honest({ key: otherKey })),
    judged("replayed under another key", good, { key: otherKey }),
    judged("replayed with a higher version", withVersion(good, usual.version + 1)),
    judged("replayed with a lower version", withVersion(good, usual.version - 1)),
    judged("copied to another account", flipped(3)),
    judged("point changed", flipped(38)),
    judged("parity of the point changed", flipped(6)),
    judged("ciphertext changed", flipped(39)),
    judged("last byte of the ciphertext changed", flipped(54)),
    judged("signature's r changed", flipped(86)),
    judged("signature's s changed", flipped(118)),
  ];
}

function withVersion(envelope: Uint8Array, version: number): Uint8Array {
  const changed = envelope.slice();
  viewOf(changed).setUint16(4, version);
  return changed;
}

const FIELD = 2n ** 256n - 2n ** 32n - 977n;

function points(): Case[] {
  const x = bytesToBigint((crypto.pointOf(usual.random) ?? new Uint8Array()).slice(1));
  const make = (name: string, prefix: number, at: bigint): Case =>
    judged(`bad point, ${name}`, signed(body(prefix, at)));
  const above = onCurveFrom(CURVE_ORDER);
  const next = onCurveFrom(above + 1n);
  const highest = highestOnCurve();
  return [
    ...[0, 1, 4, 5, 6, 7, 255].map((prefix) => make(`prefix ${prefix}`, prefix, x)),
    make("x = 0", 2, 0n),
    make("x = 0, odd", 3, 0n),
    make("all zero", 0, 0n),
    make("x off the curve", 2, offCurveFrom(x)),
    make("x off the curve, odd", 3, offCurveFrom(x)),
    make("smallest x off the curve", 2, offCurveFrom(1n)),
    make("x = n - 1 or below, off the curve", 3, offCurveFrom(CURVE_ORDER - 40n)),
    make(isOnCurve(CURVE_ORDER) ? "x = n, on the curve" : "x = n, off the curve", 2, CURVE_ORDER),
    make("x >= n on the curve", 2, above),
    make("x >= n on the curve, odd", 3, above),
    make("x >= n on the curve, the next", 2, next),
    make("x >= n on the curve, the next, odd", 3, next),
    make("x < p on the curve, the highest", 2, highest),
    make("x < p on the curve, the highest, odd", 3, highest),
    make("x >= n off the curve", 2, offCurveFrom(CURVE_ORDER + 1n)),
    make("x = p", 2, FIELD),
    make("x = p + 1", 2, FIELD + 1n),
    make("x = 2^256 - 1", 3, 2n ** 256n - 1n),
    judged("bad signature before bad point", withVersion(signed(body(4, x)), 9)),
    judged("unknown account before bad point", signed(body(4, x)), { signer: undefined }),
  ];
}

function body(prefix: number, x: bigint): Uint8Array {
  return concatBytes(Uint8Array.of(prefix), bigintToBytes(x, 32), bytesFrom(`body ${x}`, 16));
}

function onCurveNear(label: string): bigint {
  return onCurveFrom(bytesToBigint(bytesFrom(label)) / 2n);
}

function highestOnCurve(): bigint {
  let x = FIELD - 1n;
  while (!isOnCurve(x)) x -= 1n;
  return x;
}

export function envelopes(): Vectors {
  const cases = [...accepted(), ...lengths(), ...signatures(), ...signers(), ...points()];
  return { ...DOMAIN, kdfDomain: toHex(kdfDomain(context)), cases };
}
