import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SIDE } from "#protocol/constants";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { type ExitArguments, runExit } from "../../claimant/exit/program.ts";
import { runClaimant } from "../../claimant/main.ts";
import { type Entitlement, exitExchange } from "../../client/exit.ts";
import { place } from "./tour.ts";
import { WatchWorld } from "./watchWorld.ts";

let world: WatchWorld;
beforeEach(async () => {
  world = await WatchWorld.start();
});
afterEach(() => world.stop());

/** Neither the sequencer nor a keyper nor an owner. */
const ANYONE = 9;
const running = new AbortController().signal;

async function pass(seconds: number): Promise<void> {
  await world.chain.devnet.increaseTime(seconds);
  await world.chain.devnet.mine();
}

async function exit(who: ExitArguments["who"], dryRun = false) {
  const { chain, folder } = world;
  const keyFile = join(folder, "anyone.key");
  writeFileSync(keyFile, chain.party(ANYONE).privateKey);
  const lines: Record<string, unknown>[] = [];
  const notes: string[] = [];
  const args = { rpc: chain.devnet.url, settlement: chain.settlement, who, json: true, pollMs: 10 };
  const code = await runExit(
    { ...args, keyFile: dryRun ? undefined : keyFile },
    { out: (line) => lines.push(JSON.parse(line)), note: (line) => notes.push(line) },
  );
  const of = (kind: string) => lines.filter((line) => line["kind"] === kind);
  return { code, of, notes };
}

async function claimAll(): Promise<void> {
  const { chain, folder } = world;
  await runClaimant(
    {
      client: chain.client,
      settlement: chain.settlement,
      crypto: chain.crypto,
      database: join(folder, "claimant.db"),
      privateKey: chain.party(ANYONE).privateKey,
      postBond: true,
      graceSeconds: 0,
      upkeep: false,
      pollMs: 10,
      confirmations: 0,
      trustNode: false,
      onStatus: () => {},
    },
    true,
    running,
  );
}

const totals = () =>
  verify({
    rpc: world.chain.devnet.url,
    settlement: world.chain.settlement,
    crypto: world.chain.crypto,
  });

/** Trades, an order that rests, a withdrawal that nobody paid and a deposit that no slot takes in. */
async function playAndDie(): Promise<void> {
  const { chain } = world;
  const [a, b] = world.traders;
  await world.trade();
  await world.withdraw(1_234);
  await chain.follow();
  const slot = Math.max(chain.slotNow(), chain.log.facts.lastSealed) + 1;
  await chain.seal(slot, [
    { account: a, operations: [place(SIDE.buy, 950, 30), place(SIDE.buy, 940, 3)] },
    { account: b, operations: [place(SIDE.sell, 1_300, 7)] },
  ]);
  await chain.reveal(slot);
  await chain.deposit(6, a, 0, 777n);
}

describe("walras exit", () => {
  test("takes everybody's every unit out when the sequencer and the keypers are gone", async () => {
    const { chain } = world;
    await playAndDie();
    expect(await exit({ everybody: true })).toMatchObject({ code: 1 });

    await claimAll();
    await pass(chain.deployment.challengeWindow);
    await claimAll();
    await pass(chain.deployment.freezeDelay + 2 * chain.deployment.sealDelay);
    const frozen = await exit({ everybody: true });
    expect(frozen.of("frozen")).toHaveLength(1);
    expect(frozen.of("notYet")).toMatchObject([{ step: "fixExit" }]);

    const before = await totals();
    await pass(chain.deployment.sealDelay + chain.deployment.interval);
    const told = await exit({ everybody: true }, true);
    const left = await exit({ everybody: true });
    expect(left.notes).toEqual([]);
    expect(left.of("failed")).toEqual([]);
    expect(left.code).toBe(0);
    expect(new Set(left.of("paid").map((line) => line["what"]))).toEqual(
      new Set(["balance", "order", "deposit"]),
    );
    expect(left.of("paid").some((line) => line["unpaid"] === "1234")).toBe(true);
    expect(told.of("owed")).toEqual(left.of("owed"));

    const paid = before.totals.map(({ asset }) =>
      left
        .of("paid")
        .filter((line) => line["asset"] === asset)
        .reduce((sum, line) => sum + BigInt(line["amount"] as string), 0n),
    );
    expect(paid).toEqual(before.totals.map(({ escrow }) => escrow));
    const after = await totals();
    expect(after.totals.map(({ escrow }) => escrow)).toEqual([0n, 0n]);
    expect((await exit({ everybody: true })).of("owed")).toEqual([]);
  });

  test("pays one account and leaves the others'; refuses an account that is none", async () => {
    const { chain } = world;
    const [a, b] = world.traders;
    await playAndDie();
    await claimAll();
    const { challengeWindow, freezeDelay, sealDelay, interval } = chain.deployment;
    await pass(challengeWindow);
    await claimAll();
    await pass(freezeDelay + sealDelay);
    await exit({ account: a });
    await pass(sealDelay + interval);
    const left = await exit({ account: a });
    expect(left.code).toBe(0);
    expect(left.of("paid").length).toBeGreaterThan(3);
    expect(left.of("paid").every((line) => line["account"] === a)).toBe(true);
    const owner = chain.party(7).address.toLowerCase();
    const others = await exit({ owner }, true);
    expect(others.of("owed").length).toBeGreaterThan(1);
    expect(others.of("owed").every((line) => line["account"] === b)).toBe(true);
    expect((await exit({ account: 99 })).code).toBe(2);

    const escrowed = (await totals()).totals.map(({ escrow }) => escrow);
    const paid: Entitlement[] = [];
    const end = await exitExchange({
      rpc: chain.devnet.url,
      settlement: chain.settlement,
      who: { owner: chain.party(7).address },
      account: privateKeyToAccount(chain.party(ANYONE).privateKey),
      onStatus: (status) => {
        if (status.kind === "paid") paid.push(status.owed);
      },
      pollMs: 10,
    });
    expect(end).toBe("done");
    const amounts = (lines: readonly Record<string, unknown>[]): string[] =>
      lines.map(({ asset, amount }) => `${amount} of ${asset}`);
    expect(amounts(paid)).toEqual(amounts(others.of("owed")));
    const owed = (asset: number): bigint =>
      paid.reduce((sum, one) => sum + (one.asset === asset ? one.amount : 0n), 0n);
    const after = (await totals()).totals.map(({ escrow }) => escrow);
    expect(after).toEqual(escrowed.map((units, asset) => units - owed(asset)));
    expect((await exit({ owner }, true)).of("owed")).toEqual([]);
  });

  test("needs no claim that anyone posts: what is not final after the exit delay is undone, deposits come back", async () => {
    const { chain } = world;
    await playAndDie();
    await pass(chain.deployment.freezeDelay + 2 * chain.deployment.sealDelay);
    expect((await exit({ everybody: true })).of("frozen")).toHaveLength(1);
    await pass(chain.deployment.exitDelay);
    const left = await exit({ everybody: true });
    expect(left.code).toBe(0);
    expect(left.of("root")).toMatchObject([{ claim: 0, fixed: true }]);
    expect(new Set(left.of("paid").map((line) => line["what"]))).toEqual(new Set(["deposit"]));
    expect((await totals()).totals.map(({ escrow }) => escrow)).toEqual([0n, 0n]);
  });
});
