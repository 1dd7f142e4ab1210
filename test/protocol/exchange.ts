import type { OrderRef } from "#protocol/book";
import type { Deployment } from "#protocol/config";
import { PHASE } from "#protocol/constants";
import type { Facts, SealFact } from "#protocol/facts";
import { genesisState } from "#protocol/genesis";
import { balanceLeaf, levelKey, levelLeaf } from "#protocol/layout";
import { readCursor } from "#protocol/leaves";
import { BookProposer } from "#protocol/proposer";
import { type Snapshot, State } from "#protocol/state";
import type { Context, StepReport } from "#protocol/stepTypes";
import { type Chunk, produceChunk, replayChunk } from "#protocol/trace";
import { type Leaf, makeLeaf } from "#protocol/tree";
import { checkState } from "../reference/checkState.ts";
import {
  byText,
  differences,
  type Happened,
  happenedInLedger,
  linesOfLedger,
  linesOfState,
} from "../reference/compare.ts";
import { Ledger, type LedgerResult, type LedgerSlot } from "../reference/ledger.ts";
import { MoneyCount } from "../reference/money.ts";
import type { NaiveInboxOperation, NaiveSide } from "../reference/operations.ts";
import { naiveRoot, stateLeaves } from "../reference/stateLeaves.ts";
import { cursorIn, viewState } from "../reference/stateView.ts";

/** One deployment run three times over: as a ledger, by a producer of chunks, and by a replayer of them. */

/** Counts all money at every write. */
class WatchedState extends State {
  readonly money: MoneyCount;

  constructor(genesis: State, deployment: Deployment) {
    super(genesis.snapshot().root);
    this.money = new MoneyCount(deployment.markets, deployment.assets.length);
  }

  override set(gindex: number, leaf: Leaf): void {
    this.money.write(gindex, this.get(gindex).root, leaf.root);
    super.set(gindex, leaf);
  }
}

/** Facts as they come in. */
export class FactList implements Facts {
  readonly #seals = new Map<number, SealFact>();
  readonly #after = new Map<number, SealFact>();
  readonly words: Uint8Array[] = [];

  add(seal: SealFact): void {
    this.#seals.set(seal.slot, seal);
    this.#after.set(seal.prev, seal);
  }

  sealAfter(slot: number): SealFact | undefined {
    return this.#after.get(slot);
  }

  sealOf(slot: number): SealFact | undefined {
    return this.#seals.get(slot);
  }

  inboxWord(index: number): Uint8Array | undefined {
    return this.words[index];
  }
}

/** A sealed slot, as L1 tells it and as the ledger understands it. */
export interface SlotInput {
  readonly seal: SealFact;
  readonly words: readonly Uint8Array[];
  readonly meaning: LedgerSlot;
}

/** A chunk with the state that it begins from. */
export interface Produced {
  readonly chunk: Chunk;
  readonly before: Snapshot;
  readonly steps: number;
}

export interface Ran {
  /** Empty if all three agree and every invariant held at every step. */
  readonly faults: readonly string[];
  readonly chunks: readonly Produced[];
  readonly happened: LedgerResult;
}

export class Exchange {
  readonly ledger: Ledger;
  readonly facts = new FactList();
  readonly deposited: bigint[];
  readonly stepsPerRoot: number;
  readonly context: Context;
  readonly #state: WatchedState;
  readonly #replayed: State;
  readonly #proposer: BookProposer;
  #accounts = new Set([0]);

  constructor(deployment: Deployment, context: Context) {
    const genesis = genesisState(deployment);
    this.ledger = new Ledger({
      operationFee: deployment.operationFee,
      operatorSigner: deployment.operatorSigner.slice(2),
      assetCount: deployment.assets.length,
      markets: deployment.markets,
    });
    this.context = context;
    this.stepsPerRoot = deployment.stepsPerRoot;
    this.#state = new WatchedState(genesis, deployment);
    this.#replayed = genesis;
    this.#proposer = BookProposer.fromState(genesis);
    this.deposited = deployment.assets.map(() => 0n);
  }

  /** Makes a level begin at a later position, as if that many orders had come and gone. */
  ageLevel(market: number, side: NaiveSide, tick: number, position: number): void {
    const number = side === "buy" ? 0 : 1;
    const [low, high] = [position % 2 ** 32, Math.floor(position / 2 ** 32)];
    const leaf = makeLeaf(low, high, low, high);
    this.#setBoth(levelLeaf(market, number, levelKey(number, tick)), leaf);
    const level = this.ledger.books[market]?.level(side, tick);
    if (level === undefined) return;
    level.head = BigInt(position);
    level.tail = BigInt(position);
  }

  /** Makes a level go on at a later position, as if orders had come and gone behind those that it holds. */
  stretchLevel(market: number, side: NaiveSide, tick: number, places: number): void {
    const number = side === "buy" ? 0 : 1;
    const gindex = levelLeaf(market, number, levelKey(number, tick));
    const { h0, h1, h2, h3, h4, h5 } = this.#state.get(gindex);
    this.#setBoth(gindex, makeLeaf(h0, h1, h2 + places, h3, h4, h5));
    const level = this.ledger.books[market]?.level(side, tick);
    if (level !== undefined) level.tail += BigInt(places);
  }

