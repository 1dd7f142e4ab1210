import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SIDE } from "#protocol/constants";
import { parseEnvelope } from "#protocol/envelope";
import { envelopeHash } from "#protocol/envelopeTree";
import type { Operation } from "#protocol/operation";
import { issueReceipt } from "#protocol/receipt";
import { keySigner } from "#protocol/signature";
import { hexToBytes } from "../../circuits-free-verifier/protocol/bytes.ts";
import { headLine, type KeptReceipt, receiptLine } from "../../claimant/receipts/file.ts";
import { runReceiptCheck } from "../../claimant/receipts/program.ts";
import type { RunningSequencer } from "../../sequencer/main.ts";
import { bondOf, SEQUENCER_ROLE } from "./bonds.ts";
import { World } from "./world.ts";

/** A sequencer that keeps most of its promises, and its operator, who signs some that it never meant to keep. */

const MOST_GAS = 300_000;
const DEPLOYER_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const bid = (tick: number): Operation => ({
  kind: "place",
  market: 0,
  side: SIDE.buy,
  tick,
  lots: 1,
  expiry: 0,
});

let world: World;
let sequencer: RunningSequencer;
beforeEach(async () => {
  world = await World.create({ traders: 4, funds: 10_000_000 });
  sequencer = await world.start();
  await sequencer.until(() => sequencer.view?.keySetOf(1) !== undefined);
  await world.goTo(2);
  await sequencer.until(() => sequencer.executor.slot === 1);
});
afterEach(async () => {
  await sequencer.stop();
  await world.close();
});

function trader(account: number) {
  const found = world.traders[account - 1];
  if (found === undefined) throw new RangeError(`no account ${account}`);
  return found;
}

/** An envelope that the sequencer took, and its receipt. */
async function taken(account: number, tick: number, version = 0): Promise<KeptReceipt> {
  const slot = sequencer.collecting()?.slot ?? 0;
  const envelope = world.seal(sequencer, trader(account), [bid(tick)], version);
  const answer = await sequencer.submit(slot, envelope);
  if (answer.kind !== "receipt") throw new RangeError(answer.reason);
  return { receipt: answer.receipt, envelope, keys: keysOf(slot) };
}

/** A receipt for an envelope that the sequencer was never given. */
function promised(account: number, tick: number): KeptReceipt {
  const { crypto } = world;
  const slot = sequencer.collecting()?.slot ?? 0;
  const envelope = world.seal(sequencer, trader(account), [bid(tick)]);
  const version = parseEnvelope(envelope)?.version ?? 0;
  const message = { slot, account, version, envelopeHash: envelopeHash(crypto, envelope) };
  const key = keySigner(crypto, hexToBytes(world.options("main").privateKey));
  return { receipt: issueReceipt(sequencer.context, message, key), envelope, keys: keysOf(slot) };
}

function keysOf(slot: number): KeptReceipt["keys"] {
  const shown = sequencer.proveKey(slot);
  if (shown === undefined) return undefined;
  const { batchKey, shares } = shown.keys;
  return { batchKey, shares, proof: shown.proof };
}

async function check(kept: readonly KeptReceipt[], slash = false) {
  const { directory, settlement, url, client } = world;
  const file = join(directory, "receipts.ndjson");
  const head = headLine({ chainId: await client.getChainId(), settlement });
  writeFileSync(file, [head, ...kept.map(receiptLine), ""].join("\n"));
  const key = join(directory, "anyone.key");
  writeFileSync(key, DEPLOYER_KEY);
  const lines: Record<string, unknown>[] = [];
  const notes: string[] = [];
  const code = await runReceiptCheck(
    {
      file,
      rpc: url,
      settlement: undefined,
      keyFile: slash ? key : undefined,
      keypers: [],
      shown: [],
      json: true,
    },
    { out: (line) => lines.push(JSON.parse(line)), note: (line) => notes.push(line) },
  );
  return { code, lines, notes, kinds: lines.map(({ kind }) => kind) };
}

const bond = () => bondOf(world, SEQUENCER_ROLE, world.deployment.sequencer);

describe("kept receipts", () => {
  test("tell what became of each promise, and a broken one costs the sequencer bond and role", async () => {
    const honoured = await taken(1, 900);
    const omitted = promised(2, 900);
    const replaced = await taken(3, 900);
    const newer = await taken(3, 901, 1);
    await taken(4, 902);
    const altered = promised(4, 903);
    await world.goTo(3);
    await sequencer.until(() => sequencer.executor.slot === 2);
    const waiting = await taken(1, 910);

    const all = [honoured, omitted, replaced, newer, altered, waiting];
    const told = await check(all);
    expect(told.notes).toEqual([]);
    expect(told.kinds).toEqual([
      "honoured",
      "omitted",
      "replaced",
      "honoured",
      "altered",
      "waiting",
    ]);
    expect(told.code).toBe(1);
    expect((await check([honoured, replaced, newer, waiting])).code).toBe(0);
    const spoiled = { ...honoured, receipt: honoured.receipt.map((b, n) => (n === 9 ? b + 1 : b)) };
    const exchanged = { ...honoured, envelope: omitted.envelope };
    expect((await check([spoiled, exchanged])).kinds).toEqual(["worthless", "worthless"]);

    const slashed = await check([omitted], true);
    expect(slashed.kinds).toEqual(["omitted", "slashed"]);
    expect(Number(slashed.lines[1]?.["gasUsed"])).toBeLessThan(MOST_GAS);
    expect(await bond()).toBe(0n);
    await sequencer.until(() => (sequencer.view?.lastSlot ?? 0) < 2 ** 32 - 1);
    expect((await check([altered], true)).kinds).toEqual(["altered", "notSlashed"]);
  });

  test("of a slot that was not sealed cost a fine, of one sealed otherwise the bond", async () => {
    await taken(1, 900);
    const altered = promised(1, 901);
    await world.goTo(3);
    await sequencer.until(() => sequencer.executor.slot === 2);
    const dropped = promised(2, 900);
    await world.goTo(4);
    expect((await check([dropped])).kinds).toEqual(["waiting"]);
    await world.goToTime(world.timeOf(4) + world.deployment.sealDelay);
    const fined = await check([dropped], true);
    expect(fined.kinds).toEqual(["dropped", "slashed"]);
    const { sequencerBond, dropFee } = world.deployment;
    expect(await bond()).toBe(sequencerBond - dropFee);
    expect((await check([dropped], true)).lines[1]).toMatchObject({ kind: "notSlashed" });

    const slashed = await check([{ ...altered, keys: undefined }], true);
    expect(slashed.kinds).toEqual(["altered", "slashed"]);
    expect(Number(slashed.lines[1]?.["gasUsed"])).toBeLessThan(MOST_GAS);
    expect(await bond()).toBe(0n);
  });

  test.each([
    ["before all that are sealed", 1, [2, 3]],
    ["behind them", 4, [1, 2]],
    ["where none is sealed", 2, []],
  ])("of an account %s are shown to be broken", async (_where, victim, others) => {
    const wei = world.deployment.assets[0]?.scale ?? 0n;
    await world.call(world.owner, "deposit", [1, 0, wei], wei);
    for (const account of others) await taken(account, 900);
    const omitted = promised(victim, 900);
    await world.goTo(3);
    await sequencer.until(() => sequencer.executor.slot === 2);
    expect((await check([omitted], true)).kinds).toEqual(["omitted", "slashed"]);
    expect(await bond()).toBe(0n);
  });
});
