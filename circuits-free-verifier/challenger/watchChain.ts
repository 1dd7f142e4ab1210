import { ClaimLog } from "#l1/claims";
import { readDeployment } from "#l1/deploy";
import type { EventOf } from "#l1/eventTypes";
import { FactLog } from "#l1/facts";
import { type BlockPoint, Follower, type Poll } from "#l1/follow";
import { Journal, JournalTooShort } from "#l1/journal";
import { ask, type L1Client, type Patience } from "#l1/rpc";
import { readCursor } from "#protocol/leaves";
import { type Snapshot, State } from "#protocol/state";
import type { Context } from "#protocol/stepTypes";
import { checkedGenesis } from "./genesis.ts";
import { type Difference, Replayer, StatesForgotten } from "./replayer.ts";
import type { WatchStatus } from "./watchStatus.ts";
import type { Checkpoint, WatchStore } from "./watchStore.ts";

export interface WatchChainParts {
  readonly client: L1Client;
  readonly chainId: number;
  /** Lower case. */
  readonly settlement: string;
  readonly context: Context;
  readonly store: WatchStore;
  readonly trustNode: boolean;
  readonly confirmations: number;
  /** Blocks behind L1's newest that it is taken to change no more. */
  readonly window: number;
  readonly maxBlocks: number | undefined;
  readonly patience: Patience;
  readonly say: (status: WatchStatus) => void;
}

/** L1 left the blocks that this chain began with. */
export class BaseGone extends Error {}

/** Whether a chain must be opened again because L1 went back further than this one can. */
export function endsChain(error: unknown): error is Error {
  return [BaseGone, JournalTooShort, StatesForgotten].some((kind) => error instanceof kind);
}

/** L1's facts and claims, and the replay of those claims, from a checkpoint or from genesis up to L1's newest block. */
export class WatchChain {
  readonly facts: FactLog;
  readonly claims: ClaimLog;
  readonly replayer: Replayer;
  /** Block after which all that this chain does not know itself was taken from the checkpoint. */
  readonly #base: number;
  /** It did not begin at genesis. */
  readonly fromCheckpoint: boolean;
  readonly #parts: WatchChainParts;
  readonly #genesis: Snapshot;
  readonly #journal = new Journal();
  readonly #follower: Follower;
  #difference: Difference | undefined;
  #head: BlockPoint | undefined;
  /** Since the last look that ended well. */
  #reorganised = false;
  /** Not yet deep enough to be stored; rising. */
  #shallow: Checkpoint[] = [];

  private constructor(
    parts: WatchChainParts,
    deployed: EventOf<"deployed">,
    genesis: Snapshot,
    from: Checkpoint | undefined,
  ) {
    const { context, client, settlement, chainId, patience, window } = parts;
    const { deployment } = deployed;
    this.#parts = parts;
    this.#genesis = genesis;
    this.fromCheckpoint = from !== undefined;
    this.#base = from?.block ?? deployed.blockNumber - 1;
    const { facts, claims } = from?.soFar ?? {};
    this.facts = new FactLog({ ...context, deployment }, this.#journal, facts);
    const judge = { crypto: context.crypto, deployment };
    this.claims = new ClaimLog(judge, new State(genesis.root).root(), this.#journal, claims);
    const state = new State((from?.state ?? genesis).root);
    this.replayer = new Replayer(context, this.facts, this.claims, state);
    this.#follower = new Follower({
      client,
      address: settlement,
      chainId,
      fromBlock: this.#base + 1,
      authenticate: !parts.trustNode,
      window,
      confirmations: parts.confirmations,
      patience,
      ...(parts.maxBlocks === undefined ? {} : { maxBlocks: parts.maxBlocks }),
    });
  }

