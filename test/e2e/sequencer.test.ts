import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { SIDE } from "../../circuits-free-verifier/protocol/constants.ts";
import type { Operation } from "../../circuits-free-verifier/protocol/operation.ts";
import type { Status } from "../../sequencer/status.ts";
import { World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await World.create({ traders: 3, funds: 10_000_000 });
});
afterAll(() => world.close());

const place = (side: 0 | 1, tick: number, lots: number): Operation => ({
  kind: "place",
  market: 0,
  side,
  tick,
  lots,
  expiry: 0,
});

describe("the sequencer on a devnet", () => {
  test("takes envelopes to claims that verify and become final", async () => {
    const seen: Status[] = [];
    const sequencer = await world.start("main", {}, (status) => {
      seen.push(status);
      process.stderr.write(`${status.kind} ${"error" in status ? String(status.error) : ""}\n`);
    });
    const [a, b, c] = world.traders;
    if (a === undefined || b === undefined || c === undefined) throw new RangeError("no traders");
    await sequencer.until(() => sequencer.view?.keySetOf(1) !== undefined);
    await world.goTo(2);
    // Slot 1 took in the inbox, so that accounts are known.
    await sequencer.until(() => sequencer.executor.slot === 1);
    expect((await world.submit(sequencer, a, [place(SIDE.buy, 1_010, 5)])).kind).toBe("receipt");
    expect((await world.submit(sequencer, b, [place(SIDE.sell, 990, 3)])).kind).toBe("receipt");
    await world.goTo(3);
    await sequencer.until(() => sequencer.executor.slot === 2);
    expect((await world.submit(sequencer, c, [place(SIDE.sell, 990, 2)])).kind).toBe("receipt");
    await world.goTo(4);
    await sequencer.until(() => sequencer.executor.slot === 3);
    await sequencer.settled();
    const verified = await verify({
      rpc: world.url,
      settlement: world.settlement,
      crypto: world.crypto,
    });
    expect(verified.sealedSlots).toBe(3);
    expect(seen.filter(({ kind }) => kind === "trouble" || kind === "halted")).toEqual([]);
    await world.goTo(10);
    await sequencer.until(() => sequencer.view?.finalisedIndex === sequencer.view?.tip.index);
    await sequencer.stop();
    const fills = seen.flatMap((s) => (s.kind === "executed" ? s.figures.markets : []));
    expect(fills.map(({ volume, tick, surplus }) => ({ volume, tick, surplus }))).toEqual([
      { volume: 0, tick: 1_000, surplus: 0 },
      { volume: 3, tick: 1_010, surplus: 2 },
      { volume: 2, tick: 1_010, surplus: 0 },
    ]);
  });
});
