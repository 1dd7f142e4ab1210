import type { Deployment } from "#protocol/config";
import type { SigningContext } from "#protocol/messages";
import { askKeyper, KeyperSilent } from "./askKeyper.ts";
import { type Certified, certify, keyperOf, type SignedLink } from "./certified.ts";

export interface CertificateParts {
  readonly context: SigningContext;
  readonly deployment: Deployment;
  /** Of the keypers' APIs. */
  readonly keypers: readonly string[];
  /** Told of each keyper that was of no use. */
  note(line: string): void;
}

/** Certificates of slots, gathered from the keypers; each slot is asked for once. */
export class Certificates {
  readonly #parts: CertificateParts;
  readonly #asked = new Map<number, Promise<Certified | undefined>>();

  constructor(parts: CertificateParts) {
    this.#parts = parts;
  }

  /** Undefined where too few keypers answer, or too few signed. */
  async of(slot: number): Promise<Certified | undefined> {
    const known = this.#asked.get(slot) ?? this.#gather(slot);
    this.#asked.set(slot, known);
    return await known;
  }

  async #gather(slot: number): Promise<Certified | undefined> {
    const { context, deployment, keypers } = this.#parts;
    const answers = await Promise.all(keypers.map((url) => this.#ask(url, slot)));
    const links = answers.filter((link) => link !== undefined);
    return certify(context, deployment, slot, links);
  }

  async #ask(url: string, slot: number): Promise<SignedLink | undefined> {
    const { context, deployment, note } = this.#parts;
    try {
      const link = await askKeyper(url, slot);
      if (link === undefined || keyperOf(context, deployment, slot, link) !== undefined)
        return link;
      note(`slot ${slot}: what ${url} shows is signed by no keyper of this exchange`);
    } catch (error) {
      if (!(error instanceof KeyperSilent)) throw error;
      note(`slot ${slot}: ${error.message}`);
    }
    return undefined;
  }
}
