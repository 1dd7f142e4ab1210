import type { Operation } from "#protocol/operation";

/** What a client sent for a slot and got a receipt for. */
export interface SlotRecord {
  readonly version: number;
  readonly operations: readonly Operation[];
}

/** Slots whose records are kept; only the collecting one matters. */
const KEPT_SLOTS = 4;

/** What a client knows of its own envelopes. Envelopes of one account are made one after the other, never at once. */
export class OrderBookkeeping {
  /** Account on the exchange, once it is known. */
  accountId: number | undefined;
  readonly #records = new Map<string, SlotRecord>();
  readonly #turns = new Map<number, Promise<unknown>>();

  constructor(accountId: number | undefined) {
    this.accountId = accountId;
  }

  /** What was sent for a slot last; undefined if nothing was, or it is long ago. */
  recordOf(account: number, slot: number): SlotRecord | undefined {
    return this.#records.get(`${account}:${slot}`);
  }

  /** Remembers what was sent, in place of what was sent for the slot before. */
  record(account: number, slot: number, record: SlotRecord): void {
    this.#records.set(`${account}:${slot}`, record);
    for (const key of this.#records.keys()) {
      if (this.#records.size <= KEPT_SLOTS) break;
      this.#records.delete(key);
    }
  }

  /** Runs work of an account when all that came before it is done. */
  async inTurn<T>(account: number, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(account) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => {});
    this.#turns.set(account, settled);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(account) === settled) this.#turns.delete(account);
    }
  }
}
