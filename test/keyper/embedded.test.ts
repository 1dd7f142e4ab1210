import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createNativeCrypto } from "../../circuits-free-verifier/crypto/native.ts";
import { bigintToBytes } from "../../circuits-free-verifier/protocol/bytes.ts";
import { certificateFault } from "../../circuits-free-verifier/protocol/certificate.ts";
import { KEY_SET_SLOTS } from "../../circuits-free-verifier/protocol/constants.ts";
import { envelopeTreeRoot } from "../../circuits-free-verifier/protocol/envelopeTree.ts";
import { verifyKeys } from "../../circuits-free-verifier/protocol/keySet.ts";
import { certificateDigest, keySetDigest } from "../../circuits-free-verifier/protocol/messages.ts";
import { keySigner } from "../../circuits-free-verifier/protocol/signature.ts";
import type { KeyperL1, Link } from "../../keyper/certifier.ts";
import { EmbeddedKeyper } from "../../keyper/embedded.ts";
import { KeyperRefusal } from "../../keyper/errors.ts";
import { KeyperStore } from "../../keyper/store.ts";
import { StoreError } from "../../storage/errors.ts";

const crypto = await createNativeCrypto();
const context = { crypto, domainSeparator: new Uint8Array(32).fill(9) };
const signer = keySigner(crypto, bigintToBytes(0x4e7f3n, 32));
const deployment = { genesisTime: 1_000, interval: 10, sealDelay: 60 };
const none = envelopeTreeRoot(crypto, []);

let directory = "";
let now = 0;
let draws = 0n;
let statuses: Map<number, ReturnType<KeyperL1["statusOf"]>>;
let store: KeyperStore;
let keyper: EmbeddedKeyper;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "walras-keyper-"));
  statuses = new Map();
  draws = 0n;
  now = 1_055_000;
  open();
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

function open(settlement = "0x01"): void {
  store = new KeyperStore({ path: join(directory, "k.db"), create: true, chainId: 1, settlement });
  keyper = new EmbeddedKeyper({
    deployment,
    context,
    signer,
    store,
    l1: { statusOf: (slot) => statuses.get(slot) ?? "sealed", lastCertified: () => 0 },
    random: () => crypto.keccak256(bigintToBytes(draws++, 32)),
    now: () => now,
  });
}

function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof KeyperRefusal) return error.reason;
    throw error;
  }
  return "none";
}

const certify = (slot: number, parent: number, root = none, envelopes: Uint8Array[] = []) =>
  keyper.certify({ slot, parent, root, envelopes });

const certified = (slot: number, certificate: Uint8Array): Link => ({
  slot,
  root: none,
  parent: 0,
  certificate,
});

describe("key sets", () => {
  test("hold 1,024 independent keys that prove themselves, registered by its signature", () => {
    const { first, root, signatures } = keyper.keySet(7);
    const digest = keySetDigest(context, { first, root });
    expect(certificateFault(crypto, digest, signatures, [signer.address], 1)).toBeUndefined();
    const certificate = certify(5, 0);
    const points = new Set<string>();
    for (let slot = 7; slot < 7 + KEY_SET_SLOTS; slot++) {
      const key = keyper.batchKey(7, slot);
      if (key === undefined) throw new RangeError(`no key of slot ${slot}`);
      points.add(Buffer.from(key.point).toString("hex"));
    }
    expect(points.size).toBe(KEY_SET_SLOTS);
    expect(keyper.batchKey(7, 6)).toBeUndefined();
    expect(keyper.batchKey(7, 7 + KEY_SET_SLOTS)).toBeUndefined();
    expect(keyper.batchKey(8, 9)).toBeUndefined();
    expect(refusalOf(() => keyper.open(7, certified(5, certificate)))).toBe("noKey");
  });

  test("leave out scalars that are none", () => {
    const zero = new Uint8Array(32);
    const above = new Uint8Array(32).fill(0xff);
    const draw = [zero, above];
    const odd = new EmbeddedKeyper({
      deployment,
      context,
      signer,
      store,
      l1: { statusOf: () => "sealed", lastCertified: () => 0 },
      random: () => draw.shift() ?? crypto.keccak256(bigintToBytes(draws++, 32)),
      now: () => now,
    });
    odd.keySet(1);
    expect(store.scalars(1)).toHaveLength(KEY_SET_SLOTS);
    expect(store.scalars(1)[0]).toEqual(crypto.keccak256(bigintToBytes(0n, 32)));
  });

  test("are drawn once: asked again, also after a restart, it gives the same", () => {
    const before = keyper.keySet(1);
    const key = keyper.batchKey(1, 500);
    store.close();
    open();
    expect(keyper.batchKey(1, 500)).toEqual(key);
    const after = keyper.keySet(1);
    expect(Buffer.from(after.root).equals(Buffer.from(before.root))).toBe(true);
  });

  test("of another settlement are refused", () => {
    store.close();
    expect(() => open("0x02")).toThrow(StoreError);
    open();
  });
});

