import { randomBytes } from "node:crypto";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { equalBytes, hexToBytes, toHex } from "#protocol/bytes";
import { envelopeHash } from "#protocol/envelopeTree";
import { WalrasError } from "#protocol/errors";
import { type KeySetRoot, type SlotKeys, verifyKeys } from "#protocol/keySet";
import type { SigningContext } from "#protocol/messages";
import type { Operation } from "#protocol/operation";
import { decodeReceipt, isReceiptOf } from "#protocol/receipt";
import { ONE } from "#protocol/scalar";
import { sealEnvelope } from "#protocol/sealEnvelope";
import { keySigner, type Signer } from "#protocol/signature";

/** A party with a key of its own, which owns an account on the rollup and signs for it. */
export interface Trader {
  readonly userId: string;
  readonly address: Hex;
  readonly privateKey: Hex;
  readonly signer: Signer;
  /** Known once registered. */
  account: number;
}

/** The sequencer promised something else than it was asked for. */
export class BadReceipt extends WalrasError {
  constructor(userId: string, given: string, expected: string) {
    super("badReceipt", `receipt of ${userId}`, given, expected);
  }
}

export function newTrader(context: SigningContext, userId: string): Trader {
  const key = randomBytes(32);
  const signer = keySigner(context.crypto, key);
  const privateKey = toHex(key);
  const { address } = privateKeyToAccount(privateKey);
  return { userId, address, privateKey, signer, account: 0 };
}

/** A public key that nobody registered: envelopes sealed to it could be read by whoever gave it. */
export class UnprovenKey extends WalrasError {
  constructor(slot: number, given: string) {
    super("unprovenKey", `public key of slot ${slot}`, given, "a key of the set registered on L1");
  }
}

/** Throws UnprovenKey unless the point is the slot's in the key set that L1 registered. */
export function checkKey(
  { crypto }: SigningContext,
  keypers: number,
  set: KeySetRoot | undefined,
  point: Uint8Array,
  slot: number,
  shown: { readonly keys: SlotKeys; readonly proof: readonly Uint8Array[] } | undefined,
): void {
  if (set === undefined) throw new UnprovenKey(slot, "no key set on L1");
  if (shown === undefined) throw new UnprovenKey(slot, "no proof");
  const address = crypto.sharedAddress(point, ONE);
  const { keys, proof } = shown;
  if (address === undefined || keys.slot !== slot || !equalBytes(address, keys.batchKey)) {
    throw new UnprovenKey(slot, `the proof of slot ${keys.slot} and another key`);
  }
  if (!verifyKeys(crypto, set, keypers, keys, proof)) throw new UnprovenKey(slot, "a wrong proof");
}

/** Encrypts and signs operations for a slot, on the trader's side. */
export function sealFor(
  context: SigningContext,
  trader: Trader,
  slot: number,
  batchPoint: Uint8Array,
  operations: readonly Operation[],
): Uint8Array {
  const { account, signer } = trader;
  const random = randomBytes(32);
  const order = { slot, account, version: 0, operations, batchPoint, random };
  return sealEnvelope(context, order, signer);
}

/** Throws BadReceipt unless the bytes are the sequencer's promise to seal just this envelope in this slot. */
export function checkReceipt(
  context: SigningContext,
  sequencer: string,
  { userId, account }: Trader,
  slot: number,
  envelope: Uint8Array,
  bytes: Uint8Array,
): void {
  const receipt = decodeReceipt(bytes);
  if (receipt === undefined) throw new BadReceipt(userId, `${bytes.length} bytes`, "107 bytes");
  if (receipt.slot !== slot || receipt.account !== account || receipt.version !== 0) {
    const given = `slot ${receipt.slot}, account ${receipt.account}, version ${receipt.version}`;
    throw new BadReceipt(userId, given, `slot ${slot}, account ${account}, version 0`);
  }
  const hash = envelopeHash(context.crypto, envelope);
  if (!equalBytes(receipt.envelopeHash, hash)) {
    throw new BadReceipt(userId, toHex(receipt.envelopeHash), toHex(hash));
  }
  if (!isReceiptOf(context, receipt, hexToBytes(sequencer))) {
    throw new BadReceipt(userId, "another signer", `the sequencer ${sequencer}`);
  }
}
