import { equalBytes, toHex } from "#protocol/bytes";
import { certificateFault, encodeCertificate } from "#protocol/certificate";
import type { Deployment } from "#protocol/config";
import { encodePosted, envelopeTreeRoot } from "#protocol/envelopeTree";
import { EncodingError } from "#protocol/errors";
import type { SlotKeys } from "#protocol/keySet";
import { certificateDigest, keySetDigest, type SigningContext } from "#protocol/messages";
import type { Signer } from "#protocol/signature";
import { type KeyperReason, KeyperRefusal } from "./errors.ts";
import { drawScalars, type KeySet, keySetOf, proofOf, type Randomness } from "./keySets.ts";
import type { KeyperStore, StoredCertificate } from "./store.ts";

/** What the keyper itself sees of L1. */
export interface KeyperL1 {
  /** Whether a certified slot was sealed, can never be any more, or may still be. */
  statusOf(slot: number): "sealed" | "lost" | "pending";
}

export interface EmbeddedKeyperParts {
  readonly deployment: Pick<Deployment, "genesisTime" | "interval" | "sealDelay">;
  readonly context: SigningContext;
  /** The only keyper of the deployment: n = t = q = 1. */
  readonly signer: Signer;
  readonly store: KeyperStore;
  readonly l1: KeyperL1;
  readonly random: Randomness;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export interface CertifyRequest {
  readonly slot: number;
  readonly root: Uint8Array;
  readonly parent: number;
  readonly envelopes: readonly Uint8Array[];
}

/** Key sets kept ready at once: the running one and the next. */
const MAX_LOADED_SETS = 2;

/**
 * One keyper within the sequencer's process. It trusts the sequencer with nothing: it signs one list for a slot, shows a
 * slot's scalar only against that signature, and writes down what it signs before the signature leaves.
 */
export class EmbeddedKeyper {
  readonly #parts: EmbeddedKeyperParts;
  readonly #loaded = new Map<number, KeySet>();

  constructor(parts: EmbeddedKeyperParts) {
    this.#parts = parts;
  }

  /** The public key of a slot in the key set that begins at `first`; undefined where there is none. */
  batchKey(first: number, slot: number): { point: Uint8Array; address: Uint8Array } | undefined {
    const set = this.#load(first);
    const point = set?.points[slot - first];
    const address = set?.keys[slot - first]?.batchKey;
    return point === undefined || address === undefined ? undefined : { point, address };
  }

