import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPERATOR_ACCOUNT } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { loadGroup } from "../circuits-free-verifier/crypto/loadGroup.ts";
import type { Exchange } from "../sequencer/api/exchange.ts";
import type { Statement } from "./account.ts";
import { batchJson, batchLine, gasPerFill, type Naming } from "./batches.ts";
import { botNames } from "./bots.ts";
import { censorAndSlash } from "./censor.ts";
import { runWalras } from "./children.ts";
import { outliveSequencer } from "./death.ts";
import { allClaimed, leaveRollup, settleOnL1 } from "./exit.ts";
import { type FlowMarket, flowMarket, type MarketChoice, priceOf } from "./flowMarket.ts";
import { type Funds, VISITOR } from "./funding.ts";
import { type KeyperProcesses, startKeypers } from "./keypers.ts";
import type { Ledger } from "./ledger.ts";
import type { Lie } from "./lies/lie.ts";
import { type Network, openNetwork, registerTraders } from "./network.ts";
import { keypersAt, type OpenStage, openStage } from "./openStage.ts";
import { Play, type Totals } from "./play.ts";
import { chained, fundsOf, limitOf, listed, take } from "./prelude.ts";
import { randomFrom } from "./random.ts";
import type { DemoResult } from "./result.ts";
import { openFlow } from "./source.ts";
import { isStraw } from "./straws.ts";
import type { Trader } from "./trader.ts";
import { Trial, type Verdict } from "./trial.ts";
import { openVisit, type Visit } from "./visit.ts";
import type { FlowWindow } from "./windows.ts";

export interface DemoOptions {
  /** A file of the `events` format; the example flow if undefined. */
  readonly orders: string | undefined;
  /** 0: until the flow ends or somebody interrupts. */
  readonly batches: number;
  readonly bots: number;
  readonly json: boolean;
  /** Seconds of a slot. */
  readonly interval: number;
  /** Units of the flow's timestamps that make one batch. */
  readonly window: number;
  readonly market: MarketChoice;
  /** To be told, and caught, after some honest batches. */
  readonly lie: Lie | undefined;
  /** 1: within the sequencer; more: each in a process of its own. */
  readonly keypers: number;
  /** Of them, how many open a batch together. */
  readonly threshold: number;
  /** Which of them is killed in mid-run, counted from 0. */
  readonly killKeyper: number | undefined;
  /** Kill the sequencer after half of the batches. */
  readonly sequencerDies: boolean;
  /** Let it give a receipt after half of the batches that it does not keep. */
  readonly censor: boolean;
  /** That the explorer listens on if it is free. */
  readonly port: number;
  /** Below which settings are written for who trades along. */
  readonly cwd: string;
}

export interface DemoSurroundings {
  readonly crypto: Crypto;
  /** Results. */
  readonly out: (line: string) => void;
  /** For people meanwhile. */
  readonly note: (line: string) => void;
  /** Play no further batch, but bring everything to its end. */
  readonly enough: AbortSignal;
  /** Stop where you are and clean up. */
  readonly aborted: AbortSignal;
}

const BASE = "ETH";
const QUOTE = "DUSD";
/** Batches before a lie. */
const HONEST_BATCHES = 2;

