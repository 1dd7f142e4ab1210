import { append } from "../../../circuits-free-verifier/protocol/book.ts";
import { SIDE, type Side } from "../../../circuits-free-verifier/protocol/constants.ts";
import { genesisState } from "../../../circuits-free-verifier/protocol/genesis.ts";
import { signerLeaf } from "../../../circuits-free-verifier/protocol/layout.ts";
import { addAvailable } from "../../../circuits-free-verifier/protocol/leaves.ts";
import { issueReceipt } from "../../../circuits-free-verifier/protocol/receipt.ts";
import { State } from "../../../circuits-free-verifier/protocol/state.ts";
import { leafOfBytes, nodeAt } from "../../../circuits-free-verifier/protocol/tree.ts";
import type { Exchange, Listing } from "../../../sequencer/api/exchange.ts";
import { closeOf, collectingSlot } from "../../../sequencer/batching.ts";
import type { Answer } from "../../../sequencer/daemon.ts";
import type { FillRecord } from "../../../sequencer/history/history.ts";
import type { ClaimView, L1View } from "../../../sequencer/ports.ts";
import type { KnownRoot } from "../../../sequencer/roots/roots.ts";
import type { Obstacle } from "../../../sequencer/sequencer.ts";
import type { Status } from "../../../sequencer/status.ts";
import { batchKey, context, deployment, signerOf, viewAt } from "../coreFixture.ts";
import { PlainHistory } from "./plainHistory.ts";

export const listing: Listing = {
  name: "Small",
  assets: [
    { symbol: "ETH", decimals: 18 },
    { symbol: "AAA", decimals: 0 },
    { symbol: "BBB", decimals: 4 },
  ],
  l1Url: "https://l1.example/key",
  explorerUrl: undefined,
  devnet: true,
};

/** Slots of `SmallExchange` by what became of them. */
export const SLOTS = {
  final: 1,
  claimed: 2,
  executed: 3,
  skipped: 4,
  opened: 5,
  sealed: 6,
  certified: 7,
  closed: 8,
  collecting: 9,
} as const;

/**
 * An exchange as the API sees it, at rest, with one batch at every stage. Its state is a real one with a real book; its history is
 * written down by hand. Accounts 1 and 2 exist; both were filled in slots 1 … 3.
 */
export class SmallExchange {
  readonly history = new PlainHistory((slot) => closeOf(deployment, slot));
  readonly state = genesisState(deployment);
  nowMs = (closeOf(deployment, SLOTS.collecting - 1) + 1) * 1000;
  view: L1View | undefined;
  accepting = true;
  halted: unknown;
  obstacle: Obstacle | undefined;
  /** What the sequencer says to the next envelope. */
  answer: (slot: number, envelope: Uint8Array) => Answer | Promise<Answer>;
  known: { claimed: KnownRoot | undefined; final: KnownRoot | undefined };
  readonly #listeners = new Set<(status: Status) => void>();

