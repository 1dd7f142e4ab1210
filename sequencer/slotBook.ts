import { BLOCK_BYTES, ENVELOPE_OVERHEAD, MAX_ENVELOPES, MAX_SEAL_BYTES } from "#protocol/constants";
import { REFUSAL, type Refusal } from "#protocol/outcomes";
import type { Accepted } from "./log.ts";

/** Bytes of the posted form, m u8 ‖ envelope, of an envelope of m blocks. */
export const postedBytes = (blocks: number): number => 1 + ENVELOPE_OVERHEAD + blocks * BLOCK_BYTES;

/** What one account has in a slot. Until the newer envelope is on the disk either of the two may be sealed. */
interface Place {
  readonly stored: Accepted | undefined;
  readonly pending: Accepted | undefined;
}

/**
 * The envelopes of one slot and the room they hold. An envelope waits as pending until it is on the disk; only stored ones
 * are sealed, so a slot never outgrows its limits whichever writes succeed.
 */
export class SlotBook {
  readonly slot: number;
  readonly #places = new Map<number, Place>();
  #bytes = 0;

  constructor(slot: number) {
    this.slot = slot;
  }

  /** Accounts that hold a place. */
  get count(): number {
    return this.#places.size;
  }

  /** Posted bytes reserved. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The newest envelope of an account, on the disk or not. */
  newest(account: number): Accepted | undefined {
    const place = this.#places.get(account);
    return place?.pending ?? place?.stored;
  }

  /** The newest envelope of an account that is on the disk. */
  stored(account: number): Accepted | undefined {
    return this.#places.get(account)?.stored;
  }

  /** Whether exactly this envelope is on the disk. */
  holds(account: number, envelope: Uint8Array): boolean {
    const stored = this.#places.get(account)?.stored;
    return stored !== undefined && Buffer.compare(stored.envelope, envelope) === 0;
  }

  /** Blocks reserved for an account, which it must be able to pay. */
  blocksOf(account: number): number {
    return blocksOf(this.#places.get(account));
  }

  /** Why an envelope of `blocks` blocks finds no room, or undefined. Growth by replacement counts, shrinking does not. */
  refusalFor(account: number, blocks: number): Refusal | undefined {
    const place = this.#places.get(account);
    if (place === undefined && this.count >= MAX_ENVELOPES) return REFUSAL.tooManyEnvelopes;
    const growth = Math.max(0, roomOf(blocks) - roomOf(blocksOf(place)));
    return this.#bytes + growth > MAX_SEAL_BYTES ? REFUSAL.tooManyBytes : undefined;
  }

  /** Holds room for an envelope that is about to be stored; the caller has seen refusalFor. */
  reserve(entry: Accepted): void {
    this.#put(entry.account, { stored: this.#places.get(entry.account)?.stored, pending: entry });
  }

  /** The envelope is on the disk. */
  store(entry: Accepted): void {
    const place = this.#places.get(entry.account);
    const pending = place?.pending === entry ? undefined : place?.pending;
    this.#put(entry.account, { stored: entry, pending });
  }

  /** The envelope could not be written; what was there before stays. */
  drop(entry: Accepted): void {
    const place = this.#places.get(entry.account);
    if (place?.pending !== entry) return;
    this.#put(entry.account, { stored: place.stored, pending: undefined });
  }

  /** What is on the disk, by rising account: the list to seal. */
  list(): Accepted[] {
    return [...this.#places.values()]
      .flatMap(({ stored }) => (stored === undefined ? [] : [stored]))
      .sort((a, b) => a.account - b.account);
  }

  #put(account: number, place: Place): void {
    this.#bytes += roomOf(blocksOf(place)) - roomOf(this.blocksOf(account));
    if (blocksOf(place) === 0) this.#places.delete(account);
    else this.#places.set(account, place);
  }
}

const blocksOf = (place: Place | undefined): number =>
  Math.max(place?.stored?.blocks ?? 0, place?.pending?.blocks ?? 0);
const roomOf = (blocks: number): number => (blocks === 0 ? 0 : postedBytes(blocks));
