import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { readDeployment } from "#l1/deploy";
import { isFraudProof } from "#l1/fraudProof";
import { ask, DEFAULT_PATIENCE, type L1Client, type Patience } from "#l1/rpc";
import { Sender } from "#l1/send";
import { hexToBytes } from "#protocol/bytes";
import type { Crypto } from "#protocol/crypto";
import { domainSeparatorOf } from "#protocol/messages";
import type { PersistenceHook } from "../../storage/database.ts";
import { Watcher, type WatchView } from "./watcher.ts";
import type { WatchPoint } from "./watchSchema.ts";
import type { WatchStatus } from "./watchStatus.ts";
import { WatchStore } from "./watchStore.ts";

export interface WatcherOptions {
  readonly client: L1Client;
  readonly settlement: string;
  readonly crypto: Crypto;
  /** File; made if there is none. */
  readonly database: string;
  /** Pays for challenges. No other program may send from its address. */
  readonly privateKey: Hex;
  /** Whom rewards are owed to; the key's address if undefined. */
  readonly beneficiary?: Hex;
  /** Pause between looks at L1; 1,000 if undefined. */
  readonly pollMs?: number;
  /** Blocks on top of one before it is believed; 0 if undefined. */
  readonly confirmations?: number;
  /** Blocks behind L1's newest that L1 is taken to change no more; 128 if undefined. */
  readonly window?: number;
  /** Believe L1's node instead of checking logs against the blocks' receipts. */
  readonly trustNode?: boolean;
  /** Blocks that one request for logs spans. */
  readonly maxBlocks?: number;
  readonly patience?: Patience;
  readonly onStatus?: (status: WatchStatus) => void;
  readonly hook?: PersistenceHook<WatchPoint>;
}

export interface RunningWatcher {
  /** Undefined before the first look ended. */
  readonly view: WatchView | undefined;
  /** Resolves when the watcher was stopped; rejects with what halted it. */
  readonly ended: Promise<void>;
  /** Resolves at the first look after which `met` holds; rejects with what halts the watcher. */
  until(met: (view: WatchView) => boolean): Promise<WatchView>;
  onStatus(listener: (status: WatchStatus) => void): () => void;
  /** Ends at the next pause and closes the database. What was sent stays sent, and a later run waits for it. */
  stop(): Promise<void>;
}

const DEFAULT_POLL_MS = 1_000;
const DEFAULT_WINDOW = 128;
/**
 * Opens the database, reads the deployment from L1 and begins to follow it: every claim is replayed, and the first wrong
 * chunk challenged.
 * @throws StoreError, L1Error, Fault
 */
export async function startWatcher(options: WatcherOptions): Promise<RunningWatcher> {
  const { client, crypto } = options;
  const patience = options.patience ?? DEFAULT_PATIENCE;
  const settlement = options.settlement.toLowerCase() as Hex;
  const chainId = await ask("eth_chainId", () => client.getChainId(), patience);
  const { challenger } = await readDeployment(client, settlement, patience);
  const domainSeparator = domainSeparatorOf(crypto, chainId, hexToBytes(settlement));
  const context = { crypto, domainSeparator };
  const known = await isFraudProof(client, challenger, settlement, domainSeparator, { patience });
  const { database: path, hook } = options;
  const store = new WatchStore({ path, chainId, settlement, hook });
  const account = privateKeyToAccount(options.privateKey);
  const pollMs = options.pollMs ?? DEFAULT_POLL_MS;
  const sender = new Sender({
    client,
    chainId,
    account,
    store: store.transactions,
    patience,
    pollMs,
  });
  const listeners = new Set<(status: WatchStatus) => void>();
  if (options.onStatus !== undefined) listeners.add(options.onStatus);
  const say = (status: WatchStatus): void => {
    for (const listener of listeners) listener(status);
  };
  if (!known) say({ kind: "otherChallenger", challenger });
  const watcher = new Watcher({
    chain: {
      client,
      chainId,
      settlement,
      context,
      store,
      trustNode: options.trustNode === true,
      confirmations: options.confirmations ?? 0,
      window: options.window ?? DEFAULT_WINDOW,
      maxBlocks: options.maxBlocks,
      patience,
      say,
    },
    challenge: {
      client,
      context,
      sender,
      settlement,
      challenger: challenger as Hex,
      beneficiary: options.beneficiary ?? account.address,
      patience,
      say,
    },
    pollMs,
  });
  const ended = watcher.run().finally(() => store.close());
  // Whoever waits for it is told; nobody has to.
  ended.catch(() => {});
  return {
    get view() {
      return watcher.view;
    },
    ended,
    until: (met) => watcher.until(met),
    onStatus: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async () => {
      watcher.stop();
      await ended.catch(() => {});
    },
  };
}
