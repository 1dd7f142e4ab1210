import type { Deployment } from "#protocol/config";
import type { SigningContext } from "#protocol/messages";
import { askKeyper, KeyperSilent } from "./askKeyper.ts";
import { type Certified, certify, keyperOf, type SignedLink } from "./certified.ts";
import type { ShownCertificate } from "./shown.ts";

export interface CertificateParts {
  readonly context: SigningContext;
  readonly deployment: Deployment;
  /** Of the keypers' APIs. */
  readonly keypers: readonly string[];
  readonly shown: readonly ShownCertificate[];
  /** Told of each keyper and each signature that was of no use. */
  note(line: string): void;
}

/** Certificates of slots, from what is shown and what the keypers say; each slot is asked for once. */
export class Certificates {
  readonly #parts: CertificateParts;
  readonly #asked = new Map<number, Promise<Certified | undefined>>();

  constructor(parts: CertificateParts) {
    this.#parts = parts;
  }

  /** Undefined where too few signatures come together. */
  async of(slot: number): Promise<Certified | undefined> {
    const known = this.#asked.get(slot) ?? this.#gather(slot);
    this.#asked.set(slot, known);
    return await known;
  }

  async #gather(slot: number): Promise<Certified | undefined> {
    const { context, deployment, keypers, shown } = this.#parts;
    const kept = shown.filter((one) => one.slot === slot).flatMap(({ links }) => links);
    const asked = await Promise.all(keypers.map((url) => this.#ask(url, slot)));
    const links = [
      ...kept.filter((link) => this.#isKeypers(slot, link, "a certificate")),
      ...asked.flat(),
    ];
    return certify(context, deployment, slot, links);
  }

  async #ask(url: string, slot: number): Promise<readonly SignedLink[]> {
    try {
      const link = await askKeyper(url, slot);
      return link !== undefined && this.#isKeypers(slot, link, url) ? [link] : [];
    } catch (error) {
      if (!(error instanceof KeyperSilent)) throw error;
      this.#parts.note(`slot ${slot}: ${error.message}`);
      return [];
    }
  }

  #isKeypers(slot: number, link: SignedLink, source: string): boolean {
    const { context, deployment, note } = this.#parts;
    if (keyperOf(context, deployment, slot, link) !== undefined) return true;
    note(`slot ${slot}: ${source} shows a signature by no keyper of this exchange`);
    return false;
  }
}
