import { copyFileSync, readFileSync, statSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { decodeFunctionData, type Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { settlementAbi } from "#l1/generated/settlement";
import { sleep } from "#l1/rpc";
import type { WalrasClient } from "../../client/createWalrasClient.ts";
import { endOf, OperatorFolder } from "./operatorFolder.ts";

const OPERATION_FEE = 1_000;

let folder: OperatorFolder;
beforeAll(async () => {
  folder = await OperatorFolder.open();
});
afterAll(() => folder.close());

const configFor = ({ devnet, token }: OperatorFolder, at: (n: number) => string): string => `
[l1]
rpc = "${devnet.url}"
chainId = ${devnet.chainId}

[deploy]
keyFile = "deployer.key"

[deployment]
opensIn = "8s"
interval = "2s"
sealDelay = "10s"
inboxDelay = 1
revealDelay = 5
challengeWindow = 10
sweepDelay = "1h"
freezeDelay = "1d"
exitDelay = "1d"
operationFee = "0.000001"
registrationFee = "0.001"
sequencerBond = "2"
keyperBond = "1"
claimantBond = "1"
dropFee = "0.1"
sequencer = "${at(1)}"
operatorOwner = "${at(3)}"
operatorSigner = "${at(3)}"
keypers = ["${at(2)}"]
threshold = 1
quorum = 1

[[assets]]
symbol = "ETH"
decimals = 18
token = "eth"
unit = "0.000000001"

[[assets]]
symbol = "USD"
decimals = 18
token = "${token}"
unit = "0.000001"

[[markets]]
base = "ETH"
quote = "USD"
tickSize = "0.01"
lotSize = "0.001"
feeBps = 10
bandBps = 1000
referencePrice = "2000"

[sequencer]
keyFile = "sequencer.key"
pollMs = 200
maxClaimSlots = 1

[keypers]
kind = "embedded"
keyFile = "keyper.key"

[api]
port = 0
logLevel = "info"

[listing]
name = "An exchange"

[admin]
stopSeconds = 30
`;

interface Manifest {
  readonly settlement: Hex;
}
const manifest = (): Manifest => JSON.parse(readFileSync(folder.at("deployment.json"), "utf8"));
const lines = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

async function place(client: WalrasClient, side: "buy" | "sell"): Promise<void> {
  // It waits for its counterpart, which another batch may hold.
  const order = { market: 0, side, price: "2000", quantity: "0.5" } as const;
  const submission = await client.placeOrders({
    orders: [{ ...order, timeInForce: { slots: 100 } }],
  });
  const [outcome] = await client.waitForSubmission({ submission });
  expect(outcome?.outcomeName).toBe("applied");
}

const REFUSED = "refused";

/** What the sequencer paid for, counted from the blocks themselves. L1 may have refused what came too late. */
async function paidOnChain(settlement: Hex): Promise<Map<string, { n: number; wei: bigint }>> {
  const { client } = folder;
  const sequencer = folder.party(1).address.toLowerCase();
  const paid = new Map<string, { n: number; wei: bigint }>();
  const newest = await client.getBlockNumber();
  for (let number = 1n; number <= newest; number++) {
    const block = await client.getBlock({ blockNumber: number, includeTransactions: true });
    for (const { from, to, hash, input } of block.transactions) {
      if (from.toLowerCase() !== sequencer) continue;
      expect(to?.toLowerCase()).toBe(settlement);
      const { functionName } = decodeFunctionData({ abi: settlementAbi, data: input });
      const receipt = await client.getTransactionReceipt({ hash });
      const { gasUsed, effectiveGasPrice, status } = receipt;
      const name = status === "success" ? functionName : REFUSED;
      const before = paid.get(name) ?? { n: 0, wei: 0n };
      paid.set(name, { n: before.n + 1, wei: before.wei + gasUsed * effectiveGasPrice });
    }
  }
  return paid;
}

/** Operation fees of all envelopes on L1: each begins with its number of blocks. */
async function blocksSealed(settlement: Hex): Promise<number> {
  const logs = await folder.client.getContractEvents({
    abi: settlementAbi,
    address: settlement,
    eventName: "Sealed",
    fromBlock: 0n,
  });
  let blocks = 0;
  for (const { args } of logs) {
    const bytes = Buffer.from((args.envelopes ?? "0x").slice(2), "hex");
    for (let at = 0; at < bytes.length; ) {
      const m = bytes[at] as number;
      blocks += m;
      at += 1 + 104 + 16 * m;
    }
  }
  return blocks;
}

describe("an operator with nothing but a file", () => {
  test("is told all that is wrong with it at once, and nothing is sent", async () => {
    const { address } = folder.party(3);
    const text = configFor(folder, (n) => folder.party(n).address)
      .replace('sealDelay = "10s"', 'sealDelay = "soon"')
      .replace('tickSize = "0.01"', "tickSize = 0.01")
      .replace(`operatorOwner = "${address}"`, 'operatorOwner = "FILL IN"');
    folder.write("wrong.toml", `${text}\n[surprise]\na = 1\n`);
    const { code, err } = await folder.run("deploy", "--config", "wrong.toml", "--yes");
    expect(code).toBe(2);
    const said = err.trim().split("\n");
    for (const path of [
      "deployment.sealDelay",
      "markets[0].tickSize",
      "deployment.operatorOwner",
      "surprise",
    ])
      expect(said.filter((line) => line.includes(`${path}: given`))).toHaveLength(1);
    expect(await folder.client.getTransactionCount({ address: folder.party(0).address })).toBe(0);
  });

  test("deploys, serves, accounts for what it costs, is paid its fees, and is restored from a backup", async () => {
    folder.write(
      "walras.toml",
      configFor(folder, (n) => folder.party(n).address),
    );
    const config = ["--config", "walras.toml"];
    const declined = await folder.run("deploy", ...config);
    expect(declined).toMatchObject({ code: 1 });
    expect(declined.err).toContain("nothing was sent");
    const deployed = await folder.run("deploy", ...config, "--yes", "--post-bonds");
    expect(deployed).toMatchObject({ code: 0 });
    const { settlement } = manifest();
    expect(lines(deployed.out).map(({ kind }) => kind)).toEqual([
      "deployed",
      "bond",
      "bond",
      "bond",
    ]);
    // A second run finds all there is and posts nothing.
    const again = await folder.run("deploy", ...config, "--yes", "--post-bonds");
    expect(again).toMatchObject({ code: 0 });
    expect(lines(again.out)).toEqual(lines(deployed.out).slice(0, 1));

    // An admin socket that cannot be made ends all, the API among it.
    const valid = readFileSync(folder.at("walras.toml"), "utf8");
    folder.write("deaf.toml", valid.replace("[admin]", '[admin]\nsocket = "missing/walras.sock"'));
    const deaf = await folder.run("sequencer", "--config", "deaf.toml", "--create");
    expect(deaf).toMatchObject({ code: 2, err: expect.stringContaining("missing/walras.sock") });

    const first = await folder.sequencer(...config, "--create");
    const [alice, bob] = await Promise.all([
      folder.trader(4, first.url),
      folder.trader(5, first.url),
    ]);
    await Promise.all([place(alice, "buy"), place(bob, "sell")]);

    // A backup while envelopes are accepted.
    const kept = { slot: 0, account: 0, version: 0 };
    let over = false;
    const flow = (async () => {
      while (!over) {
        const order = { market: 0, side: "buy", price: "1900", quantity: "0.001" } as const;
        const { envelopes } = await alice.placeOrders({
          orders: [{ ...order, timeInForce: { slots: 2 } }],
        });
        const newest = envelopes.at(-1);
        if (newest !== undefined && !over)
          Object.assign(kept, {
            slot: newest.slot,
            account: newest.account,
            version: newest.version,
          });
        await sleep(50);
      }
    })();
    await sleep(500);
    const before = { ...kept };
    const backed = await folder.run("backup", ...config, "--to", "copies");
    expect(backed).toMatchObject({ code: 0 });
    over = true;
    await flow;
    expect(before.slot).toBeGreaterThan(0);
    const copy = new Sqlite(folder.at("copies/sequencer.sqlite"), { readonly: true });
    const row = copy
      .prepare("SELECT version FROM envelope WHERE slot = ? AND account = ?")
      .get(before.slot, before.account) as { version: number } | undefined;
    copy.close();
    expect(row?.version).toBeGreaterThanOrEqual(before.version);
    expect(statSync(folder.at("copies/keyper.sqlite")).mode & 0o077).toBe(0);

    // Fees go out through L1's inbox and, when that is final, to the owner.
    const l1 = ["--rpc", folder.devnet.url, "--settlement", settlement];
    const out = await folder.run(
      "fees",
      ...l1,
      "withdraw",
      "--key-file",
      "owner.key",
      "--wait",
      "--poll-ms",
      "500",
    );
    expect(out).toMatchObject({ code: 0 });
    const steps = lines(out.out);
    expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(["asked", "collected", "paid"]));
    expect(steps.find(({ kind }) => kind === "collected")).toMatchObject({
      value: String(2n * 10n ** 15n),
    });
    expect(await endOf(first.child, "SIGTERM")).toBe(0);

    // The account of it all agrees with L1's own blocks.
    const shown = await folder.run("costs", ...l1, "--json");
    expect(shown).toMatchObject({ code: 0 });
    const [report] = lines(shown.out) as unknown as [Report];
    const paid = await paidOnChain(settlement);
    const kinds = {
      seal: "seal",
      reveal: "reveal",
      claim: "claim",
      finalise: "finalise",
      keySet: "registerKeySet",
    };
    for (const [kind, name] of Object.entries(kinds)) {
      const { transactions, wei } = report.byKind[kind as keyof typeof kinds];
      expect({ kind, transactions, wei }).toEqual({
        kind,
        transactions: paid.get(name)?.n,
        wei: paid.get(name)?.wei.toString(),
      });
    }
    expect(report.unseenTransactions).toBe(paid.get(REFUSED)?.n ?? 0);
    paid.delete(REFUSED);
    const all = [...paid.values()].reduce((sum, { wei }) => sum + wei, 0n);
    expect(BigInt(report.total.wei) + BigInt(report.ofNoSlot.wei)).toBe(all);
    expect(report.batches.reduce((sum, { wei }) => sum + BigInt(wei), 0n)).toBe(
      BigInt(report.total.wei),
    );
    const blocks = await blocksSealed(settlement);
    expect(report.earned.operationFees).toBe(String(blocks * OPERATION_FEE));
    // Two sides, 0.5 ETH at 2,000, a tenth of a percent each, in millionths.
    expect(report.earned.tradingFees).toEqual(["0", String(2 * 1_000_000)]);
    const logs = await folder.client.getContractEvents({
      abi: settlementAbi,
      address: settlement,
      eventName: "Withdrawn",
      fromBlock: 0n,
    });
    const owner = folder.party(3).address;
    const units = (asset: number): bigint =>
      logs
        .filter(({ args }) => args.to === owner && args.asset === asset)
        .reduce((sum, { args }) => sum + (args.amount ?? 0n), 0n);
    expect(units(1)).toBe(2_000_000n);
    expect(units(0)).toBeLessThanOrEqual(BigInt(report.earned.operationFees));
    expect(units(0)).toBeGreaterThan(0n);

    // The original is lost: the copy goes on, and gives up what may have been promised since.
    folder.write("restored/walras.toml", readFileSync(folder.at("walras.toml"), "utf8"));
    for (const name of ["sequencer.key", "keyper.key", "deployment.json"])
      folder.write(`restored/${name}`, readFileSync(folder.at(name), "utf8"));
    for (const name of ["sequencer.sqlite", "keyper.sqlite"])
      copyFileSync(folder.at(`copies/${name}`), folder.at(`restored/${name}`));
    const second = await folder.sequencer("--config", "restored/walras.toml", "--restored");
    const status = await (await fetch(`${second.url}/v1/status`)).json();
    expect(status).toMatchObject({ halted: null });
    const held = await folder.run("sequencer", "--config", "restored/walras.toml");
    expect(held).toMatchObject({ code: 2 });
    expect(held.err).toContain("another process has the database open");
    expect(await endOf(second.child, "SIGTERM")).toBe(0);
  }, 300_000);
});

interface Report {
  readonly byKind: Record<string, { readonly transactions: number; readonly wei: string }> & {
    readonly [K in "seal" | "reveal" | "claim" | "finalise" | "keySet"]: {
      readonly transactions: number;
      readonly wei: string;
    };
  };
  readonly total: { readonly wei: string };
  readonly ofNoSlot: { readonly wei: string };
  readonly batches: readonly { readonly wei: string }[];
  readonly unseenTransactions: number;
  readonly earned: { readonly operationFees: string; readonly tradingFees: readonly string[] };
}
