import { bigintToBytes, bytesToBigint, concatBytes, toHex } from "#protocol/bytes";
import { CURVE_ORDER } from "#protocol/constants";
import { type ReceiptMessage, receiptDigest } from "#protocol/messages";
import { decodeReceipt, isReceiptOf, issueReceipt } from "#protocol/receipt";
import { keySigner } from "#protocol/signature";
import {
  bytesFrom,
  type Case,
  context,
  crypto,
  DOMAIN,
  type Vectors,
  ZERO_WORD,
} from "./source.ts";

const sequencer = keySigner(crypto, bytesFrom("sequencer"));
const message = { slot: 9, account: 41, version: 3, envelopeHash: bytesFrom("an envelope") };
const receiptOf = (change: Partial<ReceiptMessage> = {}): Uint8Array =>
  issueReceipt(context, { ...message, ...change }, sequencer);

function row(name: string, bytes: Uint8Array): Case {
  const receipt = decodeReceipt(bytes);
  return {
    name,
    receipt: toHex(bytes),
    slot: receipt?.slot ?? 0,
    account: receipt?.account ?? 0,
    version: receipt?.version ?? 0,
    envelopeHash: receipt === undefined ? ZERO_WORD : toHex(receipt.envelopeHash),
    digest: receipt === undefined ? ZERO_WORD : toHex(receiptDigest(context, receipt)),
    good: receipt !== undefined && isReceiptOf(context, receipt, sequencer.address),
  };
}

export function receipts(): Vectors {
  const good = receiptOf();
  const changed = (at: number, byte: number): Uint8Array =>
    good.map((old, n) => (n === at ? byte : old));
  const highS = bigintToBytes(CURVE_ORDER - bytesToBigint(good.slice(74, 106)), 32);
  const otherV = 55 - (good[106] ?? 0);
  const stranger = keySigner(crypto, bytesFrom("stranger"));
  const cases = [
    row("good", good),
    row(
      "good, smallest",
      receiptOf({ slot: 0, account: 0, version: 0, envelopeHash: new Uint8Array(32) }),
    ),
    row("good, widest", receiptOf({ slot: 2 ** 32 - 1, account: 2 ** 32 - 1, version: 65_535 })),
    row("empty", new Uint8Array()),
    row("a byte short", good.slice(0, -1)),
    row("a byte over", concatBytes(good, Uint8Array.of(0))),
    row("another's signature", issueReceipt(context, message, stranger)),
    row("slot changed", changed(3, 10)),
    row("account changed", changed(7, 40)),
    row("version changed", changed(9, 4)),
    row("hash changed", changed(10, (good[10] ?? 0) ^ 1)),
    row("the other v", changed(106, otherV)),
    row("v = 0", changed(106, 0)),
    row("r = 0", concatBytes(good.slice(0, 42), new Uint8Array(32), good.slice(74))),
    row("s = 0", concatBytes(good.slice(0, 74), new Uint8Array(32), good.slice(106))),
    row("high s", concatBytes(good.slice(0, 74), highS, Uint8Array.of(otherV))),
  ];
  return { ...DOMAIN, sequencer: toHex(sequencer.address), cases };
}