  /** What proves a slot's public key against the root of the key set that begins at `first`. */
  proveKey(first: number, slot: number): { keys: SlotKeys; proof: Uint8Array[] } | undefined {
    const set = this.#load(first);
    const keys = set?.keys[slot - first];
    if (set === undefined || keys === undefined) return undefined;
    return { keys, proof: proofOf(this.#parts.context.crypto, set, slot) };
  }

  /** The key set from slot `first` with the signatures that register it; drawn and stored the first time. */
  keySet(first: number): { first: number; root: Uint8Array; signatures: Uint8Array } {
    const { context, store, random, signer } = this.#parts;
    const stored = store.keySet(first);
    if (stored !== undefined) return stored;
    const set = keySetOf(context.crypto, first, drawScalars(context.crypto, random));
    const signature = signer.sign(keySetDigest(context, { first, root: set.root }));
    const signatures = encodeCertificate([{ index: 0, signature }]);
    store.saveKeySet({ first, root: set.root, signatures }, set.scalars);
    this.#keep(set);
    return { first, root: set.root, signatures };
  }

  /**
   * The certificate of a slot; the same one whenever the same list is brought again.
   * @throws KeyperRefusal
   */
  certify(request: CertifyRequest): Uint8Array {
    const { context, store, signer } = this.#parts;
    const { slot, root, parent } = request;
    const signed = store.certificate(slot);
    if (signed !== undefined) return sameAs(signed, request);
    this.#checkTime(slot);
    this.#checkPlace(slot, parent);
    this.#checkList(request);
    const signature = signer.sign(certificateDigest(context, { slot, root, parent }));
    const bytes = encodeCertificate([{ index: 0, signature }]);
    store.saveCertificate({ slot, root, parent, bytes });
    return bytes;
  }

  /**
   * The slot's scalar and what L1 needs to check it.
   * @throws KeyperRefusal without a good certificate of the list that this keyper signed
   */
  open(
    first: number,
    slot: number,
    certificate: Uint8Array,
  ): { x: Uint8Array; shareAddresses: Uint8Array[]; proof: Uint8Array[] } {
    const { context, store, signer } = this.#parts;
    const signed = store.certificate(slot);
    if (signed === undefined) {
      throw new KeyperRefusal("notCertified", slot, "no record", "a list that it certified");
    }
    const digest = certificateDigest(context, signed);
    const fault = certificateFault(context.crypto, digest, certificate, [signer.address], 1);
    if (fault !== undefined)
      throw new KeyperRefusal("badCertificate", slot, fault, "its signature");
    const set = this.#load(first);
    const x = set?.scalars[slot - first];
    const keys = set?.keys[slot - first];
    if (set === undefined || x === undefined || keys === undefined) {
      throw new KeyperRefusal("noKey", slot, `key set ${first}`, "a key set that it made");
    }
    return { x, shareAddresses: [...keys.shares], proof: proofOf(context.crypto, set, slot) };
  }

  /** Its refusals for the clock's or L1's sake end by themselves. */
  mayPass(error: unknown): boolean {
    return error instanceof KeyperRefusal && PASSING.has(error.reason);
  }

  #checkTime(slot: number): void {
    const { genesisTime, interval, sealDelay } = this.#parts.deployment;
    const now = this.#parts.now() / 1000;
    const close = genesisTime + slot * interval;
    if (now < close) throw new KeyperRefusal("beforeClose", slot, now, `at least ${close}`);
    if (now > close + sealDelay) {
      throw new KeyperRefusal("afterDeadline", slot, now, `at most ${close + sealDelay}`);
    }
  }

  /** Slots rise, and each follows the one certified before, unless L1 has shown that that one can never be sealed. */
  #checkPlace(slot: number, parent: number): void {
    let expected = 0;
    for (const signed of this.#parts.store.certificates()) {
      if (slot <= signed.slot)
        throw new KeyperRefusal("notRising", slot, slot, `above ${signed.slot}`);
      if (this.#parts.l1.statusOf(signed.slot) === "lost") continue;
      expected = signed.slot;
      break;
    }
    if (parent !== expected) throw new KeyperRefusal("wrongParent", slot, parent, String(expected));
  }

  #checkList({ slot, root, envelopes }: CertifyRequest): void {
    try {
      encodePosted(envelopes);
    } catch (error) {
      if (!(error instanceof EncodingError)) throw error;
      throw new KeyperRefusal("wrongForm", slot, error.message, "rising accounts, 120,000 bytes");
    }
    const expected = envelopeTreeRoot(this.#parts.context.crypto, envelopes);
    if (!equalBytes(root, expected)) {
      throw new KeyperRefusal("wrongRoot", slot, toHex(root), toHex(expected));
    }
  }

  #load(first: number): KeySet | undefined {
    const loaded = this.#loaded.get(first);
    if (loaded !== undefined) return loaded;
    const scalars = this.#parts.store.scalars(first);
    if (scalars.length === 0) return undefined;
    const set = keySetOf(this.#parts.context.crypto, first, scalars);
    this.#keep(set);
    return set;
  }

  #keep(set: KeySet): void {
    this.#loaded.set(set.first, set);
    const oldest = Math.min(...this.#loaded.keys());
    if (this.#loaded.size > MAX_LOADED_SETS && oldest !== set.first) this.#loaded.delete(oldest);
  }
}

const PASSING: ReadonlySet<KeyperReason> = new Set(["beforeClose", "afterDeadline", "wrongParent"]);

function sameAs(signed: StoredCertificate, { slot, root, parent }: CertifyRequest): Uint8Array {
  if (!equalBytes(signed.root, root)) {
    throw new KeyperRefusal("secondRoot", slot, toHex(root), toHex(signed.root));
  }
  if (signed.parent !== parent) {
    throw new KeyperRefusal("wrongParent", slot, parent, String(signed.parent));
  }
  return new Uint8Array(signed.bytes);
}
