import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { readDeployment } from "#l1/deploy";
import { ask, type L1Client, type Patience, sleep } from "#l1/rpc";
import { Sender } from "#l1/send";
import { hexToBytes } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import type { Crypto } from "#protocol/crypto";
import { domainSeparatorOf, type SigningContext } from "#protocol/messages";
import { keySigner } from "#protocol/signature";
import type { Group } from "../circuits-free-verifier/crypto/group.ts";
import type { KeyperL1 } from "../keyper/certifier.ts";
import { CommitteeKeys } from "../keyper/committee/keys.ts";
import { Peer } from "../keyper/committee/peer.ts";
import { EmbeddedKeyper } from "../keyper/embedded.ts";
import type { Randomness } from "../keyper/keySets.ts";
import type { KeyperPoint } from "../keyper/schema.ts";
import { KeyperStore } from "../keyper/store.ts";
import type { PersistenceHook } from "../storage/database.ts";
import { StoreError } from "../storage/errors.ts";
import type { Exchange } from "./api/exchange.ts";
import { parseConfig, type SequencerSettings } from "./config.ts";
import { Daemon } from "./daemon.ts";
import { LocalExchange } from "./localExchange.ts";
import { isLost, isSealed } from "./plan.ts";
import type { Clock, KeyProof, Keys, L1View } from "./ports.ts";
import { Publisher } from "./publisher.ts";
import type { SequencerPoint } from "./store/schema.ts";
import { openStore, type SequencerStore } from "./store/sqlite.ts";

/** The only wiring: here the sequencer meets a real L1, a real disk and its keypers. */

export interface SequencerOptions {
  readonly settings: SequencerSettings;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly l1: {
    readonly client: L1Client;
    /** Settlement. */
    readonly settlement: Hex;
    readonly patience?: Patience;
  };
  /** Of the deployment's sequencer: signs receipts and sends to L1, from an address that nothing else sends from. */
  readonly privateKey: Hex;
  readonly keys: (wiring: KeysWiring) => KeysAndClose;
  readonly hook?: PersistenceHook<SequencerPoint>;
}

export interface KeysWiring {
  readonly deployment: Deployment;
  readonly context: SigningContext;
  readonly chainId: number;
  readonly settlement: Hex;
  readonly clock: Clock;
  /** What keypers in this process see of L1. */
  readonly l1: KeyperL1;
}

export interface KeysAndClose {
  readonly keys: Keys;
  close(): void;
  /** Copies what keypers of this process keep, secrets included, into a new file; undefined where they are elsewhere. */
  readonly backup?: (path: string) => Promise<void>;
}

export interface RunningSequencer
  extends Pick<
    Daemon,
    "submit" | "collecting" | "onStatus" | "until" | "settled" | "flushClaims" | "view" | "executor"
  > {
  readonly deployment: Deployment;
  readonly context: SigningContext;
  /** What an API tells and asks for. */
  readonly exchange: Exchange;
  /** What proves a slot's public key against the registered key set; undefined where there is no key. */
  proveKey(slot: number): KeyProof | undefined;
  /**
   * Copies its database, and that of a keyper in this process, into new files of these names while all goes on. Each holds what
   * was committed before the call. Throws StoreError.
   */
  backup(paths: { readonly sequencer: string; readonly keyper: string }): Promise<void>;
  /** Ends what is under way and closes the files. */
  stop(): Promise<void>;
}

/**
 * Opens the databases, reads the deployment from L1 and begins; resolves when L1 has answered the first time.
 * @throws ConfigError, StoreError, L1Error
 */
export async function startSequencer(
  options: SequencerOptions,
  watch?: Parameters<Daemon["onStatus"]>[0],
): Promise<RunningSequencer> {
  const config = parseConfig(options.settings);
  const { client, patience } = options.l1;
  const settlement = options.l1.settlement.toLowerCase() as Hex;
  const chainId = await ask("eth_chainId", () => client.getChainId(), patience);
  const { deployment, blockNumber, challenger } = await readDeployment(
    client,
    settlement,
    patience,
  );
  const context = contextOf(options.crypto, chainId, settlement, deployment);
  const store = openStore({
    path: config.database,
    create: config.createDatabase,
    chainId,
    settlement,
    deployment,
    hook: options.hook,
  });
  try {
    return await run(options, watch, {
      config,
      settlement,
      chainId,
      challenger: challenger as Hex,
      fromBlock: blockNumber,
      context,
      store,
    });
  } catch (error) {
    store.close();
    throw error;
  }
}

interface Opened {
  readonly config: ReturnType<typeof parseConfig>;
  readonly settlement: Hex;
  readonly challenger: Hex;
  readonly chainId: number;
  readonly fromBlock: number;
  readonly context: SigningContext & { readonly deployment: Deployment };
  readonly store: SequencerStore;
}

