import { readDeployment } from "#l1/deploy";
import { L1Moved, WrongChain } from "#l1/errors";
import type { EventOf } from "#l1/eventTypes";
import { Follower, type Poll } from "#l1/follow";
import { isFraudProof } from "#l1/fraudProof";
import { JournalTooShort } from "#l1/journal";
import { isMisconduct } from "#l1/misconduct";
import { ask, connectL1, DEFAULT_PATIENCE, type L1Client, type Patience } from "#l1/rpc";
import { SettlementLog } from "#l1/settlementLog";
import { hexToBytes, toHex } from "#protocol/bytes";
import type { Crypto } from "#protocol/crypto";
import { domainSeparatorOf } from "#protocol/messages";
import { checkedGenesis } from "./genesis.ts";
import { type Counts, Replayer, StatesForgotten } from "./replayer.ts";
import { checkStorage } from "./storage.ts";
import { type AssetTotals, checkTotals } from "./totals.ts";

export interface VerifyOptions {
  readonly rpc: string;
  readonly settlement: string;
  readonly crypto: Crypto;
  /** Expected; whatever L1 says if undefined. */
  readonly chainId?: number;
  /** Believe L1's node instead of checking logs against the blocks' receipts. */
  readonly trustNode?: boolean;
  /** Blocks that one request for logs spans. */
  readonly maxBlocks?: number;
  readonly patience?: Patience;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly fromBlock: number;
  readonly block: number;
  readonly tip: number;
  readonly counts: Counts;
}

export interface Verified {
  readonly settlement: string;
  readonly chainId: number;
  /** L1's block that all of it holds at. */
  readonly block: number;
  readonly blockHash: string;
  readonly counts: Counts;
  readonly sealedSlots: number;
  readonly finalisedClaims: number;
  /** Rollbacks of claims so far. */
  readonly generation: number;
  readonly reorganisations: number;
  /** The one contract that may kill claims. */
  readonly challenger: string;
  /** It is FraudProof as it is built here, made for this Settlement; if not, read its code before you trust it. */
  readonly judgedByFraudProof: boolean;
  /** The one contract that may take the sequencer's and keypers' bonds. */
  readonly misconduct: string;
  /** It is Misconduct as it is built here, made for this Settlement; if not, read its code before you bond. */
  readonly punishedByMisconduct: boolean;
  readonly genesisRoot: string;
  readonly stateRoot: string;
  readonly totals: readonly AssetTotals[];
}

const WINDOW = 128;
const MAX_RESTARTS = 8;

/**
 * Verifies a Settlement from L1 alone, up to its newest block: genesis, every fact, every living claim's roots and
 * records, and every unit of money.
 * Throws what isFinding() tells is a finding, and L1Error where L1 could not be asked.
 */
export async function verify(options: VerifyOptions): Promise<Verified> {
  const client = connectL1(options.rpc);
  const patience = options.patience ?? DEFAULT_PATIENCE;
  const chainId = await ask("eth_chainId", () => client.getChainId(), patience);
  if (options.chainId !== undefined && chainId !== options.chainId) {
    throw new WrongChain(chainId, options.chainId);
  }
  for (let restart = 0; ; restart++) {
    const deployed = await readDeployment(client, options.settlement, patience);
    const run = new Verification(options, client, chainId, deployed, restart);
    try {
      return await run.toTip();
    } catch (error) {
      if (
        !(
          error instanceof StartOver ||
          error instanceof JournalTooShort ||
          error instanceof StatesForgotten
        )
      )
        throw error;
      if (restart >= MAX_RESTARTS) {
        throw new L1Moved(
          "too often to follow",
          restart,
          `a chain that stands for ${WINDOW} blocks`,
        );
      }
    }
  }
}

/** L1 went back further than can be undone. */
class StartOver extends Error {}

class Verification {
  readonly #options: VerifyOptions;
  readonly #client: L1Client;
  readonly #chainId: number;
  readonly #deployed: EventOf<"deployed">;
  readonly #genesisRoot: Uint8Array;
  readonly #log: SettlementLog;
  readonly #replayer: Replayer;
  readonly #follower: Follower;
  #reorganisations: number;