  constructor() {
    for (const account of [1, 2]) {
      this.state.set(signerLeaf(account), leafOfBytes(padded(signerOf(account).address)));
      for (const asset of [0, 1, 2]) addAvailable(this.state, account, asset, 1_000_000 + asset);
      this.history.signers.set(account, signerOf(account).address);
    }
    for (let n = 0; n < 5; n++) {
      this.rest(1, SIDE.buy, 990 - n, 3 + n);
      this.rest(2, SIDE.sell, 1_010 + n, 4 + n);
    }
    this.state.root();
    for (const slot of [SLOTS.final, SLOTS.claimed, SLOTS.executed]) this.#execute(slot);
    this.view = this.#view();
    this.known = { claimed: this.#root("claimed"), final: this.#root("final") };
    this.answer = (slot, envelope) => {
      const view = new DataView(envelope.buffer, envelope.byteOffset);
      const message = { slot, account: view.getUint32(0), version: view.getUint16(4) };
      const hash = context.crypto.keccak256(envelope);
      const receipt = issueReceipt(context, { ...message, envelopeHash: hash }, signerOf(0));
      return { kind: "receipt", receipt };
    };
  }

  readonly exchange: Exchange = this.#asExchange();

  /** Puts an order into market 0's book and into the history. */
  rest(account: number, side: Side, tick: number, lots: number): void {
    const order = { account, lots, slot: SLOTS.final, expiry: 0 };
    const ref = append(this.state, 0, side, tick, order);
    this.history.orderList.push({
      id: this.history.orderList.length + 1,
      ref,
      account,
      lots: lots + 1,
      left: lots,
      filled: 1,
      ended: undefined,
      slot: SLOTS.final,
      expiry: 0,
      updated: SLOTS.final,
    });
  }

  /** A fill of account 1 in a slot, as if the exchange went on. */
  fill(slot: number): FillRecord {
    const id = (this.history.fillList.at(-1)?.id ?? 0) + 1;
    const ref = { market: 0, side: SIDE.buy, tick: 990, position: 0 };
    const record = { id, slot, ref, account: 1, tick: 989, lots: 2, fee: 6 };
    this.history.fillList.push(record);
    return record;
  }

  /** Who listens to what the sequencer says. */
  get listeners(): number {
    return this.#listeners.size;
  }

  say(status: Status): void {
    for (const listener of this.#listeners) listener(status);
  }

  #execute(slot: number): void {
    const result = { market: 0, tick: 989, volume: 2, surplus: -1, fills: 2, fee: 12 };
    const figures = {
      slot,
      envelopes: 2,
      skipped: 0,
      applied: 2,
      rejected: { 23: 1 },
      inbox: 1,
      expired: 0,
      markets: [result],
      steps: 12,
      chunks: 1,
    };
    const { history } = this;
    history.slotList.push({ figures, voided: false, root: new Uint8Array(32), chunksEnd: slot });
    history.tradeList.push({ id: slot, slot, ...result });
    const ref = { market: 0, side: SIDE.buy, tick: 990, position: 0 };
    const orders = [{ ref, account: 1, lots: 5, filled: 2 }];
    history.auctionList.push({
      slot,
      ...result,
      lastTick: 1_000,
      bids: [{ tick: 990, lots: 5 }],
      asks: [{ tick: 989, lots: 2 }],
      truncated: false,
      rationed: { side: SIDE.buy, tick: 990, orders },
    });
    this.fill(slot);
    history.eventList.push({
      id: slot,
      slot,
      account: 1,
      kind: slot === 1 ? "deposited" : "filled",
      forced: slot === 1,
      outcome: 0,
      asset: 0,
      amount: 77,
      ref: slot === 1 ? undefined : ref,
      market: undefined,
      tick: undefined,
      lots: undefined,
    });
    history.envelopeList.push({
      slot,
      account: 1,
      outcome: 0,
      operations: [
        { block: 0, kind: "place", outcome: 0, ref },
        { block: 1, kind: undefined, outcome: 16, ref: undefined },
      ],
    });
    history.candleList.push({
      time: 1_000_020 + slot * 60,
      open: 989,
      high: 990,
      low: 988,
      close: 989,
      lots: 2,
      trades: 1,
    });
  }

  #view(): L1View {
    const sealed = (slot: number, key: "none" | "revealed") => ({
      slot,
      certified: true,
      count: 3,
      sealedAt: closeOf(deployment, slot) + 1,
      key,
    });
    const seals = [sealed(SLOTS.opened, "revealed"), sealed(SLOTS.sealed, "none")];
    const standing = [claimView(2, SLOTS.claimed, 1, 2)];
    const stateRoot = new Uint8Array(32).fill(2);
    const tip = { index: 2, generation: 1, chunks: 2, stateRoot };
    const { claim: start } = claimView(1, SLOTS.final, 0, 1);
    const finalClaimOf: L1View["finalClaimOf"] = (chunks) =>
      chunks <= 1 ? { claim: start, start } : undefined;
    const final = {
      finalClaimOf,
      finalisedIndex: 1,
      finalisedSlot: SLOTS.final,
      finalisedChunks: 1,
    };
    return viewAt(this.nowMs, { tip, standing, ...final, lastSealed: SLOTS.sealed }, seals);
  }

