import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bigintToBytes, bytesToBigint, hexToBytes, toHex } from "#protocol/bytes";
import { CURVE_ORDER } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { createNativeCrypto } from "../../circuits-free-verifier/crypto/native.ts";
import { createPureCrypto } from "../../circuits-free-verifier/crypto/pure.ts";
import { onCurveFrom } from "../vectors/curve.ts";
import { IMPLEMENTATIONS } from "./vectorFile.ts";

const native = await createNativeCrypto();
const pure = createPureCrypto();
const word = (value: bigint): Uint8Array => bigintToBytes(value, 32);
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const edges = [0n, 1n, CURVE_ORDER - 1n, CURVE_ORDER, CURVE_ORDER + 1n, 2n ** 256n - 1n].map(word);
const anyScalar = fc.oneof(bytes32, fc.constantFrom(...edges));

/** address(scalar·point) as L1 computes it: by ecrecover of an empty message. */
function byRecovery(crypto: Crypto, point: Uint8Array, scalar: Uint8Array): Uint8Array | undefined {
  const x = point.subarray(1);
  const s = (bytesToBigint(scalar) * bytesToBigint(x)) % CURVE_ORDER;
  return crypto.recover(new Uint8Array(32), (point[0] ?? 0) + 25, x, word(s));
}

describe.each(IMPLEMENTATIONS)("%s", (name, crypto) => {
  test("says what it is", () => {
    expect(crypto.name).toBe(name);
  });

  test("hashes as published", () => {
    expect(toHex(crypto.keccak256(new Uint8Array()))).toBe(
      "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    );
    expect(toHex(crypto.sha256(new Uint8Array()))).toBe(
      "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });

  test("gives fresh hashes", () => {
    const first = crypto.keccak256(Uint8Array.of(1));
    const kept = first.slice();
    crypto.keccak256(Uint8Array.of(2));
    expect(first).toEqual(kept);
  });

  test("knows the address and point of the private key 1", () => {
    const key = word(1n);
    expect(toHex(crypto.addressOf(key) ?? new Uint8Array())).toBe(
      "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf",
    );
    expect(toHex(crypto.pointOf(key) ?? new Uint8Array())).toBe(
      "0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    );
  });

  test.each([0n, CURVE_ORDER, CURVE_ORDER + 1n, 2n ** 256n - 1n])("refuses the key %s", (key) => {
    expect(crypto.addressOf(word(key))).toBeUndefined();
    expect(crypto.pointOf(word(key))).toBeUndefined();
  });

  test("takes a scalar modulo the order, as mulmod does on L1", () => {
    const point = crypto.pointOf(word(5n)) ?? new Uint8Array();
    expect(crypto.sharedAddress(point, word(CURVE_ORDER + 3n))).toEqual(
      crypto.sharedAddress(point, word(3n)),
    );
    expect(crypto.sharedAddress(point, word(CURVE_ORDER))).toBeUndefined();
    expect(crypto.sharedAddress(point, word(0n))).toBeUndefined();
  });

  test("refuses a point whose x is n or more, though it lies on the curve", () => {
    let x = CURVE_ORDER;
    for (let n = 0; n < 8; n++) {
      x = onCurveFrom(x);
      for (const prefix of [2, 3]) {
        const point = Uint8Array.of(prefix, ...word(x));
        expect(crypto.sharedAddress(point, word(7n))).toBeUndefined();
      }
      x += 1n;
    }
  });

  test.each([0, 32, 34, 65])("refuses a point of %i bytes", (length) => {
    expect(crypto.sharedAddress(new Uint8Array(length).fill(2), word(1n))).toBeUndefined();
  });

  test("multiplies points exactly as ecrecover on L1 does", () => {
    const anyPoint = fc.oneof(
      fc.tuple(fc.constantFrom(2, 3), bytes32),
      fc.tuple(fc.integer({ min: 0, max: 255 }), anyScalar),
      fc.tuple(
        fc.constantFrom(2, 3),
        fc.nat(100).map((x) => word(onCurveFrom(BigInt(x)))),
      ),
    );
    fc.assert(
      fc.property(anyPoint, anyScalar, ([prefix, x], scalar) => {
        const point = Uint8Array.of(prefix, ...x);
        expect(crypto.sharedAddress(point, scalar)).toEqual(byRecovery(crypto, point, scalar));
      }),
      { numRuns: 100 },
    );
  });

  test("agrees with itself on both sides of a shared secret", () => {
    fc.assert(
      fc.property(bytes32, bytes32, (r, x) => {
        const left = crypto.sharedAddress(crypto.pointOf(r) ?? new Uint8Array(), x);
        const right = crypto.sharedAddress(crypto.pointOf(x) ?? new Uint8Array(), r);
        expect(left).toEqual(right);
      }),
      { numRuns: 20 },
    );
  });

  test("throws for a digest or a scalar of another length", () => {
    const one = word(1n);
    expect(() => crypto.recover(new Uint8Array(31), 27, one, one)).toThrow(/digest: got 31 bytes/);
    const point = crypto.pointOf(one) ?? new Uint8Array();
    expect(() => crypto.sharedAddress(point, new Uint8Array(33))).toThrow(/scalar: got 33 bytes/);
  });
});

describe("native and pure", () => {
  test("sign alike and recover the signer", () => {
    fc.assert(
      fc.property(bytes32, bytes32, (digest, key) => {
        const signature = native.sign(digest, key);
        expect(pure.sign(digest, key)).toEqual(signature);
        const [r, s, v] = [signature.slice(0, 32), signature.slice(32, 64), signature[64] ?? 0];
        expect(native.recover(digest, v, r, s)).toEqual(native.addressOf(key));
        expect(pure.recover(digest, v, r, s)).toEqual(native.addressOf(key));
      }),
      { numRuns: 50 },
    );
  });

  test("recover alike from any bytes", () => {
    fc.assert(
      fc.property(bytes32, fc.integer({ min: 25, max: 31 }), anyScalar, anyScalar, (d, v, r, s) => {
        expect(pure.recover(d, v, r, s)).toEqual(native.recover(d, v, r, s));
      }),
      { numRuns: 200 },
    );
  });

  test("hash alike", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (data) => {
        expect(pure.keccak256(data)).toEqual(native.keccak256(data));
        expect(pure.sha256(data)).toEqual(native.sha256(data));
      }),
      { numRuns: 100 },
    );
  });

  test("recover a known signature of Ethereum's test suite", () => {
    const digest = hexToBytes("0x456e9aea5e197a1f1af7a3e85a3212fa4049a3ba34c2289b4c860fc0b0c64ef3");
    const r = hexToBytes("0x9242685bf161793cc25603c231bc2f568eb630ea16aa137d2664ac8038825608");
    const s = hexToBytes("0x4f8ae3bd7535248d0bd448298cc2e2071e56992d0774dc340c368ae950852ada");
    for (const crypto of [native, pure]) {
      expect(toHex(crypto.recover(digest, 28, r, s) ?? new Uint8Array())).toBe(
        "0x7156526fbd7a3c72969b54f64e42c10fbb768c8a",
      );
    }
  });
});

test("loading takes the native implementation where there is one, silently", async () => {
  const lines: string[] = [];
  const crypto = await loadCrypto((line) => lines.push(line));
  expect(crypto.name).toBe("native");
  expect(lines).toEqual([]);
});
