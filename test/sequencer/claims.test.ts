import { describe, expect, test } from "vitest";
import { CLAIM_LOOKAHEAD, nextClaim } from "../../sequencer/claims.ts";
import type { TracedChunk } from "../../sequencer/store/trace.ts";

function chunk(slot: number, atStart: boolean, recordBytes = 10): TracedChunk {
  const none = new Uint8Array(32);
  const records = new Uint8Array(recordBytes);
  return { slot, atStart, root: none, records, cursor: none, proof: [] };
}

/** `count` chunks of a slot, the last one at Start. */
function slotOf(slot: number, count: number, recordBytes = 10): TracedChunk[] {
  return Array.from({ length: count }, (_, n) => chunk(slot, n === count - 1, recordBytes));
}

const policy = { maxClaimSlots: 4, nextSlot: 11, flush: false };

describe("cutting claims", () => {
  test("nothing waits: no claim", () => {
    expect(nextClaim([], { ...policy, flush: true })).toBe(0);
  });

  test("waits while slots of the span may come", () => {
    const waiting = [...slotOf(10, 2), ...slotOf(12, 3)];
    expect(nextClaim(waiting, { ...policy, nextSlot: 13 })).toBe(0);
    expect(nextClaim(waiting, { ...policy, nextSlot: 14 })).toBe(5);
  });

  test("one span takes in several slots, and leaves the next span's", () => {
    const waiting = [...slotOf(10, 2), ...slotOf(13, 3), ...slotOf(14, 1)];
    expect(nextClaim(waiting, { ...policy, nextSlot: 15 })).toBe(5);
  });

  test("a span of one slot is claimed when the slot is executed", () => {
    expect(nextClaim(slotOf(10, 7), { ...policy, maxClaimSlots: 1 })).toBe(7);
  });

  test("a flush claims at once", () => {
    expect(nextClaim(slotOf(10, 2), { ...policy, flush: true })).toBe(2);
  });

  test("a full claim does not wait, and is cut at its last Start", () => {
    const waiting = [...slotOf(10, 400), ...slotOf(11, 500), ...slotOf(12, 200)];
    expect(nextClaim(waiting.slice(0, CLAIM_LOOKAHEAD), policy)).toBe(900);
  });

  test("a slot larger than a claim is cut where the claim is full", () => {
    expect(nextClaim(slotOf(10, CLAIM_LOOKAHEAD), policy)).toBe(1_000);
    const byBytes = slotOf(10, 600, 166);
    expect(nextClaim(byBytes, policy)).toBe(450);
  });

  test("the cut is the same whether one looks early or late", () => {
    const early = [...slotOf(10, 2), ...slotOf(11, 2)];
    const late = [...early, ...slotOf(20, 2), ...slotOf(21, 2)];
    expect(nextClaim(early, { ...policy, nextSlot: 14 })).toBe(4);
    expect(nextClaim(late, { ...policy, nextSlot: 22 })).toBe(4);
  });
});