  #root(at: "claimed" | "final"): KnownRoot {
    const { root } = this.state.snapshot();
    const slot = SLOTS[at];
    const { claim } = claimView(at === "final" ? 1 : 2, slot, slot - 1, slot);
    return {
      at,
      slot,
      root: this.state.root(),
      claim,
      state: new State(root),
      prove: (gindex) => {
        const siblings: Uint8Array[] = [];
        for (let g = gindex; g > 1; g = Math.floor(g / 2))
          siblings.push(nodeAt(root, g % 2 === 0 ? g + 1 : g - 1).root);
        return { leaf: nodeAt(root, gindex).root, siblings };
      },
    };
  }

  #asExchange(): Exchange {
    const small = this;
    const progress = new Map<number, "collecting" | "closed" | "certified">([
      [SLOTS.certified, "certified"],
      [SLOTS.closed, "closed"],
    ]);
    const collecting = (): number => collectingSlot(deployment, small.nowMs) ?? 0;
    const hasKey = (slot: number): boolean => small.view?.keySetOf(slot) !== undefined && slot > 0;
    const fake: Partial<Exchange> = {
      deployment,
      context,
      chainId: 31_337,
      settlement: `0x${"5e".repeat(20)}`,
      challenger: `0x${"C4".repeat(20)}`,
      history: small.history,
      get view() {
        return small.view;
      },
      get halted() {
        return small.halted;
      },
      executor: {
        slot: SLOTS.executed,
        chunks: 3,
        get root() {
          return small.state.root();
        },
        signerOf: (account: number) => small.history.signers.get(account),
      } as unknown as Exchange["executor"],
      roots: {
        // Another view of it each time, as the real one gives.
        get executed() {
          return new State(small.state.snapshot().root);
        },
        newest: (at) => small.known[at],
      },
      submit: async (slot, envelope) => await small.answer(slot, envelope),
      collecting: () => (small.accepting ? { slot: collecting(), key: batchKey } : undefined),
      onStatus: (listener) => {
        small.#listeners.add(listener);
        return () => small.#listeners.delete(listener);
      },
      batchKey: (slot) => (hasKey(slot) ? batchKey : undefined),
      proveKey: (slot) =>
        hasKey(slot)
          ? {
              keys: { slot, batchKey: batchKey.address, shares: [batchKey.address] },
              proof: Array.from({ length: 10 }, () => new Uint8Array(32)),
            }
          : undefined,
      held: (slot, account) =>
        slot === collecting() && account === 1 ? { version: 3, blocks: 2 } : undefined,
      heldCount: () => 2,
      progressOf: (slot) => (slot === collecting() ? "collecting" : progress.get(slot)),
      obstacle: () => small.obstacle,
      wasChallenged: (slot) => slot === SLOTS.executed,
    };
    return fake as Exchange;
  }
}

const padded = (address: Uint8Array): Uint8Array => {
  const leaf = new Uint8Array(32);
  leaf.set(address);
  return leaf;
};

export function claimView(index: number, slot: number, from: number, to: number): ClaimView {
  const hash = new Uint8Array(32).fill(index);
  const claim = {
    index,
    generation: 1,
    parentHash: hash,
    chunkRoot: hash,
    stateRoot: hash,
    chunkCount: to - from,
    slot,
    atStart: true,
    postedAt: closeOf(deployment, slot) + 5,
    author: `0x${"Aa".repeat(20)}`,
    auction: 0,
    clearIndex: 0,
    clearAt: 0,
    clearBy: `0x${"00".repeat(20)}`,
  };
  return { claim, from, to, posted: undefined };
}
