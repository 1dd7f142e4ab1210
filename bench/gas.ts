import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeFunctionData } from "viem";
import { settlementAbi } from "#l1/generated/settlement";
import { hexToBytes } from "#protocol/bytes";
import { SIDE } from "#protocol/constants";
import { loadCrypto } from "../circuits-free-verifier/crypto/load.ts";
import { flowMarket } from "../demo/flowMarket.ts";
import { type Network, openNetwork, registerTraders } from "../demo/network.ts";
import { openStage } from "../demo/openStage.ts";
import type { Outgoing, Stage } from "../demo/stage.ts";
import type { Trader } from "../demo/trader.ts";
import { type GasParts, gasParts, sumOfParts } from "./gasParts.ts";

/**
 * `npm run bench:gas [-- --json]`: what a batch costs on L1, by a real sequencer against the real contract on anvil. All orders are
 * at one price and of one size, half of them buys, so that each is filled.
 */
interface Scenario {
  readonly envelopes: number;
  readonly ordersEach: number;
}

interface Measured extends Scenario {
  readonly fills: number;
  readonly seal: GasParts;
  readonly reveal: GasParts;
  readonly claim: GasParts;
}

const SCENARIOS: readonly Scenario[] = [
  { envelopes: 100, ordersEach: 1 },
  { envelopes: 50, ordersEach: 2 },
  { envelopes: 250, ordersEach: 4 },
];
const TICK = 200_000;
const LOTS = 100;
/** More than all scenarios lock. */
const FUNDS = { base: 10_000_000_000n, quote: 20_000_000_000n };
const INTERVAL = 4;

const json = process.argv.includes("--json");
const measured = await measureAll();
if (json) {
  const plain = (_: string, value: unknown) => (typeof value === "bigint" ? Number(value) : value);
  process.stdout.write(`${JSON.stringify({ batches: measured }, plain)}\n`);
} else for (const one of measured) print(one);

async function measureAll(): Promise<Measured[]> {
  const crypto = await loadCrypto();
  const { params } = flowMarket({ tickSize: "0.01", lotSize: "0.001", feeBps: 5, bandBps: 500 });
  const market = { ...params, referenceTick: TICK };
  const network = await openNetwork({ crypto, market, interval: INTERVAL });
  const folder = mkdtempSync(join(tmpdir(), "walras-bench-"));
  try {
    return await measureOn(network, folder);
  } finally {
    await network.devnet.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOn(network: Network, folder: string): Promise<Measured[]> {
  const { signal } = new AbortController();
  const { sequencer, stage } = await openStage(network, folder, "atOnce", signal);
  try {
    const most = Math.max(...SCENARIOS.map(({ envelopes }) => envelopes));
    const names = Array.from({ length: most }, (_, n) => [`trader-${n}`, FUNDS] as const);
    const traders = await registerTraders(network, new Map(names));
    await stage.inboxDone();
    const results: Measured[] = [];
    for (const scenario of SCENARIOS) {
      results.push(await measure(network, stage, traders, scenario));
    }
    return results;
  } finally {
    await sequencer.stop();
  }
}

async function measure(
  network: Network,
  stage: Stage,
  traders: readonly Trader[],
  scenario: Scenario,
): Promise<Measured> {
  const { envelopes, ordersEach } = scenario;
  const outgoing = traders.slice(0, envelopes).map((trader, n): Outgoing => {
    const side = n % 2 === 0 ? SIDE.buy : SIDE.sell;
    const order = { kind: "place", market: 0, side, tick: TICK, lots: LOTS, expiry: 0 } as const;
    return { trader, operations: Array.from({ length: ordersEach }, () => order) };
  });
  const { slots } = await stage.submit(outgoing);
  await stage.executed(slots);
  const report = () => stage.costs.reportOn(0, slots, 0);
  await stage.until("the claim", () => report() !== undefined);
  const fills = (report()?.figures ?? [])
    .flatMap(({ markets }) => markets)
    .reduce((sum, market) => sum + market.fills, 0);
  return { ...scenario, fills, ...(await costOf(network, slots)) };
}

/** What the sequencer posted for the slots: its seals and reveals, and the claims that came after. */
async function costOf(
  { client, deployment }: Network,
  slots: readonly number[],
): Promise<Pick<Measured, "seal" | "reveal" | "claim">> {
  const parts = { seal: [] as GasParts[], reveal: [] as GasParts[], claim: [] as GasParts[] };
  const newest = await client.getBlockNumber();
  for (let number = 0n; number <= newest; number++) {
    const block = await client.getBlock({ blockNumber: number, includeTransactions: true });
    for (const { hash, from, input } of block.transactions) {
      if (from.toLowerCase() !== deployment.sequencer) continue;
      const { functionName, args } = decodeFunctionData({ abi: settlementAbi, data: input });
      const { gasUsed } = await client.getTransactionReceipt({ hash });
      const cost = gasParts(hexToBytes(input), gasUsed);
      const sealed = parts.seal.length > 0;
      if (functionName === "seal" || functionName === "reveal") {
        if (slots.includes(Number(args[0]))) parts[functionName].push(cost);
      } else if (functionName === "claim" && sealed) parts.claim.push(cost);
    }
  }
  return {
    seal: sumOfParts(parts.seal),
    reveal: sumOfParts(parts.reveal),
    claim: sumOfParts(parts.claim),
  };
}

function print(one: Measured): void {
  const { envelopes, ordersEach, fills, seal, reveal, claim } = one;
  const all = sumOfParts([seal, reveal, claim]);
  console.log(`\n${fills} fills: ${envelopes} envelopes of ${ordersEach} orders`);
  console.table(
    Object.fromEntries(
      Object.entries({ seal, reveal, claim, all }).map(([name, parts]) => [
        name,
        {
          bytes: parts.bytes,
          base: Number(parts.base),
          calldata: Number(parts.calldata),
          execution: Number(parts.execution),
          gas: Number(parts.total),
          "floor binds": parts.floorBinds,
        },
      ]),
    ),
  );
  const each = (count: number) => ({
    calldata: Math.round(Number(all.calldata) / count),
    execution: Math.round(Number(all.execution + all.base) / count),
    gas: Math.round(Number(all.total) / count),
  });
  console.table({ "an envelope": each(envelopes), "a fill": each(fills) });
}