/** Plays a flow from sealed orders to withdrawn money. */
export async function runDemo(options: DemoOptions, around: DemoSurroundings): Promise<DemoResult> {
  const flow = openFlow({ file: options.orders, window: options.window });
  const limit = limitOf(options);
  const ahead = await take(flow, limit);
  const market = listed(flowMarket(options.market), ahead, options.orders ?? "the example flow");
  const funds = fundsOf(options, ahead, market);
  around.note(`${funds.size} traders; starting the embedded L1`);
  const network = await openNetwork({
    crypto: around.crypto,
    market: market.params,
    interval: options.interval,
    keypers: options.keypers,
    threshold: options.threshold,
  });
  const folder = mkdtempSync(join(tmpdir(), "walras-demo-"));
  try {
    around.note(`L1 ${network.devnet.url}, Settlement ${network.settlement}`);
    const run = new Run(options, around, network, market);
    return await run.all(folder, funds, ahead, flow);
  } finally {
    await network.devnet.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One run on a network that is up. */
class Run {
  readonly #options: DemoOptions;
  readonly #around: DemoSurroundings;
  readonly #network: Network;
  readonly #market: FlowMarket;
  readonly #naming: Naming;
  #keypers: KeyperProcesses | undefined;
  #killed = false;

  constructor(
    options: DemoOptions,
    around: DemoSurroundings,
    network: Network,
    market: FlowMarket,
  ) {
    this.#options = options;
    this.#around = around;
    this.#network = network;
    this.#market = market;
    this.#naming = { market, base: BASE, quote: QUOTE };
  }

  async all(
    folder: string,
    funds: ReadonlyMap<string, Funds>,
    ahead: readonly FlowWindow[],
    flow: AsyncIterable<FlowWindow>,
  ): Promise<DemoResult> {
    const { note } = this.#around;
    const network = this.#network;
    const keypers =
      this.#options.keypers === 1 ? undefined : await startKeypers(network, folder, note);
    this.#keypers = keypers;
    try {
      return await this.#run(folder, funds, ahead, flow);
    } finally {
      await keypers?.stop();
    }
  }

  async #run(
    folder: string,
    funds: ReadonlyMap<string, Funds>,
    ahead: readonly FlowWindow[],
    flow: AsyncIterable<FlowWindow>,
  ): Promise<DemoResult> {
    const { aborted, note } = this.#around;
    const network = this.#network;
    const { lie, censor } = this.#options;
    const endsEarly = this.#endsEarly;
    const claims = lie === undefined && !endsEarly ? "atOnce" : "onDemand";
    const group = await loadGroup(note);
    const keys = this.#keypers && keypersAt(network, this.#keypers.urls, group, note);
    const open = await openStage(network, folder, claims, aborted, keys);
    const { sequencer, replica, stage } = open;
    sequencer.flushClaims(claims === "onDemand");
    let trial: Trial | undefined;
    let explorer: Visit | undefined;
    try {
      if (lie !== undefined) trial = await Trial.open(network, open, lie, folder, note);
      const traders = await registerTraders(network, funds);
      await stage.inboxDone();
      note(`${traders.length} accounts hold their deposits; the first batch opens`);
      explorer = await this.#open(sequencer.exchange, traders);
      const { totals, verdict } = await this.#play(open, traders, ahead, flow, trial);
      explorer.endTrading();
      if (endsEarly) await explorer.close();
      if (endsEarly) return await this.#outlive(folder, open, traders, totals, censor);

      note("everybody cancels and withdraws");
      await leaveRollup(network, stage, replica, traders);
      sequencer.flushClaims(true);
      await allClaimed(stage, replica);
      const verified = await this.#verify();
      aborted.throwIfAborted();
      await explorer.close();
      await sequencer.stop();
      await trial?.close();
      await this.#keypers?.stop();
      note("the clock moves past every window; L1 pays");
      await settleOnL1(network, replica, traders, verdict !== undefined);
      const account = await this.#audit(statementOf(stage.ledger, traders));
      aborted.throwIfAborted();
      const { batches, orders, fills, gas } = totals;
      const told = lie === undefined ? {} : { caught: verdict !== undefined, lie: verdict };
      const each = gasPerFill(gas, fills);
      return { batches, orders, fills, verified, ...account, gasPerFill: each, ...told };
    } finally {
      await explorer?.close();
      await sequencer.stop();
      await trial?.close();
    }
  }

  async #open(exchange: Exchange, traders: readonly Trader[]): Promise<Visit> {
    const { note } = this.#around;
    const { cwd, port } = this.#options;
    const network = this.#network;
    const visitor = traders.find(({ userId }) => userId === VISITOR);
    const { referenceTick } = this.#market.params;
    const visit = await openVisit({
      exchange,
      network,
      symbols: [BASE, QUOTE],
      // Well above the market and within the band: it buys at the batch's price, not at this one.
      price: priceOf(this.#market, Math.floor(referenceTick * 1.05)),
      port,
      cwd,
      visitor,
    });
    for (const line of visit.told) note(line);
    return visit;
  }

  async #outlive(
    folder: string,
    open: OpenStage,
    traders: readonly Trader[],
    { batches, orders, fills, gas }: Totals,
    censor: boolean,
  ): Promise<DemoResult> {
    const { aborted, note } = this.#around;
    const parts = { network: this.#network, open, traders, folder, note, aborted };
    const told = censor ? { censored: await censorAndSlash(parts) } : {};
    const afterDeath = await outliveSequencer(parts, censor);
    const verified = await this.#verify();
    const account = await this.#audit(statementOf(open.stage.ledger, traders));
    const each = gasPerFill(gas, fills);
    return { batches, orders, fills, verified, ...account, gasPerFill: each, afterDeath, ...told };
  }

  async #play(
    { stage, replica }: OpenStage,
    traders: readonly Trader[],
    ahead: readonly FlowWindow[],
    flow: AsyncIterable<FlowWindow>,
    trial: Trial | undefined,
  ): Promise<{ totals: Totals; verdict: Verdict | undefined }> {
    const { batches, bots, json, orders } = this.#options;
    const { enough, note, out } = this.#around;
    const play = new Play({
      market: this.#market,
      stage,
      replica,
      traders,
      bots: botNames(bots),
      random: randomFrom(randomBytes(4).readUInt32BE()),
      note,
      onBatch: (report) =>
        out(
          json ? JSON.stringify(batchJson(report, this.#naming)) : batchLine(report, this.#naming),
        ),
    });
    const windows = chained(ahead, flow);
    const straws = traders.filter(isStraw);
    let verdict: Verdict | undefined;
    for (let batch = 1; batches === 0 || batch <= batches; batch++) {
      const next = await windows.next();
      const window = next.done === true ? undefined : next.value;
      if (enough.aborted || (window === undefined && bots === 0)) break;
      await play.play(window);
      if (batch === Math.max(1, Math.floor(batches / 2))) this.#killKeyper();
      if (this.#endsEarly && batch >= batches / 2) break;
      if (batch === HONEST_BATCHES) verdict = await trial?.run(straws);
    }
    verdict ??= await trial?.run(straws);
    await play.end();
    const unread = (await windows.next()).value;
    const line = unread?.events[0]?.line ?? unread?.refusals[0]?.line;
    if (line !== undefined && orders !== undefined)
      note(`line ${line} and all after it: not played`);
    return { totals: play.totals, verdict };
  }

  /** The sequencer does not live to see the end. */
  get #endsEarly(): boolean {
    return this.#options.sequencerDies || this.#options.censor;
  }

  /** Once: the others must do without it from here on. */
  #killKeyper(): void {
    const { killKeyper } = this.#options;
    if (killKeyper === undefined || this.#killed) return;
    this.#killed = true;
    this.#around.note(`keyper ${killKeyper} is killed`);
    this.#keypers?.kill(killKeyper);
  }

  async #verify(): Promise<boolean> {
    const { aborted, note } = this.#around;
    const { devnet, settlement } = this.#network;
    const args = ["verify", "--rpc", devnet.url, "--settlement", settlement, "--json"];
    const { code, stdout, stderr } = await runWalras(args, "", aborted);
    if (code === 0) note("verified from L1 alone, in a process of its own");
    else note(`verify ended with ${code}: ${stdout}${stderr}`);
    return code === 0;
  }

  async #audit(statement: Statement): Promise<{ conserved: boolean; withdrawn: boolean }> {
    const { aborted, note, out } = this.#around;
    const { devnet, settlement } = this.#network;
    const args = ["audit", "--rpc", devnet.url, "--settlement", settlement, "--json"];
    const { code, stdout, stderr } = await runWalras(args, JSON.stringify(statement), aborted);
    if (code !== 0 && code !== 1) note(`audit ended with ${code}: ${stderr}`);
    const nothing = { checks: [], conserved: false, withdrawn: false };
    const found: {
      readonly checks: readonly { readonly text: string; readonly holds: boolean }[];
      readonly conserved: boolean;
      readonly withdrawn: boolean;
    } = stdout === "" ? nothing : JSON.parse(stdout);
    for (const { text, holds } of found.checks) {
      (this.#options.json ? note : out)(`${holds ? "holds" : "FAILS"}  ${text}`);
    }
    return { conserved: found.conserved, withdrawn: found.withdrawn };
  }
}

function statementOf(ledger: Ledger, traders: readonly Trader[]): Statement {
  const accounts = [OPERATOR_ACCOUNT, ...traders.map(({ account }) => account)];
  return Object.fromEntries(
    accounts.map((account) => [
      account,
      [0, 1].map((asset) => ledger.owned(account, asset).toString()),
    ]),
  );
}
