import type { Accepted, Certified, Closed, SlotLog } from "./log.ts";
import { SlotBook } from "./slotBook.ts";

/** Executed slots that are kept, in case that a reorganisation takes their seal away and they must be sealed again. */
export const KEPT_EXECUTED = 128;

/** A slot that the sequencer may still have to do with. */
export interface OpenSlot {
  readonly slot: number;
  readonly book: SlotBook;
  readonly closed: Closed | undefined;
  readonly certified: Certified | undefined;
  readonly executed: boolean;
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

  /** All slots up to this one are executed. */
  execute(upTo: number): void {
    const done = this.all().filter(({ slot }) => slot <= upTo);
    for (const open of done) this.#slots.set(open.slot, { ...open, executed: true });
    for (const { slot } of done.slice(0, -KEPT_EXECUTED)) this.#slots.delete(slot);
  }

  forget(slot: number): void {
    this.#slots.delete(slot);
  }

  /** Blocks that an account may still have to pay for. */
  blocksOwed(account: number): number {
    let blocks = 0;
    for (const { book, executed } of this.#slots.values()) {
      if (!executed) blocks += book.blocksOf(account);
    }
    return blocks;
  }

  #open(slot: number): OpenSlot {
    const known = this.#slots.get(slot);
    if (known !== undefined) return known;
    const book = new SlotBook(slot);
    const opened = { slot, book, closed: undefined, certified: undefined, executed: false };
    this.#slots.set(slot, opened);
    return opened;
  }
}
