import { describe, expect, test } from "vitest";
import { REFUSAL } from "../../circuits-free-verifier/protocol/outcomes.ts";
import type { Accepted } from "../../sequencer/log.ts";
import { postedBytes, SlotBook } from "../../sequencer/slotBook.ts";

function entry(account: number, blocks = 1, version = 0): Accepted {
  return {
    slot: 5,
    account,
    version,
    blocks,
    envelope: new Uint8Array(104 + 16 * blocks).fill(version),
  };
}

function put(book: SlotBook, item: Accepted): void {
  book.reserve(item);
  book.store(item);
}

describe("room of a slot", () => {
  test("991 one-block envelopes are 119,911 bytes; the 992nd finds no room for its bytes", () => {
    const book = new SlotBook(5);
    for (let account = 0; account < 991; account++) {
      expect(book.refusalFor(account, 1)).toBeUndefined();
      put(book, entry(account));
    }
    expect(book.bytes).toBe(991 * 121);
    expect(book.refusalFor(991, 1)).toBe(REFUSAL.tooManyBytes);
  });

  test("an account beyond 1,024 is refused by count before bytes are looked at", () => {
    const book = new SlotBook(5);
    for (let account = 0; account < 1_024; account++) put(book, entry(account));
    expect(book.refusalFor(1_024, 1)).toBe(REFUSAL.tooManyEnvelopes);
  });

  test("growth by replacement takes room, shrinking gives it back once it is stored", () => {
    const book = new SlotBook(5);
    put(book, entry(7, 1));
    put(book, entry(7, 32, 1));
    expect(book.bytes).toBe(postedBytes(32));
    const smaller = entry(7, 2, 2);
    book.reserve(smaller);
    expect(book.bytes).toBe(postedBytes(32));
    book.store(smaller);
    expect(book.bytes).toBe(postedBytes(2));
    expect(book.count).toBe(1);
  });

  test("growth that does not fit is refused, the same size is not", () => {
    const book = new SlotBook(5);
    for (let account = 0; account < 194; account++) put(book, entry(account, 32));
    put(book, entry(200, 1));
    expect(book.bytes).toBe(194 * 617 + 121);
    expect(book.refusalFor(200, 1)).toBeUndefined();
    expect(book.refusalFor(200, 2)).toBeUndefined();
    expect(book.refusalFor(200, 32)).toBe(REFUSAL.tooManyBytes);
  });

  test("an envelope that could not be written leaves the one before it", () => {
    const book = new SlotBook(5);
    const first = entry(7, 1, 0);
    put(book, first);
    const second = entry(7, 4, 1);
    book.reserve(second);
    const third = entry(7, 8, 2);
    book.reserve(third);
    expect(book.newest(7)).toBe(third);
    book.drop(second);
    book.drop(third);
    expect(book.newest(7)).toBe(first);
    expect(book.bytes).toBe(postedBytes(1));
    expect(book.list()).toEqual([first]);
    const lone = entry(8);
    book.reserve(lone);
    book.drop(lone);
    expect(book.count).toBe(1);
  });

  test("the list holds what is stored, by rising account", () => {
    const book = new SlotBook(5);
    put(book, entry(9));
    put(book, entry(2));
    book.reserve(entry(4));
    expect(book.list().map(({ account }) => account)).toEqual([2, 9]);
    expect(book.holds(9, entry(9).envelope)).toBe(true);
    expect(book.holds(9, entry(9, 1, 1).envelope)).toBe(false);
    expect(book.holds(4, entry(4).envelope)).toBe(false);
  });
});
