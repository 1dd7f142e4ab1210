import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { sleep } from "#l1/rpc";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { loadGroup } from "../../circuits-free-verifier/crypto/loadGroup.ts";
import type { Listing } from "../../sequencer/api/exchange.ts";
import { createLog, logStatus } from "../../sequencer/api/log.ts";
import { type RunningApi, startApi } from "../../sequencer/api/server.ts";
import { closeMs, collectingSlot } from "../../sequencer/batching.ts";
import { systemClock } from "../../sequencer/clock.ts";
import {
  committeeKeys,
  embeddedKeys,
  type RunningSequencer,
  type SequencerOptions,
  startSequencer,
} from "../../sequencer/main.ts";
import { backUp } from "../admin/backup.ts";
import { listenForAdmin } from "../admin/server.ts";
import { readToml, type TomlFile } from "../config/toml.ts";
import type { Output } from "../output.ts";
import { type DaemonConfig, daemonConfigOf } from "./config.ts";
import { giveUpUncertified } from "./restored.ts";
import type { ListingSettings } from "./settings.ts";
import { type DaemonSite, daemonSiteOf } from "./site.ts";

/** `walras sequencer`: the exchange as a service, from one file. */

export interface SequencerArguments {
  readonly config: string;
  /** Judge the file and its surroundings, and begin nothing. */
  readonly check: boolean;
  /** Make databases that are not there. */
  readonly create: boolean;
  /** The databases are copies of ones that are lost. */
  readonly restored: boolean;
  /** Of the software. */
  readonly version: string;
}

/** How it ended. */
export type DaemonEnd = "checked" | "stopped" | "stuck";

interface Running {
  readonly sequencer: RunningSequencer;
  readonly api: RunningApi;
  readonly closeAdmin: () => Promise<void>;
}

/**
 * Runs until it is told to end.
 * @throws OperatorConfigError naming every fault, StoreError, L1Error, and Node's error where it cannot listen
 */
export async function runSequencer(
  args: SequencerArguments,
  ending: AbortSignal,
  output: Output,
): Promise<DaemonEnd> {
  const toml = readToml(args.config);
  const config = daemonConfigOf(toml, args.create);
  const site = await daemonSiteOf(config, toml);
  for (const warning of site.warnings) output.note(warning);
  if (args.check) return "checked";
  const log = createLog(config.api.logLevel);
  for (const warning of site.warnings) log.warn(warning);
  const running = await start(args, { toml, config, site, log });
  if (!ending.aborted)
    await new Promise<void>((resolve) => ending.addEventListener("abort", () => resolve()));
  log.info("told to end");
  const ended = await stop(running, config.admin.stopSeconds);
  if (ended) log.info("ended");
  else log.error(`not ended in ${config.admin.stopSeconds} s; nothing durable is lost`);
  return ended ? "stopped" : "stuck";
}

interface Parts {
  readonly toml: TomlFile;
  readonly config: DaemonConfig;
  readonly site: DaemonSite;
  readonly log: Logger;
}

async function start(args: SequencerArguments, parts: Parts): Promise<Running> {
  const { config, site, log, toml } = parts;
  const { chainId, settlement, deployment } = site;
  const { database } = config.sequencer;
  if (args.restored) {
    const slots = giveUpUncertified(database, chainId, settlement);
    log.warn({ slots }, "restored: slots that were not certified are given up");
  }
  const warn = (line: string): void => log.warn(line);
  const sequencer = await startSequencer(
    {
      settings: config.sequencer,
      crypto: await loadCrypto(warn),
      clock: systemClock,
      l1: { client: site.client, settlement },
      privateKey: site.sequencerKey,
      keys: await keysOf(parts, args.create),
    },
    (status) => logStatus(log, status),
  );
  let api: RunningApi | undefined;
  try {
    if (args.restored) await pastThisSlot(sequencer, log);
    api = await startApi({
      exchange: sequencer.exchange,
      listing: listingOf(config, site),
      settings: config.api,
      version: args.version,
      webRoot: webRootOf(config.listing, toml),
      now: () => Date.now(),
      log,
    });
    const embedded = config.keypers.kind === "embedded";
    const closeAdmin = await listenForAdmin(
      toml.pathOf(config.admin.socket),
      async ({ folder }) => {
        const about = {
          takenAt: new Date().toISOString(),
          version: args.version,
          chainId,
          settlement,
        };
        const answer = await backUp(sequencer, folder, embedded, about);
        log.info({ folder }, "backed up");
        return answer;
      },
    );
    const { sequencer: address, interval } = deployment;
    log.info({ url: api.url, chainId, settlement, sequencer: address, interval }, "listening");
    return { sequencer, api, closeAdmin };
  } catch (error) {
    await api?.stop();
    await sequencer.stop();
    throw error;
  }
}

/** Resolves to whether all ended in time. What is durable stays so if not. */
async function stop({ sequencer, api, closeAdmin }: Running, seconds: number): Promise<boolean> {
  const ended = (async () => {
    await Promise.all([api.stop(), closeAdmin()]);
    await sequencer.stop();
    return true;
  })();
  let late: NodeJS.Timeout | undefined;
  const cut = new Promise<false>((resolve) => {
    late = setTimeout(() => resolve(false), seconds * 1_000);
  });
  try {
    return await Promise.race([ended, cut]);
  } finally {
    clearTimeout(late);
  }
}

/** The lost sequencer may have given receipts for the slot that is collecting: none are given here before the next. */
async function pastThisSlot({ deployment }: RunningSequencer, log: Logger): Promise<void> {
  const slot = collectingSlot(deployment, Date.now());
  if (slot === undefined) return;
  log.warn({ slot }, "restored: takes no envelopes before this slot has closed");
  await sleep(Math.max(0, closeMs(deployment, slot) - Date.now()));
}

async function keysOf(
  { config, site, toml, log }: Parts,
  create: boolean,
): Promise<SequencerOptions["keys"]> {
  const { keypers } = config;
  if (keypers.kind === "embedded") {
    return embeddedKeys({
      database: toml.pathOf(keypers.database),
      createDatabase: keypers.createDatabase || create,
      privateKey: site.keyperKey ?? "0x",
      random: () => new Uint8Array(randomBytes(32)),
    });
  }
  const say = (line: string): void => log.warn(line);
  const { urls, peerTimeoutMs, waitMs } = keypers;
  const group = await loadGroup(say);
  return committeeKeys({ group, urls, privateKey: site.sequencerKey, peerTimeoutMs, waitMs, say });
}

function listingOf({ listing, assets }: DaemonConfig, { devnet }: DaemonSite): Listing {
  const { name, l1Url, explorerUrl } = listing;
  return {
    name,
    assets: assets.map(({ symbol, decimals }) => ({ symbol, decimals })),
    l1Url,
    explorerUrl,
    devnet,
  };
}

/** Where the explorer is built to, from dist/operator/daemon/. */
const BUILT = fileURLToPath(new URL("../../web", import.meta.url));

function webRootOf({ webRoot }: ListingSettings, toml: TomlFile): string | undefined {
  if (webRoot === "") return undefined;
  if (webRoot !== undefined) return toml.pathOf(webRoot);
  return existsSync(BUILT) ? BUILT : undefined;
}
