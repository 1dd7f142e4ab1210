import { describe, expect, test } from "vitest";
import {
  closeMs,
  closeOf,
  collectingSlot,
  inboxEndFor,
  isSkipped,
  withinGuard,
} from "../../sequencer/batching.ts";

const grid = { genesisTime: 1_000, interval: 5 };

describe("the slot grid", () => {
  test("slot b closes at genesisTime + b·interval", () => {
    expect(closeOf(grid, 3)).toBe(1_015);
    expect(closeMs(grid, 3)).toBe(1_015_000);
  });

  test.each([
    [999_999, undefined],
    [1_000_000, 1],
    [1_004_999, 1],
    [1_005_000, 2],
    [1_000_000 + 5_000 * (2 ** 32 - 1) - 1, 2 ** 32 - 1],
    [1_000_000 + 5_000 * (2 ** 32 - 1), undefined],
  ])("at %d ms slot %s collects", (now, slot) => {
    expect(collectingSlot(grid, now)).toBe(slot);
  });

  test("the guard is the last part of the slot", () => {
    expect(withinGuard(grid, 1, 1_004_799, 200)).toBe(false);
    expect(withinGuard(grid, 1, 1_004_800, 200)).toBe(true);
    expect(withinGuard(grid, 1, 1_004_999, 0)).toBe(false);
  });
});

describe("the inbox", () => {
  const queued = [1_000, 1_003, 1_003, 1_004].map((time, n) => ({ index: 7 + n, time }));

  test("is taken in up to close − delay, that second included", () => {
    expect(inboxEndFor(grid, 2, 1, 7, queued)).toBe(10);
    expect(inboxEndFor(grid, 1, 1, 7, queued)).toBe(11);
    expect(inboxEndFor(grid, 5, 1, 7, queued)).toBe(8);
    expect(inboxEndFor(grid, 6, 1, 7, queued)).toBe(7);
    expect(inboxEndFor(grid, 1, 1, 7, [])).toBe(7);
  });

  test("work alone keeps a slot from being skipped", () => {
    expect(isSkipped(0, 0)).toBe(true);
    expect(isSkipped(1, 0)).toBe(false);
    expect(isSkipped(0, 1)).toBe(false);
  });
});
