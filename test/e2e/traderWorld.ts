import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { encodeFunctionData, erc20Abi, type Hex, parseEther } from "viem";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { flowMarket } from "../../demo/flowMarket.ts";
import { type Network, openNetwork, registerTraders } from "../../demo/network.ts";
import { type OpenStage, openStage } from "../../demo/openStage.ts";
import type { Trader } from "../../demo/trader.ts";
import { type RunningApi, startApi } from "../../sequencer/api/server.ts";

/** An exchange in real time with its API, for people at their command lines. */

const LAUNCHER = fileURLToPath(new URL("../../bin/walras.js", import.meta.url));
/** Seconds. */
export const INTERVAL = 1;
const DECIMALS = 18;
/** Units of both assets that the trader who is there before gets. */
const FUNDS = { base: 10n ** 11n, quote: 10n ** 11n };
/** Token wei that a newcomer gets on L1, with some ETH. */
const POCKET = parseEther("1000");

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class TraderWorld {
  readonly network: Network;
  readonly api: RunningApi;
  /** Has an account with money. */
  readonly maker: Trader;
  readonly folder: string;
  readonly #stage: OpenStage;

  private constructor(
    network: Network,
    api: RunningApi,
    maker: Trader,
    folder: string,
    stage: OpenStage,
  ) {
    this.network = network;
    this.api = api;
    this.maker = maker;
    this.folder = folder;
    this.#stage = stage;
  }

  static async open(): Promise<TraderWorld> {
    const crypto = await loadCrypto();
    const sizes = { tickSize: "0.25", lotSize: "0.001", feeBps: 5, bandBps: 1_000 };
    const { params } = flowMarket(sizes);
    const market = { ...params, referenceTick: 400 };
    const network = await openNetwork({ crypto, market, interval: INTERVAL });
    const folder = mkdtempSync(join(tmpdir(), "walras-trader-"));
    const stage = await openStage(network, folder, "atOnce", new AbortController().signal);
    const [maker] = await registerTraders(network, new Map([["maker", FUNDS]]));
    if (maker === undefined) throw new RangeError("nobody was registered");
    const api = await startApi({
      exchange: stage.sequencer.exchange,
      listing: {
        name: "Test",
        assets: ["ETH", "DUSD"].map((symbol) => ({ symbol, decimals: DECIMALS })),
        l1Url: undefined,
        explorerUrl: undefined,
        devnet: true,
      },
      settings: { port: 0, logLevel: "silent" },
      version: "0.0.0",
      webRoot: undefined,
      now: () => Date.now(),
      log: pino({ level: "silent" }),
    });
    await stage.stage.inboxDone();
    return new TraderWorld(network, api, maker, folder, stage);
  }

  async close(): Promise<void> {
    await this.api.stop();
    await this.#stage.sequencer.stop();
    await this.network.devnet.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A folder of one person, where it types its commands. */
  seat(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** ETH and tokens on L1. */
  async give(address: Hex): Promise<void> {
    const { funder, token } = this.network;
    const args = [address, POCKET] as const;
    const data = encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args });
    await funder.mined("gifts", [
      await funder.send({ to: address, value: POCKET }),
      await funder.send({ to: token, data }),
    ]);
  }

  /** Token wei on L1. */
  async tokensOf(address: Hex): Promise<bigint> {
    const { client, token } = this.network;
    const read = { address: token, abi: erc20Abi, functionName: "balanceOf" } as const;
    return await client.readContract({ ...read, args: [address] });
  }

  /** Moves L1's clock past the time in which what is claimed now can be challenged. */
  async passWindow(): Promise<void> {
    const { devnet, deployment } = this.network;
    await devnet.increaseTime(deployment.challengeWindow + 1);
    await devnet.mine();
  }
}

/**
 * Types a command line as its words, in a folder, with nobody at a terminal.
 * @param until what is told on standard error when the command is interrupted
 */
export function typed(
  folder: string,
  { until }: { readonly until?: string },
  ...words: string[]
): Promise<Ended> {
  const { PATH } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [LAUNCHER, ...words], {
      cwd: folder,
      env: { PATH, HOME: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      texts.out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (until !== undefined && text.includes(until)) child.kill("SIGINT");
      texts.err += text;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...texts }));
  });
}
