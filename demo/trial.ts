import { join } from "node:path";
import type { Hex } from "viem";
import { settlementAbi } from "#l1/generated/settlement";
import { readLast } from "#protocol/leaves";
import { type Invalid, outcomeName } from "#protocol/outcomes";
import {
  type RunningWatcher,
  startWatcher,
} from "../circuits-free-verifier/challenger/startWatcher.ts";
import type { WatchStatus } from "../circuits-free-verifier/challenger/watchStatus.ts";
import type { Status } from "../sequencer/status.ts";
import { allClaimed } from "./exit.ts";
import { Liar, type Lied } from "./lies/liar.ts";
import type { Lie } from "./lies/lie.ts";
import type { Network } from "./network.ts";
import type { OpenStage } from "./openStage.ts";
import { StageFailed } from "./stage.ts";
import { strawOrders } from "./straws.ts";
import type { Trader } from "./trader.ts";
import { Wallet } from "./wallet.ts";

/** What became of a lie. */
export interface Verdict {
  readonly kind: string;
  readonly text: string;
  /** The wrong claim, the slot that it was about, and where it was proven wrong. */
  readonly claim: number;
  readonly slot: number;
  readonly chunk: number;
  readonly step: number;
  readonly reason: string;
  /** Wei. */
  readonly bond: bigint;
  readonly reward: bigint;
  /** Of the challenge. */
  readonly gas: bigint;
  readonly bytes: number;
}

const MOST_ROUNDS = 6;

/** A claimant who lies, the watcher that convicts it, and the honest sequencer that goes on from the last good claim. */
export class Trial {
  readonly #network: Network;
  readonly #open: OpenStage;
  readonly #lie: Lie;
  readonly #watcher: RunningWatcher;
  readonly #note: (line: string) => void;
  readonly #told: WatchStatus[] = [];
  #failure: unknown;

  private constructor(
    network: Network,
    open: OpenStage,
    lie: Lie,
    watcher: RunningWatcher,
    note: (line: string) => void,
  ) {
    this.#network = network;
    this.#open = open;
    this.#lie = lie;
    this.#watcher = watcher;
    this.#note = note;
    watcher.onStatus((status) => this.#told.push(status));
    watcher.ended.catch((error: unknown) => {
      this.#failure = error;
    });
  }

  /** Starts the watcher. @param folder for its database */
  static async open(
    network: Network,
    open: OpenStage,
    lie: Lie,
    folder: string,
    note: (line: string) => void,
  ): Promise<Trial> {
    const { client, settlement, context, watcherKey } = network;
    const watcher = await startWatcher({
      client,
      settlement,
      crypto: context.crypto,
      database: join(folder, "watcher.sqlite"),
      privateKey: watcherKey,
      pollMs: 200,
    });
    return new Trial(network, open, lie, watcher, note);
  }

  /** Ends the watcher. */
  async close(): Promise<void> {
    await this.#watcher.stop();
  }

  /** Lets the liar get ahead of the sequencer, once, and sees it through until all is claimed rightly. */
  async run(straws: readonly Trader[]): Promise<Verdict> {
    const { sequencer, stage, replica } = this.#open;
    const { client, chainId, liarKey } = this.#network;
    const liar = new Liar({ ...this.#network, wallet: new Wallet(client, chainId, liarKey) });
    await liar.postBond();
    this.#note(`a claimant posts its bond and will lie: ${this.#lie.text}`);
    await allClaimed(stage, replica);
    sequencer.flushClaims(false);
    const lied = await this.#getAhead(liar, straws);
    const { index, slot, author } = lied.claim;
    this.#note(`claim ${index} of slot ${slot} is a lie; nothing but running it again shows it`);
    const unheard = sequencer.onStatus((status) => this.#heard(status));
    sequencer.flushClaims(true);
    const isKill = (status: WatchStatus): boolean =>
      status.kind === "killed" && status.claim === index;
    await stage.until("the death of a wrong claim", () => {
      if (this.#failure !== undefined) throw this.#failure;
      return this.#told.some(isKill);
    });
    const verdict = await this.#verdict(lied, author as Hex);
    this.#note(
      `the watcher proves it in one transaction of ${verdict.gas} gas and ${verdict.bytes} bytes: chunk ${verdict.chunk}, ` +
        `step ${verdict.step}, ${verdict.reason}; of the liar's bond of ${verdict.bond} wei it gets ${verdict.reward}, the rest burns`,
    );
    await stage.until("a right claim in its place", () => replica.claims.tip.claim.slot >= slot);
    await allClaimed(stage, replica);
    unheard();
    this.#note("the sequencer claims the same slots anew, from the last good claim");
    return verdict;
  }

  /** Plays rounds of the straws until a slot after the tip has a place for the lie. */
  async #getAhead(liar: Liar, straws: readonly Trader[]): Promise<Lied> {
    const { stage, replica } = this.#open;
    const account = straws[0]?.account ?? 0;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await this.#deposit(account);
      const { slots } = await stage.submit(strawOrders(straws, readLast(replica.state, 0)));
      await stage.executed(slots);
      do {
        const lied = await liar.tell(this.#lie, account);
        if (lied !== undefined) return lied;
      } while (await liar.passOver());
    }
    throw new StageFailed(`a place for ${this.#lie.kind}`, "none", `one in ${MOST_ROUNDS} slots`);
  }

  /** One unit, so that the inbox has something in it. */
  async #deposit(account: number): Promise<void> {
    const { funder, settlement, deployment } = this.#network;
    const value = deployment.assets[0]?.scale ?? 0n;
    const sent = await funder.call(settlement, "deposit", [account, 0, value], value);
    await funder.mined("a deposit", [sent]);
  }

  #heard(status: Status): void {
    if (status.kind === "foreignClaim" && !status.right)
      this.#note(`the sequencer does not build on claim ${status.index} and waits for its end`);
  }

  async #verdict({ claim, found }: Lied, author: Hex): Promise<Verdict> {
    const { client, settlement } = this.#network;
    const [slashed] = (
      await client.getContractEvents({
        abi: settlementAbi,
        address: settlement,
        eventName: "BondSlashed",
        args: { party: author },
        fromBlock: 0n,
      })
    ).slice(-1);
    if (slashed === undefined) throw new StageFailed("the liar's bond", "not slashed", "slashed");
    const hash = slashed.transactionHash;
    const { gasUsed } = await client.getTransactionReceipt({ hash });
    const { input } = await client.getTransaction({ hash });
    return {
      kind: this.#lie.kind,
      text: this.#lie.text,
      claim: claim.index,
      slot: claim.slot,
      chunk: found.chunk,
      step: found.step,
      reason: reasonText(found.reason),
      bond: slashed.args.value ?? 0n,
      reward: slashed.args.reward ?? 0n,
      gas: gasUsed,
      bytes: input.length / 2 - 1,
    };
  }
}

const reasonText = (reason: Invalid): string => `${outcomeName(reason)} (${reason})`;
