import { afterEach, describe, expect, test } from "vitest";
import { type Verified, verify } from "../../circuits-free-verifier/challenger/verify.ts";
import {
  MAX_SEAL_BYTES,
  MAX_TRANSACTION_BYTES,
  MAX_TRANSACTION_GAS,
  SIDE,
} from "../../circuits-free-verifier/protocol/constants.ts";
import type { Operation } from "../../circuits-free-verifier/protocol/operation.ts";
import { REFUSAL } from "../../circuits-free-verifier/protocol/outcomes.ts";
import type { Answer } from "../../sequencer/daemon.ts";
import type { RunningSequencer } from "../../sequencer/main.ts";
import { postedBytes } from "../../sequencer/slotBook.ts";
import type { Status } from "../../sequencer/status.ts";
import { World } from "./world.ts";

const ORDERS = 100_000;
const BLOCKS = 32;
/** 32-block envelopes that a slot has bytes for. */
const ENVELOPES = Math.floor(MAX_SEAL_BYTES / postedBytes(BLOCKS));

interface Play {
  readonly world: World;
  readonly sequencer: RunningSequencer;
  readonly seen: Status[];
}

const plays: Play[] = [];
afterEach(async () => {
  for (const { world, sequencer } of plays.splice(0)) {
    await sequencer.stop();
    await world.close();
  }
});

/** A world in slot 2, with its accounts known. */
async function begin(traders: number, funds = 1_000_000_000): Promise<Play> {
  const world = await World.create({ traders, funds });
  const seen: Status[] = [];
  const sequencer = await world.start("limits", {}, (status) => seen.push(status));
  plays.push({ world, sequencer, seen });
  await sequencer.until(() => sequencer.view?.keySetOf(1) !== undefined);
  await world.goTo(2);
  await sequencer.until(() => sequencer.executor.slot === 1);
  return { world, sequencer, seen };
}

async function closeSlot({ world, sequencer }: Play, slot: number): Promise<void> {
  await world.goTo(slot + 1);
  await sequencer.until(() => sequencer.executor.slot === slot);
}

/** Fills slots with `operation(n)` for all n below `count`, as many to a slot as it holds; gives the slot after them. */
async function fill(
  play: Play,
  count: number,
  operation: (n: number) => Operation,
): Promise<number> {
  const { world, sequencer } = play;
  let slot = 2;
  for (let n = 0; n < count; slot++) {
    const answers: Promise<Answer>[] = [];
    for (const trader of world.traders.slice(0, ENVELOPES)) {
      if (n >= count) break;
      const size = Math.min(BLOCKS, count - n);
      const operations = Array.from({ length: size }, (_, at) => operation(n + at));
      answers.push(world.submit(sequencer, trader, operations));
      n += size;
    }
    for (const answer of await Promise.all(answers)) expect(answer.kind).toBe("receipt");
    await closeSlot(play, slot);
  }
  return slot;
}

/** Everything is claimed in transactions that L1 takes, and the verifier comes to the same state. */
async function settle({ world, sequencer, seen }: Play): Promise<Verified> {
  await sequencer.settled();
  for (const status of seen) {
    expect(status.kind).not.toBe("trouble");
    if (!("calldataBytes" in status)) continue;
    expect(status.calldataBytes).toBeLessThanOrEqual(MAX_TRANSACTION_BYTES);
    expect(status.gasUsed).toBeLessThanOrEqual(BigInt(MAX_TRANSACTION_GAS));
  }
  const { url, settlement, crypto } = world;
  const verified = await verify({ rpc: url, settlement, crypto });
  expect(Buffer.from(sequencer.executor.root).toString("hex")).toBe(verified.stateRoot.slice(2));
  return verified;
}

const executedIn = (seen: readonly Status[], slot: number) =>
  seen.flatMap((s) => (s.kind === "executed" && s.figures.slot === slot ? [s.figures] : []))[0];

const claimsWith = (seen: readonly Status[], slot: number): number =>
  seen.filter((s) => s.kind === "claimed" && s.firstSlot <= slot && slot <= s.lastSlot).length;

describe("a slot filled to its limits", () => {
  test("holds 991 one-block envelopes and no more bytes", async () => {
    const play = await begin(992);
    const { world, sequencer, seen } = play;
    const nop: Operation = { kind: "nop" };
    const answers = await Promise.all(
      world.traders.map((trader) => world.submit(sequencer, trader, [nop])),
    );
    expect(answers.slice(0, 991).every(({ kind }) => kind === "receipt")).toBe(true);
    expect(answers[991]).toMatchObject({ kind: "refused", refusal: REFUSAL.tooManyBytes });
    await closeSlot(play, 2);
    expect(executedIn(seen, 2)).toMatchObject({ envelopes: 991, applied: 991 });
    await settle(play);
  });

  test("holds 194 envelopes of 32 blocks", async () => {
    const play = await begin(ENVELOPES + 1);
    const { world, sequencer, seen } = play;
    const nops = Array.from({ length: BLOCKS }, (): Operation => ({ kind: "nop" }));
    const answers = await Promise.all(
      world.traders.map((trader) => world.submit(sequencer, trader, nops)),
    );
    expect(answers.filter(({ kind }) => kind === "receipt")).toHaveLength(194);
    expect(answers.at(-1)).toMatchObject({ refusal: REFUSAL.tooManyBytes });
    await closeSlot(play, 2);
    expect(executedIn(seen, 2)).toMatchObject({ envelopes: 194, applied: 194 * BLOCKS });
    await settle(play);
  });
});

describe(`${ORDERS} orders`, () => {
  test("are swept in one slot", async () => {
    const play = await begin(ENVELOPES + 1);
    const { world, sequencer, seen } = play;
    const last = await fill(play, ORDERS, (n) => ({
      kind: "place",
      market: 0,
      side: SIDE.sell,
      tick: 1_000 + (n % 500),
      lots: 1,
      expiry: 0,
    }));
    const sweeper = world.traders.at(-1) as (typeof world.traders)[number];
    const sweep = { kind: "place", market: 0, side: SIDE.buy, tick: 1_999, lots: 2_000 } as const;
    const buys = Array.from({ length: BLOCKS }, (): Operation => ({ ...sweep, expiry: last }));
    const more = { ...sweep, lots: ORDERS - 2_000 * BLOCKS, expiry: last };
    await world.submit(sequencer, sweeper, [
      ...buys.slice(1),
      { ...more, lots: more.lots + 2_000 },
    ]);
    await closeSlot(play, last);
    const figures = executedIn(seen, last);
    expect(figures?.markets[0]).toMatchObject({ volume: ORDERS, fills: ORDERS + BLOCKS });
    await settle(play);
    expect(claimsWith(seen, last)).toBeGreaterThan(5);
  }, 120_000);

  test("expire in one slot", async () => {
    const play = await begin(ENVELOPES + 1);
    const { seen } = play;
    const expiry = 40;
    await fill(play, ORDERS, (n) => ({
      kind: "place",
      market: 0,
      side: SIDE.buy,
      tick: 1 + (n % 500),
      lots: 1,
      expiry,
    }));
    const { world, sequencer } = play;
    await world.goTo(expiry);
    await sequencer.until(() => sequencer.collecting()?.slot === expiry);
    const [one] = world.traders;
    if (one === undefined) throw new RangeError("no traders");
    await world.submit(sequencer, one, [{ kind: "nop" }]);
    await closeSlot(play, expiry);
    expect(executedIn(seen, expiry)).toMatchObject({ expired: ORDERS });
    await settle(play);
    expect(claimsWith(seen, expiry)).toBeGreaterThan(5);
  }, 120_000);
});
