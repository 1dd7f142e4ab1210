/**
 * Envelopes by account, a bucket each that fills up evenly. An account that is not kept has a full one; those that were used
 * longest ago are forgotten first.
 */
export class AccountRate {
  readonly #perMinute: number;
  readonly #mostAccounts: number;
  /** Credit in parts of an envelope, MINUTE_MS each, so that a millisecond earns `perMinute` of them: whole numbers. */
  readonly #buckets = new Map<number, { readonly credit: number; readonly at: number }>();

  /** @param perMinute also how many may come at once */
  constructor(perMinute: number, mostAccounts = MOST_ACCOUNTS) {
    this.#perMinute = perMinute;
    this.#mostAccounts = mostAccounts;
  }

  /** Takes one token at `nowMs`, or tells in how many whole seconds there is one. */
  take(account: number, nowMs: number): number | undefined {
    const credit = this.#creditOf(account, nowMs);
    if (credit < MINUTE_MS) return Math.ceil((MINUTE_MS - credit) / this.#perMinute / 1000);
    this.#keep(account, credit - MINUTE_MS, nowMs);
    return undefined;
  }

  /** Gives a token back that was taken for what the account did not sign. */
  giveBack(account: number, nowMs: number): void {
    this.#keep(account, this.#creditOf(account, nowMs) + MINUTE_MS, nowMs);
  }

  /** Accounts with less than a full bucket, of which some may have filled up meanwhile. */
  get size(): number {
    return this.#buckets.size;
  }

  get #full(): number {
    return this.#perMinute * MINUTE_MS;
  }

  #creditOf(account: number, nowMs: number): number {
    const known = this.#buckets.get(account);
    if (known === undefined) return this.#full;
    return Math.min(this.#full, known.credit + Math.max(0, nowMs - known.at) * this.#perMinute);
  }

  #keep(account: number, credit: number, at: number): void {
    this.#buckets.delete(account);
    if (credit >= this.#full) return;
    this.#buckets.set(account, { credit, at });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > this.#mostAccounts && oldest !== undefined)
      this.#buckets.delete(oldest);
  }
}

const MOST_ACCOUNTS = 65_536;
const MINUTE_MS = 60_000;