  constructor(
    options: VerifyOptions,
    client: L1Client,
    chainId: number,
    deployed: EventOf<"deployed">,
    reorganisations: number,
  ) {
    const { crypto, settlement } = options;
    const { deployment } = deployed;
    this.#options = options;
    this.#client = client;
    this.#chainId = chainId;
    this.#deployed = deployed;
    this.#reorganisations = reorganisations;
    const genesis = checkedGenesis(deployed);
    this.#genesisRoot = genesis.root();
    const domainSeparator = domainSeparatorOf(crypto, chainId, hexToBytes(settlement));
    const context = { crypto, domainSeparator };
    this.#log = new SettlementLog({ ...context, deployment }, this.#genesisRoot);
    this.#replayer = new Replayer(context, this.#log.facts, this.#log.claims, genesis);
    this.#follower = new Follower({
      client,
      address: settlement,
      chainId,
      fromBlock: deployed.blockNumber,
      authenticate: options.trustNode !== true,
      window: WINDOW,
      ...(options.maxBlocks === undefined ? {} : { maxBlocks: options.maxBlocks }),
      ...(options.patience === undefined ? {} : { patience: options.patience }),
    });
  }

  async toTip(): Promise<Verified> {
    for (;;) {
      const poll = await this.#follower.poll();
      this.#take(poll);
      const difference = this.#replayer.advance((counts) => this.#report(poll, counts));
      this.#report(poll, this.#replayer.counts);
      const { head, tip } = poll;
      if (head === undefined || head.number < tip.number) {
        this.#log.settle(Math.min(head?.number ?? 0, tip.number) - WINDOW);
        this.#replayer.forget();
        continue;
      }
      if (difference !== undefined) throw difference;
      const verified = await this.#conclude(head.number, head.hash);
      if (verified !== undefined) return verified;
    }
  }

  #take({ rolledBackTo, events }: Poll): void {
    if (rolledBackTo !== undefined) {
      this.#reorganisations++;
      if (rolledBackTo < this.#deployed.blockNumber) throw new StartOver();
      this.#log.rollbackTo(rolledBackTo);
    }
    for (const event of events) {
      if (event.kind === "deployed") this.#checkDeployed(event);
      this.#log.apply(event);
    }
  }

  /** The event that the follower finds must be the one that the verification began with. */
  #checkDeployed(event: EventOf<"deployed">): void {
    if (event.blockHash !== this.#deployed.blockHash) throw new StartOver();
  }

  /** Money and storage at a block; undefined if L1 left that block meanwhile. */
  async #conclude(block: number, blockHash: string): Promise<Verified | undefined> {
    const { settlement, patience } = this.#options;
    const { deployment } = this.#deployed;
    const { facts, claims, money } = this.#log;
    const owing = this.#replayer.exitState ?? this.#replayer.stateAtStart;
    const totals = checkTotals(deployment, owing, facts, money);
    let failure: unknown;
    let known = { fraudProof: false, misconduct: false };
    try {
      known = await this.#knownJudges(block);
      await checkStorage(this.#client, settlement, block, this.#deployed, this.#log, patience);
    } catch (error) {
      failure = error;
    }
    const now = await ask(
      "eth_getBlockByNumber",
      () =>
        this.#client.request({
          method: "eth_getBlockByNumber",
          params: [`0x${block.toString(16)}`, false],
        }),
      patience,
    );
    if (now?.hash?.toLowerCase() !== blockHash) return undefined;
    if (failure !== undefined) throw failure;
    return {
      settlement: settlement.toLowerCase(),
      chainId: this.#chainId,
      block,
      blockHash,
      counts: this.#replayer.counts,
      sealedSlots: facts.sealedCount,
      finalisedClaims: claims.finalised,
      generation: claims.generation,
      reorganisations: this.#reorganisations,
      challenger: this.#deployed.challenger,
      judgedByFraudProof: known.fraudProof,
      misconduct: this.#deployed.misconduct,
      punishedByMisconduct: known.misconduct,
      genesisRoot: toHex(this.#genesisRoot),
      stateRoot: toHex(this.#replayer.root),
      totals,
    };
  }

  /** Which of the contracts that Settlement obeys are the ones built here. */
  async #knownJudges(block: number): Promise<{ fraudProof: boolean; misconduct: boolean }> {
    const { settlement, crypto, patience } = this.#options;
    const { challenger, misconduct, deployment } = this.#deployed;
    const separator = domainSeparatorOf(crypto, this.#chainId, hexToBytes(settlement));
    const at = { blockNumber: block, ...(patience === undefined ? {} : { patience }) };
    const client = this.#client;
    return {
      fraudProof: await isFraudProof(client, challenger, settlement, separator, at),
      misconduct: await isMisconduct(client, misconduct, settlement, separator, deployment, at),
    };
  }

  #report({ head, tip }: Poll, counts: Counts): void {
    const fromBlock = this.#deployed.blockNumber;
    this.#options.onProgress?.({
      fromBlock,
      block: head?.number ?? fromBlock,
      tip: tip.number,
      counts,
    });
  }
}