describe("certifying", () => {
  test("gives one signature over slot, root and parent", () => {
    const bytes = certify(5, 0);
    const digest = certificateDigest(context, { slot: 5, root: none, parent: 0 });
    expect(certificateFault(crypto, digest, bytes, [signer.address], 1)).toBeUndefined();
  });

  test("gives the same again, even late, and never a second root or parent", () => {
    const bytes = certify(5, 0);
    store.close();
    now += 1_000_000;
    open();
    expect(certify(5, 0)).toEqual(bytes);
    const other = envelopeTreeRoot(crypto, [new Uint8Array(120)]);
    expect(refusalOf(() => certify(5, 0, other, [new Uint8Array(120)]))).toBe("secondRoot");
    expect(refusalOf(() => certify(5, 3))).toBe("wrongParent");
  });

  test("not before the close nor after the deadline", () => {
    now = 1_049_999;
    expect(refusalOf(() => certify(5, 0))).toBe("beforeClose");
    now = 1_110_001;
    expect(refusalOf(() => certify(5, 0))).toBe("afterDeadline");
    now = 1_110_000;
    expect(refusalOf(() => certify(5, 0))).toBe("none");
  });

  test("rising slots, each after the one before", () => {
    certify(4, 0);
    expect(refusalOf(() => certify(3, 0))).toBe("notRising");
    expect(refusalOf(() => certify(5, 0))).toBe("wrongParent");
    expect(refusalOf(() => certify(5, 3))).toBe("wrongParent");
    expect(refusalOf(() => certify(5, 4))).toBe("none");
  });

  test("past slots that L1 shows as lost, and only past those", () => {
    certify(2, 0);
    certify(3, 2);
    certify(4, 3);
    statuses.set(4, "lost").set(3, "pending");
    expect(refusalOf(() => certify(5, 2))).toBe("wrongParent");
    statuses.set(3, "lost");
    expect(refusalOf(() => certify(5, 3))).toBe("wrongParent");
    expect(refusalOf(() => certify(5, 2))).toBe("none");
  });

  test("only lists that L1 takes, and their root", () => {
    const short = [new Uint8Array(119)];
    expect(refusalOf(() => certify(5, 0, none, short))).toBe("wrongForm");
    const twice = [new Uint8Array(120), new Uint8Array(120)];
    expect(refusalOf(() => certify(5, 0, envelopeTreeRoot(crypto, twice), twice))).toBe(
      "wrongForm",
    );
    expect(refusalOf(() => certify(5, 0, none, [new Uint8Array(120)]))).toBe("wrongRoot");
  });

  test("is on the disk before the signature is given", () => {
    store.close();
    const written: string[] = [];
    store = new KeyperStore({
      path: join(directory, "k.db"),
      create: false,
      chainId: 1,
      settlement: "0x01",
      hook: {
        beforeCommit: () => {
          throw new RangeError("power cut");
        },
        afterCommit: (point) => written.push(point),
      },
    });
    const failing = new EmbeddedKeyper({
      deployment,
      context,
      signer,
      store,
      l1: { statusOf: () => "sealed", lastCertified: () => 0 },
      random: () => new Uint8Array(32),
      now: () => now,
    });
    const request = { slot: 5, parent: 0, root: none, envelopes: [] };
    expect(() => failing.certify(request)).toThrow("power cut");
    expect(written).toEqual([]);
  });
});

describe("opening", () => {
  test("shows x against the certificate, with what L1 checks it by", () => {
    const { first, root } = keyper.keySet(1);
    const certificate = certify(5, 0);
    const { x, shareAddresses, proof } = keyper.open(1, certified(5, certificate));
    const batchKey = crypto.addressOf(x) as Uint8Array;
    expect(keyper.batchKey(1, 5)).toEqual({ point: crypto.pointOf(x), address: batchKey });
    const keys = { slot: 5, batchKey, shares: shareAddresses };
    expect(verifyKeys(crypto, { first, root }, 1, keys, proof)).toBe(true);
  });

  test("not without a certificate, nor against a made-up one", () => {
    keyper.keySet(1);
    const other = certify(4, 0);
    expect(refusalOf(() => keyper.open(1, certified(5, other)))).toBe("notCertified");
    certify(5, 4);
    expect(refusalOf(() => keyper.open(1, certified(5, other)))).toBe("badCertificate");
    expect(refusalOf(() => keyper.open(1, certified(5, new Uint8Array(0))))).toBe("badCertificate");
  });
});
