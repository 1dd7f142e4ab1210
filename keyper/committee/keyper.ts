import { equalBytes, toHex } from "#protocol/bytes";
import { encodeCertificate } from "#protocol/certificate";
import { certificateDigest, keySetDigest, type SigningContext } from "#protocol/messages";
import type { Signer } from "#protocol/signature";
import type { CertifierParts } from "../certifier.ts";
import { Certifier, type CertifyRequest, type Link, type StoredCertificate } from "../certifier.ts";
import type { KeyMaterial, PublicKeys } from "../dkg/keyMaterial.ts";
import { KeyperRefusal } from "../errors.ts";
import type { CommitteeStore } from "./store.ts";

export interface CommitteeKeyperParts
  extends Pick<CertifierParts, "deployment" | "keypers" | "quorum" | "lateSeconds" | "l1" | "now"> {
  readonly context: SigningContext;
  readonly index: number;
  readonly signer: Signer;
  readonly store: Pick<
    CommitteeStore,
    "certificate" | "certificates" | "sign" | "keySets" | "keySet"
  >;
  /** The root that L1 registered for the keys of a slot, and where its set begins. */
  readonly registered: (slot: number) => Pick<PublicKeys, "first" | "root"> | undefined;
}

/** A key set that this keyper would have registered, by its signature. */
export interface OfferedKeySet {
  readonly first: number;
  readonly root: Uint8Array;
  readonly signature: Uint8Array;
}

/** Key sets whose secrets are in memory: the running one and the next. */
const MAX_LOADED_SETS = 2;

/** What one keyper of a committee signs and shows, and on what terms. It trusts nobody who asks. */
export class CommitteeKeyper {
  readonly #parts: CommitteeKeyperParts;
  readonly #certifier: Certifier;
  readonly #loaded = new Map<string, KeyMaterial>();

  constructor(parts: CommitteeKeyperParts) {
    this.#parts = parts;
    this.#certifier = new Certifier({ ...parts, signed: parts.store });
  }

  /**
   * Its signature of a slot's list, on the disk before it leaves; the same one whenever the same list is brought again.
   * @param posted the envelopes as they are posted
   * @throws KeyperRefusal
   */
  certify(request: CertifyRequest, posted: Uint8Array, links: readonly Link[]): Uint8Array {
    const { context, store, signer, index } = this.#parts;
    const given = this.#certifier.judge(request, links);
    if (given !== undefined) return given;
    const { slot, root, parent } = request;
    const signature = signer.sign(certificateDigest(context, { slot, root, parent }));
    const bytes = encodeCertificate([{ index, signature }]);
    store.sign({ slot, root, parent, bytes }, posted);
    return bytes;
  }

  /** What it signed of a slot. @throws KeyperRefusal */
  signed(slot: number): StoredCertificate {
    const signed = this.#parts.store.certificate(slot);
    if (signed !== undefined) return signed;
    throw new KeyperRefusal("notCertified", slot, "no record", "a slot that it signed");
  }

  /**
   * Its share of the slot's scalar, 32 bytes.
   * @throws KeyperRefusal without a quorum's certificate, or against what it signed itself
   */
  release(certified: Link): Uint8Array {
    const { slot, root } = certified;
    const { store, registered } = this.#parts;
    this.#certifier.checkCertificate(certified);
    const signed = store.certificate(slot);
    if (signed !== undefined && !equalBytes(signed.root, root)) {
      throw new KeyperRefusal("secondRoot", slot, toHex(root), toHex(signed.root));
    }
    const set = registered(slot);
    if (set === undefined) throw new KeyperRefusal("notReady", slot, "no set", "one on L1");
    const shares = this.#load(set.first, set.root)?.shares;
    if (shares === undefined) {
      throw new KeyperRefusal("noKey", slot, `key set ${set.first}`, "one that it holds shares of");
    }
    const at = 32 * (slot - set.first);
    return shares.slice(at, at + 32);
  }

  /** The sets it holds that begin at `from` or later, with its signatures. */
  offers(from: number): OfferedKeySet[] {
    const { context, signer, store } = this.#parts;
    return store
      .keySets()
      .filter(({ first }) => first >= from)
      .map(({ first, root }) => ({
        first,
        root,
        signature: signer.sign(keySetDigest(context, { first, root })),
      }));
  }

  /** @throws KeyperRefusal */
  publicKeys(first: number, root: Uint8Array): PublicKeys {
    const keys = this.#load(first, root);
    if (keys !== undefined) return keys;
    throw new KeyperRefusal("noKey", first, toHex(root), "the root of a set that it holds");
  }

  #load(first: number, root: Uint8Array): KeyMaterial | undefined {
    const name = `${first} ${toHex(root)}`;
    const loaded = this.#loaded.get(name) ?? this.#parts.store.keySet(first, root);
    if (loaded === undefined) return undefined;
    this.#loaded.delete(name);
    this.#loaded.set(name, loaded);
    const [oldest] = this.#loaded.keys();
    if (this.#loaded.size > MAX_LOADED_SETS && oldest !== undefined) this.#loaded.delete(oldest);
    return loaded;
  }
}
