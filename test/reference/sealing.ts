import { createHash } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** Envelopes made from the tables of PROTOCOL.md §4 alone, over real or over stand-in cryptography. */

export interface Identity {
  /** 40 hex digits. */
  readonly address: string;
  /** r ‖ s ‖ v, 65 bytes. */
  sign(digest: Uint8Array): Uint8Array;
}

export interface SlotKey {
  /** x, 32 bytes. */
  readonly secret: Uint8Array;
  /** address(Y), 20 bytes. */
  readonly address: Uint8Array;
}

export interface Suite {
  keccak(data: Uint8Array): Uint8Array;
  identity(seed: Uint8Array): Identity;
  slotKey(seed: Uint8Array): SlotKey;
  /** U and address(S) for a random r. */
  agree(key: SlotKey, random: Uint8Array): { point: Uint8Array; shared: Uint8Array };
  /** 33 bytes each, none of which L1 can multiply. */
  readonly badPoints: readonly Uint8Array[];
}

const { Point } = secp256k1;
const ORDER = Point.Fn.ORDER;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const fromHex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, "hex"));
const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${hex(bytes)}`);
const word = (n: bigint): Uint8Array => fromHex(n.toString(16).padStart(64, "0"));

type CurvePoint = typeof Point.BASE;
const addressOf = (point: CurvePoint): Uint8Array =>
  keccak_256(point.toBytes(false).subarray(1)).slice(12);
const scalarFrom = (seed: Uint8Array): bigint => (toNumber(seed) % (ORDER - 1n)) + 1n;

/** secp256k1 and keccak in JavaScript. */
export const realSuite: Suite = {
  keccak: keccak_256,
  identity(seed) {
    const key = word(scalarFrom(seed));
    return {
      address: hex(addressOf(Point.BASE.multiply(toNumber(key)))),
      sign(digest) {
        const signed = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
        return Uint8Array.of(...signed.subarray(1), 27 + (signed[0] ?? 0));
      },
    };
  },
  slotKey(seed) {
    const x = scalarFrom(seed);
    return { secret: word(x), address: addressOf(Point.BASE.multiply(x)) };
  },
  agree(key, random) {
    const r = scalarFrom(random);
    const batchPoint = Point.BASE.multiply(toNumber(key.secret));
    const shared = addressOf(batchPoint.multiply(r));
    return { point: Point.BASE.multiply(r).toBytes(true), shared };
  },
  badPoints: badPoints(),
};

/** Bad prefix, x = 0, x off the curve, and an x on the curve but not below n. */
function badPoints(): Uint8Array[] {
  const good = Point.BASE.toBytes(true).subarray(1);
  const isOnCurve = (x: bigint): boolean => {
    try {
      Point.fromBytes(Uint8Array.of(2, ...word(x)));
      return true;
    } catch {
      return false;
    }
  };
  let [off, above] = [1n, ORDER];
  while (isOnCurve(off)) off++;
  while (!isOnCurve(above)) above++;
  return [
    Uint8Array.of(4, ...good),
    Uint8Array.of(0, ...good),
    Uint8Array.of(2, ...word(0n)),
    Uint8Array.of(3, ...word(off)),
    Uint8Array.of(2, ...word(above)),
    Uint8Array.of(3, ...word(above)),
  ];
}

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/** What a stand-in signature proves: r binds signer and digest, s ends with the signer. */
export const standInProof = (digest: Uint8Array, signer: Uint8Array): Uint8Array =>
  Uint8Array.of(1, ...sha256(digest, signer).subarray(1));
export const standInKey = (secret: Uint8Array): Uint8Array => sha256(secret).slice(12);
export const standInShared = (point: Uint8Array, key: Uint8Array): Uint8Array =>
  sha256(point, key).slice(12);

/** Cheap stand-ins without any secrecy, for tests of what comes after cryptography. */
export const standInSuite: Suite = {
  keccak: (data) => sha256(data),
  identity(seed) {
    const address = sha256(seed).subarray(12);
    return {
      address: hex(address),
      sign: (digest) =>
        Uint8Array.of(...standInProof(digest, address), ...new Uint8Array(12), ...address, 27),
    };
  },
  slotKey: (seed) => ({ secret: seed, address: standInKey(seed) }),
  agree(key, random) {
    const point = Uint8Array.of(2, 1, ...random.subarray(1));
    return { point, shared: standInShared(point, key.address) };
  },
  badPoints: [Uint8Array.of(4, ...new Uint8Array(32)), Uint8Array.of(2, ...new Uint8Array(32))],
};

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function bigEndian(value: number, bytes: number): Uint8Array {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return new Uint8Array(buffer);
}

const field = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.of(...new Uint8Array(32 - bytes.length), ...bytes);
const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

export interface NaiveEnvelope {
  readonly domainSeparator: Uint8Array;
  readonly slot: number;
  readonly account: number;
  readonly version: number;
  /** 16 bytes each, m ∈ {1, 2, 4, 8, 16, 32}. */
  readonly blocks: readonly Uint8Array[];
  readonly batchKey: Uint8Array;
  readonly point: Uint8Array;
  /** address(S). */
  readonly shared: Uint8Array;
}

/** account ‖ version ‖ U ‖ ciphertext ‖ signature. */
export function sealNaively(suite: Suite, envelope: NaiveEnvelope, signer: Identity): Uint8Array {
  const { keccak } = suite;
  const { domainSeparator, slot, account, version, point, shared } = envelope;
  const kdfDomain = keccak(join(keccak(ascii("walras/envelope-kdf/v1")), domainSeparator));
  const head = [bigEndian(account, 4), bigEndian(version, 2)];
  const ciphertext = envelope.blocks.map((block, j) => {
    const input = join(kdfDomain, bigEndian(slot, 4), ...head, point, shared, Uint8Array.of(j));
    const keystream = keccak(input);
    return block.map((byte, n) => byte ^ (keystream[n] as number));
  });
  const body = join(point, ...ciphertext);
  const type = "Envelope(uint32 slot,address batchKey,uint32 account,uint16 version,bytes body)";
  const struct = join(
    keccak(ascii(type)),
    field(bigEndian(slot, 4)),
    field(envelope.batchKey),
    field(bigEndian(account, 4)),
    field(bigEndian(version, 2)),
    keccak(body),
  );
  const digest = keccak(join(Uint8Array.of(0x19, 0x01), domainSeparator, keccak(struct)));
  return join(...head, body, signer.sign(digest));
}

/** Root of the keccak tree of depth 10 over envelopes. */
export function naiveEnvelopeRoot(suite: Suite, envelopes: readonly Uint8Array[]): Uint8Array {
  let row = envelopes.map((envelope) => suite.keccak(envelope));
  let unused: Uint8Array = new Uint8Array(32);
  for (let height = 0; height < 10; height++) {
    const pairs = Math.max(1, Math.ceil(row.length / 2));
    const below = row;
    const fill = unused;
    row = Array.from({ length: pairs }, (_, n) =>
      suite.keccak(join(below[2 * n] ?? fill, below[2 * n + 1] ?? fill)),
    );
    unused = suite.keccak(join(unused, unused));
  }
  return row[0] as Uint8Array;
}

/** Seed of the order of application: keccak(x ‖ envelopeRoot). */
export const naiveSeed = (suite: Suite, key: SlotKey, root: Uint8Array): Uint8Array =>
  suite.keccak(join(key.secret, root));

/** Signatures that have the wrong form, from one that is right: v, r = 0, s = 0, r ≥ n, s ≥ n, high s. */
export function malformedSignatures(signature: Uint8Array): Uint8Array[] {
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32, 64)];
  const v = signature[64] as number;
  const zero = new Uint8Array(32);
  const high = word(ORDER - toNumber(s));
  return [
    join(r, s, Uint8Array.of(26)),
    join(r, s, Uint8Array.of(29)),
    join(r, s, Uint8Array.of(v - 27)),
    join(zero, s, Uint8Array.of(v)),
    join(r, zero, Uint8Array.of(v)),
    join(word(ORDER), s, Uint8Array.of(v)),
    join(r, word(ORDER), Uint8Array.of(v)),
    join(r, high, Uint8Array.of(55 - v)),
  ];
}
