import { describe, expect, test } from "vitest";
import { MAX_SLOT } from "../../circuits-free-verifier/protocol/constants.ts";
import { envelopeTreeRoot } from "../../circuits-free-verifier/protocol/envelopeTree.ts";
import type { Effect } from "../../sequencer/effects.ts";
import type { SlotLog } from "../../sequencer/log.ts";
import type { L1View, SealView } from "../../sequencer/ports.ts";
import { Core, context, deployment, envelope, timeIn, viewAt } from "./coreFixture.ts";

const ROOT = envelopeTreeRoot(context.crypto, []);
const CERTIFICATE = new Uint8Array(66);

function turn(
  core: Core,
  now: number,
  change: Partial<L1View> = {},
  seals: SealView[] = [],
): Effect[] {
  core.tell({ kind: "l1", view: viewAt(now, change, seals) }, now);
  return core.tell({ kind: "turn" }, now);
}

/** A core that took one envelope in each slot, without a turn between. */
function collected(...slots: number[]): Core {
  const core = new Core();
  core.balances.set(7, 1_000);
  for (const slot of slots) {
    const now = timeIn(slot);
    core.tell({ kind: "l1", view: viewAt(now) }, now);
    expect(core.submit(slot, envelope(slot, 7), now)?.kind).toBe("receipt");
  }
  return core;
}

const closed = (slot: number, count = 1) => ({ slot, root: ROOT, count });
const certified = (slot: number, parent: number) => ({ slot, parent, certificate: CERTIFICATE });
const sealed = (slot: number, change: Partial<SealView> = {}): SealView => ({
  slot,
  certified: true,
  count: 1,
  sealedAt: timeIn(slot + 1) / 1000,
  key: "none",
  ...change,
});
const kinds = (effects: readonly Effect[]): string[] =>
  effects.map((effect) => ("slot" in effect ? `${effect.kind} ${effect.slot}` : effect.kind));

describe("closing", () => {
  test("waits for the close of the slot, and needs no L1", () => {
    const core = collected(5);
    expect(core.tell({ kind: "turn" }, timeIn(5, 9.999))).toEqual([]);
    const effects = core.tell({ kind: "turn" }, timeIn(6, 0));
    expect(effects[0]).toMatchObject({ kind: "close", entry: { slot: 5, count: 1 } });
  });

  test("is asked for again until it is written, and takes no more envelopes meanwhile", () => {
    const core = collected(5);
    expect(core.tell({ kind: "turn" }, timeIn(6))[0]?.kind).toBe("close");
    expect(core.tell({ kind: "turn" }, timeIn(6))[0]?.kind).toBe("close");
    core.tell({ kind: "closed", entry: closed(5) }, timeIn(6));
    expect(core.tell({ kind: "turn" }, timeIn(6)).map(({ kind }) => kind)).not.toContain("close");
  });

  test("skips a slot without envelopes and inbox work", () => {
    expect(turn(new Core(), timeIn(6))).toEqual([]);
  });

  test("closes the slot that ended for the inbox alone", () => {
    const queued = [{ index: 0, time: timeIn(5, 6) / 1000 }];
    const [close] = turn(new Core(), timeIn(6), { queued });
    expect(close).toMatchObject({ kind: "close", entry: { slot: 5, count: 0, root: ROOT } });
    const late = [{ index: 0, time: timeIn(5, 7) / 1000 }];
    expect(turn(new Core(), timeIn(6), { queued: late })).toEqual([]);
  });

  test("leaves the inbox to a later slot where L1 has no key set, which it would seal nothing without", () => {
    const queued = [{ index: 0, time: timeIn(4) / 1000 }];
    const keySetOf = (slot: number) => (slot >= 7 ? 7 : undefined);
    expect(kinds(turn(new Core(), timeIn(6), { queued, keySetOf }))).toEqual([]);
    const [close] = turn(new Core(), timeIn(8), { queued, keySetOf });
    expect(close).toMatchObject({ kind: "close", entry: { slot: 7, count: 0 } });
  });

  test("lets a slot that is under way take the inbox in", () => {
    const core = collected(4);
    const queued = [{ index: 0, time: timeIn(5, 6) / 1000 }];
    core.tell({ kind: "closed", entry: closed(4) }, timeIn(5));
    expect(kinds(turn(core, timeIn(6), { queued }))).toEqual(["certify 4"]);
  });
});

