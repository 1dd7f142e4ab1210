import { below, concatBytes, sized, viewOf } from "./bytes.ts";
import { ENVELOPE_BLOCKS, MAX_BLOCKS } from "./constants.ts";
import { cryptBlock } from "./envelope.ts";
import { EncodingError } from "./errors.ts";
import { type EnvelopeMessage, envelopeDigest, type SigningContext } from "./messages.ts";
import { encodeOperation, type Operation } from "./operation.ts";
import { isScalar, ONE } from "./scalar.ts";
import { SIGNATURE_BYTES, type Signer } from "./signature.ts";

export interface EnvelopeOrder {
  readonly slot: number;
  readonly account: number;
  /** Replaces every lower version of the same account and slot. */
  readonly version: number;
  /** 1 … 32, applied in this order; padded with `nop` to the next size an envelope may have. */
  readonly operations: readonly Operation[];
  /** Y, the slot's public key, 33 compressed bytes, checked against the registered key set by the caller. */
  readonly batchPoint: Uint8Array;
  /** r: 32 secret random bytes, never used again, not even for a replacement. */
  readonly random: Uint8Array;
}

/** An envelope that lacks only its signature. */
export interface EnvelopeDraft extends EnvelopeMessage {
  /** EIP-712, 32 bytes: what the account's signer signs. */
  readonly digest: Uint8Array;
}

/** Encrypts and signs operations for one slot; the trader's side of `parseEnvelope`. Throws EncodingError. */
export function sealEnvelope(
  context: SigningContext,
  order: EnvelopeOrder,
  signer: Signer,
): Uint8Array {
  const draft = draftEnvelope(context, order);
  return signedEnvelope(draft, signer.sign(draft.digest));
}

/** Encrypts operations for one slot, to be signed elsewhere. Throws EncodingError. */
export function draftEnvelope(context: SigningContext, order: EnvelopeOrder): EnvelopeDraft {
  const { slot, account, version } = order;
  const { batchKey, shared, point } = agree(context, order.batchPoint, order.random);
  below("slot", slot, 2 ** 32);
  below("account", account, 2 ** 32);
  below("version", version, 2 ** 16);
  const input = { slot, account, version, point };
  const blocks = padded(order.operations).map((operation, j) =>
    cryptBlock(context, input, shared, j, encodeOperation(operation)),
  );
  const message = { slot, batchKey, account, version, body: concatBytes(point, ...blocks) };
  return { ...message, digest: envelopeDigest(context, message) };
}

/** The envelope's bytes. Whose signature it is, and whether of this draft, is not judged. Throws EncodingError. */
export function signedEnvelope(draft: EnvelopeMessage, signature: Uint8Array): Uint8Array {
  const head = new Uint8Array(6);
  viewOf(head).setUint32(0, draft.account);
  viewOf(head).setUint16(4, draft.version);
  return concatBytes(head, draft.body, sized("signature", signature, SIGNATURE_BYTES));
}

/** U, address(S) and address(Y) of an agreement between a trader's r and a slot's Y. */
function agree(
  { crypto }: SigningContext,
  batchPoint: Uint8Array,
  random: Uint8Array,
): { batchKey: Uint8Array; shared: Uint8Array; point: Uint8Array } {
  const point = crypto.pointOf(sized("random scalar", random, 32));
  if (point === undefined || !isScalar(point.subarray(1))) {
    throw new EncodingError("random scalar", random, "in [1, n), with a point whose x is below n");
  }
  const batchKey = crypto.sharedAddress(batchPoint, ONE);
  const shared = crypto.sharedAddress(batchPoint, random);
  if (batchKey === undefined || shared === undefined) {
    throw new EncodingError("batch point", batchPoint, "33 bytes of a point whose x is below n");
  }
  return { batchKey, shared, point };
}

function padded(operations: readonly Operation[]): Operation[] {
  const blocks = ENVELOPE_BLOCKS.find((allowed) => allowed >= operations.length);
  if (blocks === undefined || operations.length === 0) {
    throw new EncodingError("operations", operations.length, `1 … ${MAX_BLOCKS}`);
  }
  const nops = Array.from({ length: blocks - operations.length }, () => ({ kind: "nop" }) as const);
  return [...operations, ...nops];
}
