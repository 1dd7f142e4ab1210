import { SIDE } from "../../../../circuits-free-verifier/protocol/constants.ts";
import { genesisState } from "../../../../circuits-free-verifier/protocol/genesis.ts";
import { signerLeaf } from "../../../../circuits-free-verifier/protocol/layout.ts";
import { addAvailable } from "../../../../circuits-free-verifier/protocol/leaves.ts";
import { leafOfBytes } from "../../../../circuits-free-verifier/protocol/tree.ts";
import type { Exchange } from "../../../../sequencer/api/exchange.ts";
import type {
  FillRecord,
  History,
  Page,
  SlotRecord,
  TradeRecord,
} from "../../../../sequencer/history/history.ts";
import type { ClaimView, L1View } from "../../../../sequencer/ports.ts";
import type { Status } from "../../../../sequencer/status.ts";
import { exampleDeployment } from "../../../vectors/deployment.ts";
import { viewAt } from "../../coreFixture.ts";

/** One chunk a slot and no orders: an exchange that goes on when a test says so. Slots last 2 s from 1,000,000 s on. */
export class FakeExchange {
  readonly deployment = exampleDeployment();
  nowMs = this.deployment.genesisTime * 1_000;
  view: L1View = viewAt(this.nowMs, { tip: tipAt(0, 0) });
  slots: SlotRecord[] = [];
  readonly trades: TradeRecord[] = [];
  /** Fills of every account in every slot. */
  fills = 0;
  readonly changed = new Map<number, number[]>();
  readonly #state = genesisState(this.deployment);
  readonly #listeners = new Set<(status: Status) => void>();
  readonly #sealed = new Set<number>();
  readonly #killed = new Set<number>();

  get collecting(): number {
    return Math.floor((this.nowMs / 1_000 - this.deployment.genesisTime) / 2) + 1;
  }

  /** Every fifth slot has no envelopes. */
  isEmpty(slot: number): boolean {
    return slot % 5 === 0;
  }

  /** The next slot collects. */
  tick(): void {
    this.nowMs += 2_000;
  }

  /** L1 has the slot, and it can be read. */
  seal(slot: number): void {
    this.#sealed.add(slot);
    this.#look({ lastSealed: slot });
    this.say({ kind: "sealed", slot, gasUsed: 100_000n, calldataBytes: 1_000 });
  }

