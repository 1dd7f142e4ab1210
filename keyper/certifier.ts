import { equalBytes, toHex } from "#protocol/bytes";
import { certificateFault } from "#protocol/certificate";
import type { Deployment } from "#protocol/config";
import { encodePosted, envelopeTreeRoot } from "#protocol/envelopeTree";
import { EncodingError } from "#protocol/errors";
import { certificateDigest, type SigningContext } from "#protocol/messages";
import { type KeyperReason, KeyperRefusal } from "./errors.ts";

/** What the keyper itself sees of L1. */
export interface KeyperL1 {
  /** Whether a certified slot was sealed, can never be any more, or may still be. */
  statusOf(slot: number): "sealed" | "lost" | "pending";
  /** The newest certified slot that is sealed; 0 if none. */
  lastCertified(): number;
}

export interface StoredCertificate {
  readonly slot: number;
  readonly root: Uint8Array;
  readonly parent: number;
  /** This keyper's signature, laid out as a certificate. */
  readonly bytes: Uint8Array;
}

/** What this keyper ever signed. */
export interface SignedSlots {
  certificate(slot: number): StoredCertificate | undefined;
  /** Newest first. */
  certificates(): Iterable<StoredCertificate>;
}

export interface CertifyRequest {
  readonly slot: number;
  readonly root: Uint8Array;
  readonly parent: number;
  readonly envelopes: readonly Uint8Array[];
}

/** A slot with the certificate that a quorum gave it. */
export interface Link {
  readonly slot: number;
  readonly root: Uint8Array;
  readonly parent: number;
  readonly certificate: Uint8Array;
}

export interface CertifierParts {
  readonly deployment: Pick<Deployment, "genesisTime" | "interval" | "sealDelay">;
  readonly context: SigningContext;
  /** Of all keypers, 20 bytes each. */
  readonly keypers: readonly Uint8Array[];
  readonly quorum: number;
  /** Seconds after a slot's close in which its list is signed; never past L1's deadline. */
  readonly lateSeconds: number;
  readonly signed: SignedSlots;
  readonly l1: KeyperL1;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Judges what a keyper is asked to certify: one list for a slot, in time, as L1 takes it, behind all that it signed before. */
export class Certifier {
  readonly #parts: CertifierParts;

  constructor(parts: CertifierParts) {
    this.#parts = parts;
  }

  /**
   * The signature given before for the very same request; undefined where a first one may be given now.
   * @param links certificates of slots between those that this keyper knows and the parent
   * @throws KeyperRefusal
   */
  judge(request: CertifyRequest, links: readonly Link[] = []): Uint8Array | undefined {
    const signed = this.#parts.signed.certificate(request.slot);
    if (signed !== undefined) return sameAs(signed, request);
    this.#checkTime(request.slot);
    this.#checkPlace(request, links);
    this.#checkList(request);
    return undefined;
  }

  /** @throws KeyperRefusal unless a quorum certified just that */
  checkCertificate({ slot, root, parent, certificate }: Link): void {
    const { context, keypers, quorum } = this.#parts;
    const digest = certificateDigest(context, { slot, root, parent });
    const fault = certificateFault(context.crypto, digest, certificate, keypers, quorum);
    if (fault === undefined) return;
    throw new KeyperRefusal("badCertificate", slot, fault, `${quorum} keypers' signatures`);
  }

  #checkTime(slot: number): void {
    const { deployment, lateSeconds } = this.#parts;
    const { genesisTime, interval, sealDelay } = deployment;
    const now = this.#parts.now() / 1000;
    const close = genesisTime + slot * interval;
    if (now < close) throw new KeyperRefusal("beforeClose", slot, now, `at least ${close}`);
    if (now > close + sealDelay) {
      throw new KeyperRefusal("afterDeadline", slot, now, `at most ${close + sealDelay}`);
    }
    if (now > close + lateSeconds) {
      throw new KeyperRefusal("tooLate", slot, now, `at most ${close + lateSeconds}`);
    }
  }

  /** Slots rise, and each follows the one certified before, unless L1 has shown that that one can never be sealed. */
  #checkPlace({ slot, parent }: CertifyRequest, links: readonly Link[]): void {
    const base = this.#base(slot);
    let at = parent;
    while (at > base) {
      const link = links.find((one) => one.slot === at);
      if (link === undefined || link.parent >= at) break;
      this.checkCertificate(link);
      at = link.parent;
    }
    if (at !== base || parent >= slot) {
      throw new KeyperRefusal("wrongParent", slot, parent, String(base));
    }
  }

  /** The slot that whatever is signed next must descend from. */
  #base(slot: number): number {
    const { signed, l1 } = this.#parts;
    for (const earlier of signed.certificates()) {
      if (slot <= earlier.slot)
        throw new KeyperRefusal("notRising", slot, slot, `above ${earlier.slot}`);
      if (l1.statusOf(earlier.slot) !== "lost") return Math.max(earlier.slot, l1.lastCertified());
    }
    return l1.lastCertified();
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
}

/** Refusals for the clock's or L1's sake, or for what is still being made, end by themselves. */
const PASSING: ReadonlySet<KeyperReason> = new Set([
  "beforeClose",
  "afterDeadline",
  "tooLate",
  "wrongParent",
  "notReady",
  "tooFew",
]);

export const mayPass = (error: unknown): boolean =>
  error instanceof KeyperRefusal && PASSING.has(error.reason);

function sameAs(signed: StoredCertificate, { slot, root, parent }: CertifyRequest): Uint8Array {
  if (!equalBytes(signed.root, root)) {
    throw new KeyperRefusal("secondRoot", slot, toHex(root), toHex(signed.root));
  }
  if (signed.parent !== parent) {
    throw new KeyperRefusal("wrongParent", slot, parent, String(signed.parent));
  }
  return new Uint8Array(signed.bytes);
}
