import { below, concatBytes, equalBytes, sized, viewOf } from "./bytes.ts";
import { RECEIPT_BYTES } from "./constants.ts";
import { type ReceiptMessage, receiptDigest, type SigningContext } from "./messages.ts";
import { recoverSigner, SIGNATURE_BYTES, type Signer } from "./signature.ts";

/** The sequencer's signed promise to seal an envelope (PROTOCOL.md §4, "Receipt"). */
export interface Receipt extends ReceiptMessage {
  /** r ‖ s ‖ v. */
  readonly signature: Uint8Array;
}

const HASH_AT = 10;
const SIGNATURE_AT = HASH_AT + 32;

/** 107 fresh bytes. Throws EncodingError for a field that does not fit. */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const head = new Uint8Array(HASH_AT);
  const view = viewOf(head);
  view.setUint32(0, below("slot", receipt.slot, 2 ** 32));
  view.setUint32(4, below("account", receipt.account, 2 ** 32));
  view.setUint16(8, below("version", receipt.version, 2 ** 16));
  return concatBytes(
    head,
    sized("envelope hash", receipt.envelopeHash, 32),
    sized("signature", receipt.signature, SIGNATURE_BYTES),
  );
}

/** Undefined unless there are 107 bytes; the signature is not judged. */
export function decodeReceipt(bytes: Uint8Array): Receipt | undefined {
  if (bytes.length !== RECEIPT_BYTES) return undefined;
  const view = viewOf(bytes);
  return {
    slot: view.getUint32(0),
    account: view.getUint32(4),
    version: view.getUint16(8),
    envelopeHash: bytes.subarray(HASH_AT, SIGNATURE_AT),
    signature: bytes.subarray(SIGNATURE_AT),
  };
}

/** Signs a promise: the 107 bytes. */
export function issueReceipt(
  context: SigningContext,
  message: ReceiptMessage,
  sequencer: Signer,
): Uint8Array {
  const signature = sequencer.sign(receiptDigest(context, message));
  return encodeReceipt({ ...message, signature });
}

/** Whether the sequencer (20-byte address) gave this promise. */
export function isReceiptOf(
  context: SigningContext,
  receipt: Receipt,
  sequencer: Uint8Array,
): boolean {
  const recovered = recoverSigner(
    context.crypto,
    receiptDigest(context, receipt),
    receipt.signature,
  );
  return recovered !== undefined && equalBytes(recovered, sequencer);
}
