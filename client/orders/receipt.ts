import { equalBytes, hexToBytes, toHex } from "#protocol/bytes";
import { parseEnvelope } from "#protocol/envelope";
import { envelopeHash } from "#protocol/envelopeTree";
import { decodeReceipt, isReceiptOf } from "#protocol/receipt";
import { ReceiptError } from "../errors.ts";
import type { Facts } from "../l1/exchange.ts";

/** What a good receipt promises: that this envelope, or a later version of it, is sealed in this slot. */
export interface Promised {
  readonly slot: number;
  readonly account: number;
  readonly version: number;
}

/** Throws ReceiptError unless the bytes are the sequencer's promise to seal just this envelope. */
export function checkReceipt(
  { context, deployment }: Facts,
  bytes: Uint8Array,
  envelope: Uint8Array,
  slot?: number,
): Promised {
  const receipt = decodeReceipt(bytes);
  if (receipt === undefined)
    throw new ReceiptError("receipt", `${bytes.length} bytes`, "107 bytes");
  const parsed = parseEnvelope(envelope);
  if (parsed === undefined) {
    throw new ReceiptError("envelope", `${envelope.length} bytes`, "104 + 16·m bytes");
  }
  const { account, version } = parsed;
  const expected = { slot: slot ?? receipt.slot, account, version };
  for (const field of ["slot", "account", "version"] as const) {
    if (receipt[field] === expected[field]) continue;
    throw new ReceiptError(`${field} of the receipt`, `${receipt[field]}`, `${expected[field]}`);
  }
  const hash = envelopeHash(context.crypto, envelope);
  if (!equalBytes(receipt.envelopeHash, hash)) {
    throw new ReceiptError("envelope of the receipt", toHex(receipt.envelopeHash), toHex(hash));
  }
  if (!isReceiptOf(context, receipt, hexToBytes(deployment.sequencer, 20))) {
    const signer = `the signature of the sequencer ${deployment.sequencer}`;
    throw new ReceiptError("signer of the receipt", "another's or none", signer);
  }
  return expected;
}