  /** Makes an account begin with a sum withdrawn that soon passes 2^64. */
  ageWithdrawn(account: number, asset: number): void {
    this.#accounts.add(account);
    this.#setBoth(balanceLeaf(account, asset), makeLeaf(0, 0, 2 ** 32 - 9, 2 ** 32 - 1));
    this.ledger.balance(account, asset).withdrawn = 2n ** 64n - 9n;
    this.deposited[asset] = (this.deposited[asset] ?? 0n) - 9n;
  }

  #setBoth(gindex: number, leaf: Leaf): void {
    this.#state.set(gindex, leaf);
    this.#replayed.set(gindex, leaf);
  }

  /** Executes a slot everywhere; `checkRoot` also hashes the whole state naively. */
  run(input: SlotInput, checkRoot: boolean): Ran {
    for (const operation of input.meaning.inbox) this.#accounts.add(operation.account);
    this.facts.words.push(...input.words);
    this.facts.add(input.seal);
    const faults: string[] = [];
    const happened = new Recorder();
    const chunks: Produced[] = [];
    let phase = readCursor(this.#state).phase;
    let steps = 0;
    const observe = (report: StepReport): void => {
      steps++;
      this.#proposer.observe(report);
      happened.note(report, phase);
      phase = readCursor(this.#state).phase;
      if (report.kind === "inbox") this.#consume(input, report.index);
      this.#checkMoney(report, faults);
    };
    let before = this.#state.snapshot();
    for (;;) {
      const chunk = produceChunk(this.#state, this.facts, this.context, this.#proposer, observe);
      if (chunk === undefined) break;
      chunks.push({ chunk, before, steps });
      steps = 0;
      before = this.#state.snapshot();
      faults.push(...this.#replay(chunk));
      if (faults.length > 0) break;
    }
    const expected = this.ledger.execute(input.meaning);
    faults.push(...happened.differencesFrom(happenedInLedger(expected)));
    faults.push(...this.#checkState(checkRoot));
    return { faults, chunks, happened: expected };
  }

  /** A state that stands where a chunk begins. */
  stateBefore(produced: Produced): State {
    return new State(produced.before.root);
  }

  replay(state: State, chunk: Chunk): ReturnType<typeof replayChunk> {
    return replayChunk(state, this.facts, this.context, chunk);
  }

  #consume(input: SlotInput, index: number): void {
    const first = this.facts.words.length - input.words.length;
    const operation: NaiveInboxOperation | undefined = input.meaning.inbox[index - first];
    if (operation?.kind !== "deposit") return;
    const { asset, amount } = operation;
    this.deposited[asset] = (this.deposited[asset] ?? 0n) + amount;
  }

  #checkMoney(report: StepReport, faults: string[]): void {
    const [want, have] = [this.deposited.join(), this.#state.money.totals().join()];
    if (want !== have) faults.push(`money after ${report.kind}: ${have}, expected ${want}`);
  }

  #replay(chunk: Chunk): string[] {
    const replay = replayChunk(this.#replayed, this.facts, this.context, chunk);
    return replay.ok
      ? []
      : [`replay refused: ${replay.reason} ${replay.given}, ${replay.expected}`];
  }

  #checkState(checkRoot: boolean): string[] {
    const { root } = this.#state.snapshot();
    const leaves = stateLeaves(root);
    const view = viewState(leaves);
    const faults = [
      ...checkState(view),
      ...differences(linesOfLedger(this.ledger, this.#accounts), linesOfState(view)),
    ];
    const { slot, era } = cursorIn(view);
    if (era !== Math.floor(slot / 2 ** 20)) faults.push(`era ${era} at slot ${slot}`);
    if (checkRoot && Buffer.compare(naiveRoot(leaves), root.root) !== 0) faults.push("state root");
    return faults;
  }
}

const refText = ({ market, side, tick, position }: OrderRef): string =>
  `${market} ${side === 0 ? "buy" : "sell"} ${tick} ${position}`;

/** Step reports in the words of `Happened`. */
class Recorder {
  readonly #lists: Happened = {
    inbox: [],
    operations: [],
    fills: [],
    closes: [],
    expiredBefore: [],
    expiredAfter: [],
  };

  /** A step of a phase. */
  note(report: StepReport, phase: number): void {
    const lists = this.#lists;
    switch (report.kind) {
      case "inbox":
        lists.inbox.push(String(report.outcome));
        break;
      case "operation":
        lists.operations.push(`${report.sealed}/${report.block}: ${report.outcome}`);
        break;
      case "fill":
        lists.fills.push(`${refText(report.ref)}: ${report.lots} of ${report.account}`);
        break;
      case "close":
        lists.closes.push(
          `${report.market}: ${report.volume} at ${report.tick}, fee ${report.fee}`,
        );
        break;
      case "expire":
        lists[phase === PHASE.expireBefore ? "expiredBefore" : "expiredAfter"].push(
          refText(report.ref),
        );
        break;
      case "start":
      case "advance":
      case "clear":
      case "skip":
      case "end":
        break;
    }
  }

  differencesFrom(expected: Happened): string[] {
    const lists = this.#lists;
    lists.expiredBefore.sort(byText);
    lists.expiredAfter.sort(byText);
    return (Object.keys(expected) as (keyof Happened)[])
      .filter((name) => expected[name].join("; ") !== lists[name].join("; "))
      .map((name) => `${name}: ${lists[name].join("; ")}, expected ${expected[name].join("; ")}`);
  }
}
