import type { Hex } from "viem";
import { genesisNode } from "#l1/claims";
import { L1Error, L1Refused, TransactionReverted } from "#l1/errors";
import type { Claim, L1Event } from "#l1/eventTypes";
import { type FactContext, FactLog } from "#l1/facts";
import { Follower } from "#l1/follow";
import { Journal } from "#l1/journal";
import type { L1Client, Patience } from "#l1/rpc";
import type { Sender, TransactionStore } from "#l1/send";
import { WalrasError } from "#protocol/errors";
import type { Facts } from "#protocol/facts";
import { genesisState } from "#protocol/genesis";
import { callData, isFinal, keyOf } from "./calls.ts";
import { L1Fold } from "./l1View.ts";
import type { L1, L1Action, L1View, NamedAction, Posted } from "./ports.ts";

export interface PublisherOptions {
  readonly client: L1Client;
  readonly chainId: number;
  /** Settlement, lower case. */
  readonly settlement: Hex;
  /** Block that Settlement was deployed in. */
  readonly fromBlock: number;
  readonly context: FactContext;
  readonly sender: Sender;
  /** The one that the sender writes to. */
  readonly transactions: TransactionStore;
  readonly confirmations: number;
  readonly patience?: Patience;
  /** Clock milliseconds. */
  readonly now: () => number;
}

/** Blocks back to which facts can be undone one by one; as far as the follower goes. */
const REORGANISATION_WINDOW = 128;

/** The sequencer's side of L1: what Settlement says, and what is sent to it. */
export class Publisher implements L1 {
  readonly facts: Facts;
  readonly #options: PublisherOptions;
  readonly #follower: Follower;
  readonly #journal = new Journal();
  readonly #factLog: FactLog;
  readonly #fold: L1Fold;
  readonly #genesis: Claim;
  /** Events told but not yet deep enough for execution. */
  #shallow: L1Event[] = [];
  #resumed = false;
  readonly #sending = new Set<string>();

  constructor(options: PublisherOptions) {
    const { client, chainId, settlement, fromBlock, context, patience } = options;
    const genesisRoot = genesisState(context.deployment).root();
    this.#options = options;
    this.#follower = new Follower({
      client,
      chainId,
      address: settlement,
      fromBlock,
      window: REORGANISATION_WINDOW,
      ...(patience === undefined ? {} : { patience }),
    });
    this.#factLog = new FactLog(context, this.#journal);
    this.facts = this.#factLog;
    this.#fold = new L1Fold(context.deployment, genesisRoot);
    this.#genesis = genesisNode(genesisRoot).claim;
  }

  async refresh(): Promise<L1View> {
    const askedAt = this.#options.now();
    if (!this.#resumed) {
      await this.#options.sender.resume();
      this.#resumed = true;
    }
    for (;;) {
      const poll = await this.#follower.poll();
      if (poll.rolledBackTo !== undefined) {
        this.#rollBack(poll.rolledBackTo);
        this.#resumed = false;
      }
      for (const event of poll.events) this.#fold.apply(event);
      this.#shallow.push(...poll.events);
      if (poll.head !== undefined && poll.head.number < poll.tip.number) continue;
      this.#settle(poll.tip.number);
      return this.#fold.view(poll.tip.timestamp, askedAt);
    }
  }

  async perform(action: L1Action): Promise<Posted> {
    const { sender, settlement } = this.#options;
    const key = keyOf(action);
    // What was sent before is waited for, whatever it would be today.
    const data = sender.knows(key) ? "0x" : callData(action, (index) => this.#claimAt(index));
    this.#sending.add(key);
    try {
      const sent = await sender.send({ key, to: settlement, data });
      return { key, gasUsed: sent.gasUsed, calldataBytes: data.length / 2 - 1 };
    } catch (error) {
      // A call that was overtaken may be right next time, with other contents.
      if (sender.knows(key) && error instanceof TransactionReverted && mayPass(error)) {
        sender.forget(key);
      }
      throw error;
    } finally {
      this.#sending.delete(key);
    }
  }

  wasSent(action: NamedAction): boolean {
    return this.#options.sender.knows(keyOf(action));
  }

  forget(slot: number, index: number): void {
    const { sender, transactions } = this.#options;
    const keys = new Set(transactions.load().map(({ key }) => key));
    for (const key of keys) {
      // One that is being waited for is forgotten the next time: its sender looks for what was stored.
      if (isFinal(key, slot, index) && !this.#sending.has(key)) sender.forget(key);
    }
    this.#factLog.forgetBefore(slot);
  }

  mayPass(error: unknown): boolean {
    return mayPass(error);
  }

  #claimAt(index: number): Claim {
    const claim = index === 0 ? this.#genesis : this.#fold.claim(index);
    if (claim !== undefined) return claim;
    throw new ClaimGone(index);
  }

  #rollBack(block: number): void {
    this.#fold.rollbackTo(block);
    this.#shallow = this.#shallow.filter((event) => event.blockNumber <= block);
    this.#factLog.rollbackTo(block);
  }

  #settle(tip: number): void {
    const deep = tip - this.#options.confirmations;
    const ready = this.#shallow.filter((event) => event.blockNumber <= deep);
    this.#shallow = this.#shallow.filter((event) => event.blockNumber > deep);
    for (const event of ready) this.#factLog.apply(event);
    this.#journal.settle(tip - REORGANISATION_WINDOW);
  }
}

/** A claim that an action builds on was rolled back meanwhile. */
export class ClaimGone extends WalrasError {
  constructor(index: number) {
    super("claimGone", "claim to build on", index, "one that stands");
  }
}

/** Reverts by which L1 says that something changed, or not yet, between our look and our call. */
const PASSING: ReadonlySet<string> = new Set([
  "TooEarly",
  "TooLate",
  "BadSlot",
  "WrongParent",
  "InboxEndTooHigh",
  "InboxTakesLate",
  "InboxLeavesOut",
  "KeyDecided",
  "NotSealed",
  "NoKeyRange",
  "SlotUndecided",
  "NotTip",
  "StaleClaim",
  "ClaimFinal",
  "BondMissing",
]);

/** Whether trying again later, from a new look at L1, may go well. Everything else needs a person. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ClaimGone) return true;
  if (error instanceof TransactionReverted) {
    // Refused on top of what waits to be mined, but not of what is: somebody else's call came between.
    const unexplained = error.errorName === undefined && error.hash === undefined;
    return unexplained || PASSING.has(error.errorName ?? "");
  }
  if (error instanceof L1Refused) return true;
  return error instanceof L1Error && error.retryable;
}
