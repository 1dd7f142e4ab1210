import type { Accepted, Certified, Closed, SlotLog } from "./log.ts";
import { SlotBook } from "./slotBook.ts";

/** A slot that is not executed yet. */
export interface OpenSlot {
  readonly slot: number;
  readonly book: SlotBook;
  readonly closed: Closed | undefined;
  readonly certified: Certified | undefined;
}

/** The slots that the sequencer still has to do with, as the log tells them. */
export class OpenSlots {
  readonly #slots = new Map<number, OpenSlot>();

  static replay(logs: readonly SlotLog[]): OpenSlots {
    const slots = new OpenSlots();
    for (const { slot, accepted, closed, certified } of logs) {
      const book = slots.bookOf(slot);
      for (const entry of accepted) book.store(entry);
      if (closed !== undefined) slots.close(closed);
      if (certified !== undefined) slots.certify(certified);
    }
    return slots;
  }

  get(slot: number): OpenSlot | undefined {
    return this.#slots.get(slot);
  }

  /** By rising slot. */
  all(): OpenSlot[] {
    return [...this.#slots.values()].sort((a, b) => a.slot - b.slot);
  }

  bookOf(slot: number): SlotBook {
    return this.#open(slot).book;
  }

  store(entry: Accepted): void {
    this.bookOf(entry.slot).store(entry);
  }

  close(entry: Closed): void {
    this.#slots.set(entry.slot, { ...this.#open(entry.slot), closed: entry });
  }

  certify(entry: Certified): void {
    this.#slots.set(entry.slot, { ...this.#open(entry.slot), certified: entry });
  }

  forget(slot: number): void {
    this.#slots.delete(slot);
  }

  /** Blocks that an account may still have to pay for. */
  blocksOwed(account: number): number {
    let blocks = 0;
    for (const { book } of this.#slots.values()) blocks += book.blocksOf(account);
    return blocks;
  }

  #open(slot: number): OpenSlot {
    const known = this.#slots.get(slot);
    if (known !== undefined) return known;
    const opened = { slot, book: new SlotBook(slot), closed: undefined, certified: undefined };
    this.#slots.set(slot, opened);
    return opened;
  }
}
