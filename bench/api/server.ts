import { randomBytes } from "node:crypto";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { flowMarket } from "../../demo/flowMarket.ts";
import { type Network, openNetwork, registerTraders } from "../../demo/network.ts";
import type { Trader } from "../../demo/trader.ts";
import { createLog } from "../../sequencer/api/log.ts";
import { type RunningApi, startApi } from "../../sequencer/api/server.ts";
import { systemClock } from "../../sequencer/clock.ts";
import { embeddedKeys, type RunningSequencer, startSequencer } from "../../sequencer/main.ts";

/** An exchange with real parts: anvil, SQLite files, the embedded keyper, the HTTP server with its log. */
export interface Server {
  readonly network: Network;
  readonly sequencer: RunningSequencer;
  readonly api: RunningApi;
  readonly traders: readonly Trader[];
  stop(): Promise<void>;
}

/** No limit of the API stands in the way of a load that comes from one address. */
const UNLIMITED = 1_000_000_000;
const REFERENCE_TICK = 1_000;
const FUNDS = 10n ** 12n;

/** @param accounts registered and funded on L1, known to the sequencer when this resolves */
export async function startServer(
  accounts: number,
  interval: number,
  sockets: number,
  guardMs: number,
): Promise<Server> {
  const crypto = await loadCrypto();
  const { params } = flowMarket({ tickSize: "0.01", lotSize: "0.001", feeBps: 5, bandBps: 500 });
  const market = { ...params, referenceTick: REFERENCE_TICK };
  const network = await openNetwork({ crypto, market, interval });
  const folder = mkdtempSync(join(tmpdir(), "walras-bench-"));
  const lines = createWriteStream(join(folder, "log"));
  const log = createLog("info", lines);
  const sequencer = await startSequencer({
    settings: {
      database: join(folder, "sequencer.sqlite"),
      createDatabase: true,
      guardMs,
    },
    crypto,
    clock: systemClock,
    l1: { client: network.client, settlement: network.settlement },
    privateKey: network.sequencerKey,
    keys: embeddedKeys({
      database: join(folder, "keyper.sqlite"),
      createDatabase: true,
      privateKey: network.keyperKeys[0] ?? "0x",
      random: () => randomBytes(32),
    }),
  });
  const api = await startApi({
    exchange: sequencer.exchange,
    listing: {
      name: "bench",
      assets: [
        { symbol: "ETH", decimals: 18 },
        { symbol: "USD", decimals: 18 },
      ],
      l1Url: undefined,
      explorerUrl: undefined,
      devnet: true,
    },
    settings: {
      port: 0,
      requestsPerMinute: UNLIMITED,
      envelopesPerMinute: UNLIMITED,
      maxSockets: sockets,
      socketsPerAddress: sockets,
    },
    version: "bench",
    webRoot: undefined,
    now: Date.now,
    log,
  });
  const funds = { base: FUNDS, quote: FUNDS };
  const users = Array.from({ length: accounts }, (_, n) => [`trader ${n}`, funds] as const);
  const traders = await registerTraders(network, new Map(users));
  const last = Math.max(...traders.map(({ account }) => account));
  await sequencer.until(() => sequencer.executor.signerOf(last) !== undefined);
  await sequencer.until(() => sequencer.executor.feesAvailable(last) > 0);
  return {
    network,
    sequencer,
    api,
    traders,
    async stop() {
      await api.stop();
      await sequencer.stop();
      await network.devnet.stop();
      lines.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