  /** Runs a slot: the markets trade so many lots, and the accounts are changed. */
  execute(slot: number, lots: readonly number[], accounts: readonly number[]): void {
    const markets = lots.flatMap((volume, market) =>
      volume === 0
        ? []
        : [{ market, tick: 900 + ((slot * 7) % 200), volume, surplus: 0, fills: 2, fee: 3 }],
    );
    const counts = {
      envelopes: 2,
      skipped: 0,
      applied: 2,
      rejected: { 23: 1 },
      inbox: 0,
      expired: 0,
    };
    const figures = { slot, ...counts, markets, steps: 10, chunks: 1 };
    const chunksEnd = this.slots.length + 1;
    this.slots.push({ figures, voided: false, root: new Uint8Array(32), chunksEnd });
    for (const result of markets) this.trades.push({ id: this.trades.length + 1, slot, ...result });
    this.changed.set(slot, [...accounts]);
    for (const account of accounts) addAvailable(this.#state, account, 0, slot);
    this.say({ kind: "executed", figures });
  }

  /** Claims everything executed. */
  claim(): void {
    const last = this.slots.at(-1);
    const { tip, standing } = this.view;
    if (last === undefined || last.chunksEnd === tip.chunks) return;
    const made = claimView(
      tip.index + 1,
      tip.generation,
      last.figures.slot,
      tip.chunks,
      last.chunksEnd,
    );
    this.#look({
      tip: tipAt(made.claim.index, made.to, tip.generation),
      standing: [...standing, made],
    });
  }

  /** The oldest claim becomes final. */
  finalise(): void {
    const [oldest, ...standing] = this.view.standing;
    if (oldest === undefined) return;
    const { index, slot } = oldest.claim;
    this.#look({
      standing,
      finalisedIndex: index,
      finalisedSlot: slot,
      finalisedChunks: oldest.to,
    });
  }

  /** The newest claim is proved wrong. */
  kill(): void {
    const standing = this.view.standing.slice(0, -1);
    if (this.view.standing.length === 0) return;
    const { finalisedIndex, finalisedChunks, finalisedSlot, tip } = this.view;
    const from = standing.at(-1)?.claim.slot ?? finalisedSlot;
    const to = this.view.standing.at(-1)?.claim.slot ?? 0;
    for (let slot = from + 1; slot <= to; slot++) this.#killed.add(slot);
    const index = standing.at(-1)?.claim.index ?? finalisedIndex;
    const chunks = standing.at(-1)?.to ?? finalisedChunks;
    this.#look({ standing, tip: tipAt(index, chunks, tip.generation + 1) });
  }

  /** As after a reorganisation that changed executed facts: nothing is executed any more. */
  startOver(): void {
    this.slots = [];
    this.trades.length = 0;
    this.say({ kind: "startedOver", slot: 1 });
  }

  say(status: Status): void {
    for (const listener of this.#listeners) listener(status);
  }

  readonly exchange = this.#asExchange();

  #look(change: Partial<L1View>): void {
    const sealed = this.#sealed;
    const sealOf: L1View["sealOf"] = (slot) =>
      sealed.has(slot)
        ? { slot, certified: true, count: 2, sealedAt: this.nowMs / 1_000, key: "revealed" }
        : undefined;
    this.view = {
      ...this.view,
      sealOf,
      headTime: this.nowMs / 1_000,
      askedAt: this.nowMs,
      ...change,
    };
  }

  #isClosed(slot: number): boolean {
    return slot < this.collecting && !this.isEmpty(slot) && !this.#sealed.has(slot);
  }

  #asExchange(): Exchange {
    const fake = this;
    const { deployment } = this;
    for (let account = 1; account <= 8; account++)
      this.#state.set(signerLeaf(account), leafOfBytes(new Uint8Array(20).fill(account)));
    const known: Partial<Exchange> = {
      deployment,
      get view() {
        return fake.view;
      },
      onStatus(listener) {
        fake.#listeners.add(listener);
        return () => fake.#listeners.delete(listener);
      },
      collecting: () => undefined,
      heldCount: (slot) => (fake.#isClosed(slot) ? 2 : 0),
      progressOf(slot) {
        if (slot === fake.collecting) return "collecting";
        return fake.#isClosed(slot) ? "closed" : undefined;
      },
      wasChallenged: (slot) => fake.#killed.has(slot),
      halted: undefined,
      history: this.#history() as History,
      roots: { executed: this.#state, newest: () => undefined },
      executor: {
        get slot() {
          return fake.slots.at(-1)?.figures.slot ?? 0;
        },
        get root() {
          return fake.#state.root();
        },
        signerOf: () => undefined,
      } as unknown as Exchange["executor"],
    };
    return known as Exchange;
  }

  #history(): Partial<History> {
    const below = <T>(all: readonly T[], of: (one: T) => number, { before, limit }: Page): T[] =>
      all
        .filter((one) => of(one) < (before ?? Number.POSITIVE_INFINITY))
        .reverse()
        .slice(0, limit);
    return {
      slots: (page) => below(this.slots, ({ figures }) => figures.slot, page),
      slot: (slot) => this.slots.find(({ figures }) => figures.slot === slot),
      trades: (market, page) =>
        below(
          this.trades.filter((trade) => trade.market === market),
          ({ id }) => id,
          page,
        ),
      fillsAfter: (account) => Array.from({ length: this.fills }, (_, id) => fillOf(id, account)),
      orders: () => [],
      ordersChanged: () => [],
      locked: () => new Map(),
      openOrders: () => 0,
      accountsChanged: (slot) => this.changed.get(slot) ?? [],
    };
  }
}

function fillOf(id: number, account: number): FillRecord {
  const ref = { market: 0, side: SIDE.buy, tick: 1_000, position: id };
  return { id, slot: 1, ref, account, tick: 1_000, lots: 1, fee: 0 };
}

function tipAt(index: number, chunks: number, generation = 0): L1View["tip"] {
  return { index, generation, chunks, stateRoot: new Uint8Array(32) };
}

function claimView(
  index: number,
  generation: number,
  slot: number,
  from: number,
  to: number,
): ClaimView {
  const hash = new Uint8Array(32);
  const claim = {
    index,
    generation,
    parentHash: hash,
    chunkRoot: hash,
    stateRoot: hash,
    chunkCount: to - from,
    slot,
    atStart: true,
    postedAt: 1_000_000 + index,
    author: `0x${"00".repeat(20)}`,
    auction: 0,
    clearIndex: 0,
    clearAt: 0,
    clearBy: `0x${"00".repeat(20)}`,
  };
  return { claim, from, to, posted: undefined };
}
