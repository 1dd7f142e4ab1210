import { encodeCertificate } from "#protocol/certificate";
import type { Deployment } from "#protocol/config";
import type { SlotKeys } from "#protocol/keySet";
import { certificateDigest, keySetDigest, type SigningContext } from "#protocol/messages";
import type { Signer } from "#protocol/signature";
import { Certifier, type CertifyRequest, type KeyperL1, type Link, mayPass } from "./certifier.ts";
import { KeyperRefusal } from "./errors.ts";
import { drawScalars, type KeySet, keySetOf, proofOf, type Randomness } from "./keySets.ts";
import type { KeyperStore } from "./store.ts";

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

/** Key sets kept ready at once: the running one and the next. */
const MAX_LOADED_SETS = 2;

/**
 * One keyper within the sequencer's process. It trusts the sequencer with nothing: it signs one list for a slot, shows a
 * slot's scalar only against that signature, and writes down what it signs before the signature leaves.
 */
export class EmbeddedKeyper {
  readonly #parts: EmbeddedKeyperParts;
  readonly #loaded = new Map<number, KeySet>();

  readonly #certifier: Certifier;

  constructor(parts: EmbeddedKeyperParts) {
    const { deployment, signer, store } = parts;
    this.#parts = parts;
    this.#certifier = new Certifier({
      ...parts,
      keypers: [signer.address],
      quorum: 1,
      lateSeconds: deployment.sealDelay,
      signed: store,
    });
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
    const given = this.#certifier.judge(request);
    if (given !== undefined) return given;
    const { slot, root, parent } = request;
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
    certified: Link,
  ): { x: Uint8Array; shareAddresses: Uint8Array[]; proof: Uint8Array[] } {
    const { context, store } = this.#parts;
    const { slot } = certified;
    const signed = store.certificate(slot);
    if (signed === undefined) {
      throw new KeyperRefusal("notCertified", slot, "no record", "a list that it certified");
    }
    this.#certifier.checkCertificate({ ...signed, certificate: certified.certificate });
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
    return mayPass(error);
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
