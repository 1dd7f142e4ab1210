import { bigintToBytes, bytesToBigint, concatBytes, toHex } from "#protocol/bytes";
import { certificateFault, encodeCertificate } from "#protocol/certificate";
import { CURVE_ORDER } from "#protocol/constants";
import { certificateDigest } from "#protocol/messages";
import { keySigner, type Signer } from "#protocol/signature";
import { bytesFrom, type Case, context, crypto, DOMAIN, type Vectors } from "./source.ts";

const KEYPERS = Array.from({ length: 5 }, (_, n) => keySigner(crypto, bytesFrom(`keyper ${n}`)));
const QUORUM = 4;
const message = { slot: 9, root: bytesFrom("root"), parent: 7 };
const digest = certificateDigest(context, message);

function entry(index: number, signer: Signer, over = digest): Uint8Array {
  return concatBytes(Uint8Array.of(index), signer.sign(over));
}

function entries(...indices: readonly number[]): Uint8Array {
  return concatBytes(...indices.map((index) => entry(index, KEYPERS[index] as Signer)));
}

function signedBy(...indices: readonly number[]): Uint8Array {
  const signatures = indices.map((index) => ({
    index,
    signature: (KEYPERS[index] as Signer).sign(digest),
  }));
  return encodeCertificate(signatures);
}

/** The first signature with other bytes in place of r, s or v. */
function withFirst(change: { r?: Uint8Array; s?: Uint8Array; v?: number }): Uint8Array {
  const whole = signedBy(0, 1, 2, 3);
  if (change.r) whole.set(change.r, 1);
  if (change.s) whole.set(change.s, 33);
  if (change.v !== undefined) whole[65] = change.v;
  return whole;
}

function row(name: string, certificate: Uint8Array): Case {
  const keypers = KEYPERS.map(({ address }) => address);
  const fault = certificateFault(crypto, digest, certificate, keypers, QUORUM);
  return { name, certificate: toHex(certificate), fault: fault ?? "" };
}

export function certificates(): Vectors {
  const good = signedBy(0, 1, 2, 3);
  const s = bytesToBigint(good.slice(33, 65));
  const v = good[65] ?? 0;
  const zero = new Uint8Array(32);
  const otherSlot = certificateDigest(context, { ...message, slot: 10 });
  const otherRoot = certificateDigest(context, { ...message, root: bytesFrom("fork") });
  const otherParent = certificateDigest(context, { ...message, parent: 8 });
  const first = KEYPERS[0] as Signer;
  const rest = entries(1, 2, 3);
  const cases = [
    row("keypers 0 1 2 3", good),
    row("keypers 1 2 3 4", signedBy(1, 2, 3, 4)),
    row("keypers 0 2 3 4, signed in another order", signedBy(4, 0, 3, 2)),
    row("empty", new Uint8Array()),
    row("one signature too few", signedBy(0, 1, 2)),
    row("one signature too many", signedBy(0, 1, 2, 3, 4)),
    row("a byte short", good.slice(0, -1)),
    row("a byte over", concatBytes(good, Uint8Array.of(0))),
    row("a keyper twice", entries(0, 0, 1, 2)),
    row("falling", entries(1, 0, 2, 3)),
    row("falling at last", entries(0, 1, 3, 2)),
    row("keyper 5 of 5", concatBytes(entries(0, 1, 2), entry(5, first))),
    row("keyper 255", concatBytes(entries(0, 1, 2), entry(255, first))),
    row("one keyper for another", concatBytes(entry(0, KEYPERS[4] as Signer), rest)),
    row("over another slot", concatBytes(entry(0, first, otherSlot), rest)),
    row("over another root", concatBytes(entry(0, first, otherRoot), rest)),
    row("over another parent", concatBytes(entry(0, first, otherParent), rest)),
    row("r = 0", withFirst({ r: zero })),
    row("r = n", withFirst({ r: bigintToBytes(CURVE_ORDER, 32) })),
    row("s = 0", withFirst({ s: zero })),
    row("s = n", withFirst({ s: bigintToBytes(CURVE_ORDER, 32) })),
    row("high s", withFirst({ s: bigintToBytes(CURVE_ORDER - s, 32), v: 55 - v })),
    row("the other v", withFirst({ v: 55 - v })),
    row("v = 0", withFirst({ v: 0 })),
    row("v = 1", withFirst({ v: 1 })),
    row("v = 29", withFirst({ v: 29 })),
  ];
  return {
    ...DOMAIN,
    slot: message.slot,
    root: toHex(message.root),
    parent: message.parent,
    digest: toHex(digest),
    keypers: KEYPERS.map(({ address }) => toHex(address)),
    quorum: QUORUM,
    cases,
  };
}
