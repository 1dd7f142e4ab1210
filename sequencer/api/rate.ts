/**
 * Counts by name, be it an account or an address: a bucket each that fills up evenly. A name that is not kept has a full one; those
 * that were used longest ago are forgotten first.
 */
export class Rate<Name extends string | number> {
  readonly #perMinute: number;
  readonly #mostNames: number;
  /** Credit in parts of a token, MINUTE_MS each, so that a millisecond earns `perMinute` of them: whole numbers. */
  readonly #buckets = new Map<Name, { readonly credit: number; readonly at: number }>();

  /** @param perMinute also how many may be taken at once */
  constructor(perMinute: number, mostNames = MOST_NAMES) {
    this.#perMinute = perMinute;
    this.#mostNames = mostNames;
  }

  /** Takes one token at `nowMs`, or tells in how many whole seconds there is one. */
  take(name: Name, nowMs: number): number | undefined {
    const credit = this.#creditOf(name, nowMs);
    if (credit < MINUTE_MS) return Math.ceil((MINUTE_MS - credit) / this.#perMinute / 1000);
    this.#keep(name, credit - MINUTE_MS, nowMs);
    return undefined;
  }

  /** Gives a token back that was taken for what does not count. */
  giveBack(name: Name, nowMs: number): void {
    this.#keep(name, this.#creditOf(name, nowMs) + MINUTE_MS, nowMs);
  }

  /** Names with less than a full bucket, of which some may have filled up meanwhile. */
  get size(): number {
    return this.#buckets.size;
  }

  get #full(): number {
    return this.#perMinute * MINUTE_MS;
  }

  #creditOf(name: Name, nowMs: number): number {
    const known = this.#buckets.get(name);
    if (known === undefined) return this.#full;
    return Math.min(this.#full, known.credit + Math.max(0, nowMs - known.at) * this.#perMinute);
  }

  #keep(name: Name, credit: number, at: number): void {
    this.#buckets.delete(name);
    if (credit >= this.#full) return;
    this.#buckets.set(name, { credit, at });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > this.#mostNames && oldest !== undefined) this.#buckets.delete(oldest);
  }
}

const MOST_NAMES = 65_536;
const MINUTE_MS = 60_000;
