import { equalBytes } from "./bytes.ts";
import { decryptBlock, type Envelope, parseEnvelope, signerOf } from "./envelope.ts";
import { EncodingError } from "./errors.ts";
import type { SealFact } from "./facts.ts";
import type { SigningContext } from "./messages.ts";
import { OUTCOME, type Outcome } from "./outcomes.ts";
import { shuffleSeed } from "./shuffle.ts";

/** The envelopes of a sealed slot whose key is known. Curve operations are done once each, when first needed. */
export interface OpenedBatch {
  /** Element i: sealed index of the envelope that position i applies. */
  readonly order: Uint32Array;
  envelope(sealed: number): OpenedEnvelope;
}

export interface OpenedEnvelope {
  readonly account: number;
  /** m */
  readonly blocks: number;
  /** *applied*, *badSignature* or *badPoint*, if the account's signer is the given 20-byte address. */
  verify(signer: Uint8Array): Outcome;
  /** Operation block `j` of an envelope that was verified as *applied*. */
  block(j: number): Uint8Array;
}

const opened = new WeakMap<SigningContext, WeakMap<SealFact, OpenedBatch>>();

/** Throws EncodingError for a seal without a key in [1, n) or with a malformed envelope; L1 takes neither. */
export function openedBatch(context: SigningContext, seal: SealFact): OpenedBatch {
  let batches = opened.get(context);
  if (batches === undefined) {
    batches = new WeakMap();
    opened.set(context, batches);
  }
  let batch = batches.get(seal);
  if (batch === undefined) {
    batch = open(context, seal);
    batches.set(seal, batch);
  }
  return batch;
}

function open(context: SigningContext, seal: SealFact): OpenedBatch {
  const { crypto } = context;
  const key = seal.key instanceof Uint8Array ? seal.key : undefined;
  const batchKey = key === undefined ? undefined : crypto.addressOf(key);
  if (key === undefined || batchKey === undefined) {
    throw new EncodingError(`key of slot ${seal.slot}`, seal.key, "a scalar in [1, n)");
  }
  const keys: Keys = { slot: seal.slot, key, batchKey };
  const envelopes: OpenedEnvelope[] = [];
  return {
    order: crypto.shuffle(seal.envelopes.length, shuffleSeed(crypto, key, seal.root)),
    envelope(sealed) {
      const known = envelopes[sealed];
      if (known !== undefined) return known;
      const bytes = seal.envelopes[sealed];
      const envelope = bytes === undefined ? undefined : parseEnvelope(bytes);
      if (envelope === undefined) {
        throw new EncodingError(
          `envelope ${sealed} of slot ${seal.slot}`,
          bytes,
          "104 + 16·m bytes",
        );
      }
      const fresh = openedEnvelope(context, envelope, keys);
      envelopes[sealed] = fresh;
      return fresh;
    },
  };
}

interface Keys {
  readonly slot: number;
  readonly key: Uint8Array;
  readonly batchKey: Uint8Array;
}

function openedEnvelope(context: SigningContext, envelope: Envelope, keys: Keys): OpenedEnvelope {
  const { slot, key, batchKey } = keys;
  const signedBy = once(() => signerOf(context, envelope, slot, batchKey));
  const shared = once(() => context.crypto.sharedAddress(envelope.point, key));
  return {
    account: envelope.account,
    blocks: envelope.blocks,
    verify(signer) {
      const recovered = signedBy();
      if (recovered === undefined || !equalBytes(recovered, signer)) return OUTCOME.badSignature;
      return shared() === undefined ? OUTCOME.badPoint : OUTCOME.applied;
    },
    block(j) {
      const address = shared();
      if (address === undefined) throw new EncodingError("point", envelope.point, "a usable point");
      return decryptBlock(context, envelope, slot, address, j);
    },
  };
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
