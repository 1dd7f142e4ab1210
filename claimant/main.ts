import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { readDeployment } from "#l1/deploy";
import { ask, DEFAULT_PATIENCE, type L1Client, type Patience, sleep } from "#l1/rpc";
import { Sender } from "#l1/send";
import { hexToBytes } from "#protocol/bytes";
import type { Crypto } from "#protocol/crypto";
import { domainSeparatorOf } from "#protocol/messages";
import { WATCH_SCHEMA, type WatchPoint } from "../circuits-free-verifier/challenger/watchSchema.ts";
import { WatchStore } from "../circuits-free-verifier/challenger/watchStore.ts";
import type { PersistenceHook } from "../storage/database.ts";
import { ensureBond } from "./bond.ts";
import { Claimant, type Turn } from "./claimant.ts";
import type { ClaimStatus } from "./status.ts";

export interface ClaimantOptions {
  readonly client: L1Client;
  readonly settlement: string;
  readonly crypto: Crypto;
  /** File; made if there is none. */
  readonly database: string;
  /** Whose bond stands behind the claims. No other program may send from its address. */
  readonly privateKey: Hex;
  /** Post the bond if it does not stand. */
  readonly postBond: boolean;
  readonly graceSeconds: number;
  readonly upkeep: boolean;
  /** Pause between looks at L1. */
  readonly pollMs: number;
  /** Blocks on top of one before it is believed. */
  readonly confirmations: number;
  /** Believe L1's node instead of checking logs against the blocks' receipts. */
  readonly trustNode: boolean;
  /** Blocks that one request for logs spans. */
  readonly maxBlocks?: number;
  readonly patience?: Patience;
  readonly hook?: PersistenceHook<WatchPoint>;
  readonly onStatus: (status: ClaimStatus) => void;
}

/** Blocks behind L1's newest that it is taken to change no more. */
const WINDOW = 128;

/** Of the watcher's tables, for another sender. */
const CLAIMANT_SCHEMA = {
  ...WATCH_SCHEMA,
  name: "the claimant's database",
  applicationId: 0x57_61_43_6c,
};

/**
 * Settles until `stopped`, or with `once` until there is nothing to do for now.
 * @returns how the last turn ended
 * @throws StoreError, L1Error, Fault, NoBond, ClaimUnderChange
 */
export async function runClaimant(
  options: ClaimantOptions,
  once: boolean,
  stopped: AbortSignal,
): Promise<Turn> {
  const { client, crypto, database: path, hook, confirmations, trustNode, maxBlocks } = options;
  const patience = options.patience ?? DEFAULT_PATIENCE;
  const settlement = options.settlement.toLowerCase() as Hex;
  const chainId = await ask("eth_chainId", () => client.getChainId(), patience);
  const { deployment } = await readDeployment(client, settlement, patience);
  const domainSeparator = domainSeparatorOf(crypto, chainId, hexToBytes(settlement));
  const context = { crypto, domainSeparator };
  const store = new WatchStore({ path, chainId, settlement, hook, schema: CLAIMANT_SCHEMA });
  let release = (): void => {};
  try {
    const account = privateKeyToAccount(options.privateKey);
    const { transactions } = store;
    const { pollMs } = options;
    const sender = new Sender({
      client,
      chainId,
      account,
      store: transactions,
      patience,
      pollMs: Math.min(pollMs, 1_000),
    });
    const stopWaiting = (): void => sender.stopWaiting();
    stopped.addEventListener("abort", stopWaiting);
    release = () => stopped.removeEventListener("abort", stopWaiting);
    const bond = { client, settlement, sender, bond: deployment.claimantBond, patience };
    if (await ensureBond(bond, options.postBond))
      options.onStatus({ kind: "bonded", party: sender.address, value: deployment.claimantBond });
    const claimant = new Claimant({
      chain: {
        client,
        chainId,
        settlement,
        context,
        store,
        trustNode,
        confirmations,
        window: WINDOW,
        maxBlocks,
        patience,
        say: options.onStatus,
      },
      deployment,
      settlement,
      context,
      sender,
      transactions,
      graceSeconds: options.graceSeconds,
      upkeep: options.upkeep,
      say: options.onStatus,
    });
    for (;;) {
      const turn = await claimant.turn();
      if (stopped.aborted || (once && turn !== "acted" && turn !== "again")) return turn;
      if (turn !== "acted" || confirmations > 0) await pause(pollMs, stopped);
    }
  } finally {
    release();
    store.close();
  }
}

/** Sleeps, but no longer than until it is stopped. */
async function pause(ms: number, stopped: AbortSignal): Promise<void> {
  if (stopped.aborted) return;
  let wake = (): void => {};
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  stopped.addEventListener("abort", wake);
  await Promise.race([sleep(ms), woken]);
  stopped.removeEventListener("abort", wake);
}
