import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import type { Operation } from "../../circuits-free-verifier/protocol/operation.ts";
import { type Network, openNetwork, registerTraders } from "../../demo/network.ts";
import { type OpenStage, openStage } from "../../demo/openStage.ts";
import type { Trader } from "../../demo/trader.ts";
import { startApi } from "../../sequencer/api/server.ts";
import { copyOfPage } from "../web/fixtures/builtPage.ts";

/** A devnet with a sequencer, its API and the explorer; a maker whose orders rest, and a visitor with money. */
export interface WebWorld {
  /** Of the API and the explorer. */
  readonly url: string;
  readonly network: Network;
  readonly maker: Trader;
  readonly visitor: Trader;
  /** Seals operations of the maker and waits until their batch has run. */
  make(operations: readonly Operation[]): Promise<number>;
  close(): Promise<void>;
}

/** Seconds. */
const INTERVAL = 2;
/** Requests a minute. */
const PLENTY = 1_000_000;
const FUNDS = { base: 50_000_000_000n, quote: 20_000_000_000n };

/** 0.001 ETH a lot, 0.01 DUSD a tick. */
const MARKET = {
  ...{ base: 0, quote: 1, feeBps: 5, bandBps: 500, minLots: 1 },
  ...{ baseUnit: 1_000_000, quoteUnit: 10, referenceTick: 10_125 },
};

export async function openWebWorld(): Promise<WebWorld> {
  const crypto = await loadCrypto();
  const network = await openNetwork({ crypto, market: MARKET, interval: INTERVAL });
  const folder = mkdtempSync(join(tmpdir(), "walras-web-"));
  const { signal } = new AbortController();
  const open = await openStage(network, folder, "atOnce", signal);
  const names = ["maker", "visitor"];
  const traders = await registerTraders(network, new Map(names.map((name) => [name, FUNDS])));
  await open.stage.inboxDone();
  const [maker, visitor] = traders as [Trader, Trader];
  const webRoot = copyOfPage();
  const api = await startApi({
    exchange: open.sequencer.exchange,
    listing: {
      name: "Walras",
      assets: ["ETH", "DUSD"].map((symbol) => ({ symbol, decimals: 18 })),
      l1Url: network.devnet.url,
      explorerUrl: undefined,
      devnet: true,
    },
    settings: { port: 0, requestsPerMinute: PLENTY, envelopesPerMinute: PLENTY },
    version: "0.0.0",
    webRoot,
    now: () => Date.now(),
    log: pino({ level: "silent" }),
  });
  return {
    ...{ url: api.url, network, maker, visitor },
    make: (operations) => make(open, maker, operations),
    async close() {
      await api.stop();
      await open.sequencer.stop();
      await network.devnet.stop();
      for (const made of [folder, webRoot]) rmSync(made, { recursive: true });
    },
  };
}

async function make(
  { stage }: OpenStage,
  trader: Trader,
  operations: readonly Operation[],
): Promise<number> {
  const { slots } = await stage.submit([{ trader, operations }]);
  await stage.executed(slots);
  return slots[0] ?? 0;
}