describe("certifying and sealing", () => {
  test("go slot by slot, each after its parent", () => {
    const core = collected(4, 5, 6);
    for (const slot of [4, 5, 6]) core.tell({ kind: "closed", entry: closed(slot) }, timeIn(7));
    expect(turn(core, timeIn(7), { lastSealed: 2, lastCertified: 2 })).toMatchObject([
      { kind: "certify", slot: 4, parent: 2 },
    ]);
    core.tell({ kind: "certified", entry: certified(4, 2) }, timeIn(7));
    expect(turn(core, timeIn(7), { lastSealed: 2, lastCertified: 2 })).toMatchObject([
      { kind: "seal", entry: { slot: 4, parent: 2 } },
      { kind: "certify", slot: 5, parent: 4 },
    ]);
    core.tell({ kind: "certified", entry: certified(5, 4) }, timeIn(7));
    const after = turn(core, timeIn(7), { lastSealed: 4, lastCertified: 4 }, [
      sealed(4, { key: "revealed" }),
    ]);
    expect(after).toMatchObject([
      { kind: "seal", entry: { slot: 5, parent: 4 } },
      { kind: "certify", slot: 6, parent: 5 },
    ]);
  });

  test("a seal waits for a look at L1 after the close, and names the end of the inbox", () => {
    const core = collected(5);
    core.tell({ kind: "closed", entry: closed(5) }, timeIn(6));
    core.tell({ kind: "certified", entry: certified(5, 0) }, timeIn(6));
    expect(turn(core, timeIn(6), { askedAt: timeIn(5) })).toEqual([]);
    const queued = [5, 6, 7].map((second, index) => ({ index, time: timeIn(5, second) / 1000 }));
    expect(turn(core, timeIn(6), { queued })).toMatchObject([{ kind: "seal", inboxEnd: 2 }]);
  });

  test("a slot whose deadline is over is lost, with its descendants", () => {
    const core = collected(4, 5);
    for (const slot of [4, 5]) core.tell({ kind: "closed", entry: closed(slot) }, timeIn(6));
    core.tell({ kind: "certified", entry: certified(4, 0) }, timeIn(6));
    core.tell({ kind: "certified", entry: certified(5, 4) }, timeIn(6));
    const deadline = timeIn(5, deployment.sealDelay);
    expect(kinds(turn(core, deadline))).toEqual(["seal"]);
    expect(kinds(turn(core, deadline + 1_000))).toEqual(["lost 4", "lost 5"]);
    expect(turn(core, deadline + 1_000)).toEqual([]);
  });

  test("an executed slot that a reorganisation took away is sealed again before its child", () => {
    const core = collected(4, 5);
    for (const slot of [4, 5]) core.tell({ kind: "closed", entry: closed(slot) }, timeIn(6));
    core.tell({ kind: "certified", entry: certified(4, 0) }, timeIn(6));
    core.tell({ kind: "certified", entry: certified(5, 4) }, timeIn(6));
    core.tell({ kind: "executed", slot: 4 }, timeIn(6));
    expect(turn(core, timeIn(6))).toMatchObject([{ kind: "seal", entry: { slot: 4 } }]);
  });

  test("a child whose parent is not known any more waits for it", () => {
    const entry = { slot: 5, account: 7, version: 0, blocks: 1, envelope: envelope(5, 7) };
    const log = [{ slot: 5, accepted: [entry], closed: closed(5), certified: certified(5, 4) }];
    expect(turn(new Core(log), timeIn(6))).toEqual([]);
  });
});

describe("opening", () => {
  test("reveals a sealed slot and leaves it when the key is there", () => {
    const core = collected(5);
    core.tell({ kind: "closed", entry: closed(5) }, timeIn(6));
    core.tell({ kind: "certified", entry: certified(5, 0) }, timeIn(6));
    const position = { lastSealed: 5, lastCertified: 5 };
    expect(turn(core, timeIn(6), position, [sealed(5)])).toMatchObject([
      { kind: "reveal", keySet: 1, certified: { slot: 5 } },
    ]);
    expect(turn(core, timeIn(6), position, [sealed(5, { key: "revealed" })])).toEqual([]);
  });

  test("voids what was not revealed in time", () => {
    const core = new Core();
    const seal = sealed(5);
    const deadline = (seal.sealedAt + deployment.revealDelay) * 1000;
    expect(turn(core, deadline, { lastSealed: 5 }, [seal])).toEqual([]);
    expect(kinds(turn(core, deadline + 1_000, { lastSealed: 5 }, [seal]))).toEqual(["void 5"]);
  });
});

describe("key sets", () => {
  test("the first opens at least one interval ahead", () => {
    const early = { keySetOf: () => undefined, keySetsEnd: 1 };
    expect(turn(new Core(), timeIn(0, -5), early)).toEqual([{ kind: "registerKeys", first: 1 }]);
    expect(turn(new Core(), timeIn(5), early)).toEqual([{ kind: "registerKeys", first: 7 }]);
  });

  test("the next is registered some slots before the last ends, where that ends", () => {
    const end = 1_025;
    expect(turn(new Core(), timeIn(end - 256 - 3))).toEqual([]);
    expect(turn(new Core(), timeIn(end - 256 - 2))).toEqual([{ kind: "registerKeys", first: end }]);
  });

  test("after a gap a new one begins ahead", () => {
    expect(turn(new Core(), timeIn(2_000))).toEqual([{ kind: "registerKeys", first: 2_002 }]);
  });
});

describe("a sequencer built from the log", () => {
  test("plans what the one before it planned", () => {
    const bytes = envelope(4, 7);
    const accepted = [{ slot: 4, account: 7, version: 0, blocks: 1, envelope: bytes }];
    const log: SlotLog[] = [
      { slot: 4, accepted, closed: closed(4), certified: certified(4, 0) },
      { slot: 5, accepted: [], closed: closed(5, 0), certified: undefined },
      {
        slot: 6,
        accepted: [{ ...accepted[0]!, slot: 6 }],
        closed: undefined,
        certified: undefined,
      },
    ];
    expect(turn(new Core(log), timeIn(7))).toMatchObject([
      { kind: "close", entry: { slot: 6, count: 1 } },
      { kind: "seal", entry: { slot: 4 }, envelopes: [bytes] },
      { kind: "certify", slot: 5, parent: 4 },
    ]);
  });

  test("does nothing more once halted", () => {
    const core = collected(5);
    core.tell({ kind: "halted" }, timeIn(6));
    expect(kinds(turn(core, timeIn(6), { lastSlot: MAX_SLOT }))).toEqual(["close"]);
  });
});