async function run(
  options: SequencerOptions,
  watch: Parameters<Daemon["onStatus"]>[0] | undefined,
  opened: Opened,
): Promise<RunningSequencer> {
  const { clock, crypto, privateKey } = options;
  const { client, patience } = options.l1;
  const { config, settlement, chainId, fromBlock, context, store } = opened;
  const { deployment } = context;
  const sender = new Sender({
    client,
    chainId,
    account: privateKeyToAccount(privateKey),
    store: store.transactions,
    pollMs: Math.min(config.pollMs, 1_000),
    ...(patience === undefined ? {} : { patience }),
  });
  const l1 = new Publisher({
    client,
    chainId,
    settlement,
    fromBlock,
    context,
    sender,
    transactions: store.transactions,
    confirmations: config.confirmations,
    now: () => clock.now(),
    ...(patience === undefined ? {} : { patience }),
  });
  let daemon: Daemon | undefined;
  const seen: KeyperL1 = {
    statusOf: (slot) => statusOf(slot, deployment, daemon),
    // The only keyper of a deployment has signed all that is certified.
    lastCertified: () => 0,
  };
  const ends = options.keys({
    deployment,
    context,
    chainId,
    settlement,
    clock,
    l1: seen,
  });
  const { keys, close } = ends;
  try {
    const started = new Daemon({
      config,
      deployment,
      context,
      clock,
      l1,
      keys,
      log: store.log,
      trace: store.trace,
      signer: keySigner(crypto, hexToBytes(privateKey)),
      judge: (view) => refuseEmptyLog(view, store, config.database),
    });
    daemon = started;
    if (watch !== undefined) started.onStatus(watch);
    await started.start();
    return handleOf(started, ends, opened, async () => {
      await started.stop();
      close();
      store.close();
    });
  } catch (error) {
    await daemon?.stop();
    close();
    throw error;
  }
}

function contextOf(crypto: Crypto, chainId: number, settlement: Hex, deployment: Deployment) {
  const domainSeparator = domainSeparatorOf(crypto, chainId, hexToBytes(settlement));
  return { crypto, domainSeparator, deployment };
}

function statusOf(slot: number, deployment: Deployment, daemon: Daemon | undefined) {
  const view = daemon?.view;
  if (view === undefined) return "pending";
  if (isSealed(view, slot)) return "sealed";
  return isLost(deployment, view, slot) ? "lost" : "pending";
}

/** Receipts may have been given that an empty log knows nothing of. */
function refuseEmptyLog(view: L1View, store: SequencerStore, path: string): void {
  if (!store.log.isEmpty() || view.lastCertified === 0) return;
  const expected = `the log of the sequencer that certified up to slot ${view.lastCertified}`;
  throw new StoreError("missing", "the sequencer's log", `${path}, which holds none`, expected);
}

function handleOf(
  daemon: Daemon,
  { keys, backup }: KeysAndClose,
  { context, chainId, settlement, challenger, store }: Opened,
  stop: () => Promise<void>,
): RunningSequencer {
  const running: Omit<RunningSequencer, "exchange"> = {
    deployment: context.deployment,
    context,
    executor: daemon.executor,
    get view() {
      return daemon.view;
    },
    submit: (slot, envelope) => daemon.submit(slot, envelope),
    collecting: () => daemon.collecting(),
    proveKey: (slot) => {
      const first = daemon.view?.keySetOf(slot);
      return first === undefined ? undefined : keys.proveKey(first, slot);
    },
    onStatus: (listener) => daemon.onStatus(listener),
    until: (met) => daemon.until(met),
    settled: () => daemon.settled(),
    flushClaims: (on) => daemon.flushClaims(on),
    backup: async (paths) => {
      await store.backup(paths.sequencer);
      // Last, so that the keyper's copy knows all that it signed of what the sequencer's holds.
      await backup?.(paths.keyper);
    },
    stop,
  };
  const { history } = store;
  history.hideWhile(() => daemon.executor.startsOver);
  const exchange = new LocalExchange({
    ...{ running, daemon, history, chainId, settlement, challenger },
  });
  // Not a copy, in which `view` would stand still.
  return Object.assign(running, { exchange });
}

export interface EmbeddedKeysOptions {
  readonly database: string;
  readonly createDatabase: boolean;
  /** Of the deployment's one keyper. */
  readonly privateKey: Hex;
  readonly random: Randomness;
  readonly hook?: PersistenceHook<KeyperPoint>;
}

/** One keyper within this process, for a deployment with n = t = q = 1. */
export function embeddedKeys(options: EmbeddedKeysOptions): SequencerOptions["keys"] {
  return ({ deployment, context, chainId, settlement, clock, l1 }) => {
    const store = new KeyperStore({
      path: options.database,
      create: options.createDatabase,
      chainId,
      settlement,
      hook: options.hook,
    });
    const keys = new EmbeddedKeyper({
      deployment,
      context,
      signer: keySigner(context.crypto, hexToBytes(options.privateKey)),
      store,
      l1,
      random: options.random,
      now: () => clock.now(),
    });
    return { keys, close: () => store.close(), backup: (path) => store.backup(path) };
  };
}

export interface CommitteeKeysOptions {
  readonly group: Group;
  /** Of each keyper, as the deployment lists them. */
  readonly urls: readonly string[];
  /** Of the deployment's sequencer. */
  readonly privateKey: Hex;
  readonly peerTimeoutMs: number;
  /** How long a key set that keypers are making is waited for at a time. */
  readonly waitMs: number;
  readonly say: (line: string) => void;
}

/** Keypers in processes of their own. */
export function committeeKeys(options: CommitteeKeysOptions): SequencerOptions["keys"] {
  return ({ deployment, context, clock }) => {
    const { group, urls, peerTimeoutMs: timeoutMs, waitMs, say } = options;
    const signer = keySigner(context.crypto, hexToBytes(options.privateKey));
    const addresses = deployment.keypers.map((keyper) => hexToBytes(keyper));
    const now = (): number => clock.now();
    const peers = addresses.map(
      (address, index) =>
        new Peer({ context, signer, index, address, url: urls[index] ?? "", timeoutMs, now }),
    );
    const { threshold, quorum } = deployment;
    const keys = new CommitteeKeys({
      committee: { ...context, group, addresses, threshold, quorum },
      peers,
      waitMs,
      sleep,
      now: () => performance.now(),
      say,
    });
    return { keys, close: () => keys.close() };
  };
}