  /** Goes on from the stored checkpoint if L1 still holds its block, unless told to begin `anew`. */
  static async open(parts: WatchChainParts, anew: boolean): Promise<WatchChain> {
    const { client, settlement, patience } = parts;
    const deployed = await readDeployment(client, settlement, patience);
    const genesis = checkedGenesis(deployed).snapshot();
    const stored = anew ? undefined : parts.store.load(genesis);
    const stands = stored !== undefined && (await isOnL1(parts, stored));
    if (!stands) parts.store.startOver();
    const chain = new WatchChain(parts, deployed, genesis, stands ? stored : undefined);
    const from = stands ? "checkpoint" : "genesis";
    parts.say({ kind: "opened", from, block: chain.#base, claim: chain.claims.tip.claim.index });
    return chain;
  }

  /** Newest block that was taken in. */
  get head(): BlockPoint | undefined {
    return this.#head;
  }

  /** Where a claim that stands is wrong first. */
  get difference(): Difference | undefined {
    return this.#difference;
  }

  /**
   * Takes in all up to L1's newest block and replays every claim that is new.
   * @returns whether L1 reorganised since the last look
   * Throws what endsChain() tells, and what Follower, FactLog and ClaimLog throw.
   */
  async look(): Promise<boolean> {
    for (;;) {
      const poll = await this.#follower.poll();
      const { head, tip } = poll;
      if (this.#take(poll)) this.#difference = this.replayer.advance();
      this.#head = head;
      this.#journal.settle((head?.number ?? this.#base) - this.#parts.window);
      this.replayer.forget();
      if (head === undefined || head.number >= tip.number - this.#parts.confirmations) break;
    }
    this.#checkpoint();
    const reorganised = this.#reorganised;
    this.#reorganised = false;
    return reorganised;
  }

  /** Whether anything changed. */
  #take({ rolledBackTo, events }: Poll): boolean {
    const { say } = this.#parts;
    if (rolledBackTo !== undefined) {
      say({ kind: "reorganised", toBlock: rolledBackTo });
      this.#reorganised = true;
      if (rolledBackTo <= this.#base) throw new BaseGone(`block ${this.#base + 1} left L1`);
      this.#journal.rollbackTo(rolledBackTo);
      this.#shallow = this.#shallow.filter(({ block }) => block <= rolledBackTo);
    }
    for (const event of events) {
      this.facts.apply(event);
      this.claims.apply(event);
      if (event.kind !== "killed") continue;
      const { index, author, beneficiary } = event;
      say({ kind: "killed", claim: index, author, beneficiary });
    }
    return rolledBackTo !== undefined || events.length > 0;
  }

  /** Notes all that is known now, if a replay can go on from it, and stores it once L1 will not change it any more. */
  #checkpoint(): void {
    const { store, window, say } = this.#parts;
    const head = this.#head;
    const { tip } = this.claims;
    if (head === undefined) return;
    const last = this.#shallow.at(-1);
    const due = last === undefined || head.number >= last.block + Math.ceil(window / 2);
    if (due && tip.claim.atStart && this.replayer.verified === tip) {
      const state = this.replayer.stateAtStart;
      const { slot, inboxCursor } = readCursor(new State(state.root));
      const soFar = { facts: this.facts.soFar(slot, inboxCursor), claims: this.claims.soFar() };
      this.#shallow.push({ block: head.number, blockHash: head.hash, soFar, state });
    }
    const deep = this.#shallow.filter(({ block }) => block <= head.number - window).at(-1);
    if (deep === undefined) return;
    store.save(deep, this.#genesis);
    this.#shallow = this.#shallow.filter(({ block }) => block > deep.block);
    const claim = deep.soFar.claims.claims.at(-1)?.claim.index ?? 0;
    say({ kind: "checkpoint", block: deep.block, claim });
  }
}

async function isOnL1(
  { client, patience }: WatchChainParts,
  { block, blockHash }: Checkpoint,
): Promise<boolean> {
  const found: { readonly hash?: string | null } | null = await ask(
    "eth_getBlockByNumber",
    () =>
      client.request({
        method: "eth_getBlockByNumber",
        params: [`0x${block.toString(16)}`, false],
      }),
    patience,
  );
  return found?.hash?.toLowerCase() === blockHash;
}
