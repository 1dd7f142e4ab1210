import { find } from "#protocol/book";
import type { Crypto } from "#protocol/crypto";
import type { Facts, SealFact } from "#protocol/facts";
import {
  bitmapTop,
  CURSOR_LEAF,
  expiryBitmap,
  PARAMETERS_LEAF,
  signerLeaf,
} from "#protocol/layout";
import { readCursor, writeCursor } from "#protocol/leaves";
import { openedBatch } from "#protocol/openedBatch";
import { BookProposer, liveOrders } from "#protocol/proposer";
import { WritingTape } from "#protocol/records";
import { State, type StatePort } from "#protocol/state";
import { step } from "#protocol/step";
import type { Context } from "#protocol/stepTypes";
import { takeOut } from "#protocol/takeOut";
import { type Leaf, makeLeaf, ZERO_LEAF } from "#protocol/tree";
import { wordsOf } from "#protocol/words";
import { leafKind } from "./fields.ts";
import type { Lie, Truth } from "./lieTypes.ts";

/** What comes of running the rules on something else than the truth: consistent in itself, and wrong. */

/** What a liar runs on. */
interface Stage {
  facts: Facts;
  context: Context;
  /** How the liar sees a leaf. */
  view(gindex: number, leaf: Leaf): Leaf;
  steps: number;
}

type Deviation = (stage: Stage, truth: Truth) => Partial<Stage> | undefined;

const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  "another key": onSeal((seal) =>
    seal.key instanceof Uint8Array ? { key: seal.key.with(31, (seal.key[31] ?? 0) ^ 1) } : {},
  ),
  "a void ignored": onSeal((seal) =>
    seal.key === "void" ? { key: new Uint8Array(32).fill(7) } : {},
  ),
  "a key held void": onSeal((seal) => (seal.key === undefined ? {} : { key: "void" })),
  "certified or not": onSeal((seal) => ({ certified: !seal.certified })),
  "inbox one short": onSeal((seal) => ({ inboxEnd: Math.max(0, seal.inboxEnd - 1) })),
  "inbox one long": onSeal((seal) => ({ inboxEnd: seal.inboxEnd + 1 })),
  "another list of envelopes": onSeal((seal) => ({
    root: seal.root.with(0, (seal.root[0] ?? 0) ^ 1),
  })),
  "an envelope dropped": onSeal((seal) => ({ envelopes: seal.envelopes.slice(0, -1) })),
  "envelopes swapped": onSeal((seal) => ({ envelopes: seal.envelopes.toReversed() })),
  "a slot passed over": ({ facts }) => ({
    facts: {
      sealAfter: (slot) => facts.sealAfter(facts.sealAfter(slot)?.slot ?? 0),
      sealOf: (slot) => facts.sealOf(slot),
      inboxWord: (index) => facts.inboxWord(index),
    },
  }),
  "another order of application": onCrypto(({ shuffle }) => ({
    shuffle: (count, seed) => shuffle(count, seed).map((index) => (index + 1) % count),
  })),
  "a good signature refused": onCrypto(() => ({ recover: () => undefined })),
  "a bad signature taken": (stage, { chunk }) => {
    const state = new State(chunk.before.root);
    const { slot, i } = readCursor(state);
    const seal = stage.facts.sealOf(slot);
    if (!(seal?.key instanceof Uint8Array)) return undefined;
    const batch = openedBatch(stage.context, seal);
    const { account } = batch.envelope(batch.order[i] ?? 0);
    if (account >= 2 ** 24) return undefined;
    const signer = state.get(signerLeaf(account)).root.slice(0, 20);
    return onCrypto(() => ({ recover: () => signer }))(stage, { chunk } as Truth);
  },
  "a good point refused": onCrypto(() => ({ sharedAddress: () => undefined })),
  "another shared secret": onCrypto(() => ({ sharedAddress: () => new Uint8Array(20).fill(3) })),
  "another inbox operation": onWord((word) => word.with(13, (word[13] ?? 0) ^ 1)),
  "an inbox operation for another": onWord((word) => word.with(4, (word[4] ?? 0) ^ 1)),
  "no fees": () => ({
    view(gindex, leaf) {
      const words = wordsOf(leaf);
      if (gindex === PARAMETERS_LEAF) return makeLeaf(0, 0, ...words.slice(2));
      if (leafKind(gindex) !== "market") return leaf;
      return makeLeaf((words[0] ?? 0) & 0xffff, ...words.slice(1));
    },
  }),
  "money out of nothing": () => ({
    view(gindex, leaf) {
      if (leafKind(gindex) !== "balance" || leaf.h1 > 255) return leaf;
      return makeLeaf(leaf.h0, leaf.h1 + 256, leaf.h2, leaf.h3);
    },
  }),
  "an expiry dropped": () => ({
    view: (gindex, leaf) =>
      EXPIRY_TOPS.includes(gindex) && leafKind(gindex) === "bitmap" ? ZERO_LEAF : leaf,
  }),
  "a step too many": ({ steps }) => ({ steps: steps + 1 }),
  "a step too few": ({ steps }) => ({ steps: steps - 1 }),
};

const EXPIRY_TOPS = [14, 15].map((table) => bitmapTop(expiryBitmap(table)));

export function engineLies(truth: Truth): Lie[] {
  const { chunk, facts, context } = truth;
  const stage: Stage = {
    facts,
    context,
    view: (_, leaf) => leaf,
    steps: chunk.names.length,
  };
  const lies: Lie[] = [];
  for (const [mutation, deviate] of Object.entries(DEVIATIONS)) {
    const changed = deviate(stage, truth);
    if (changed === undefined) continue;
    const run = told(mutation, truth, (state, tape) => play({ ...stage, ...changed }, state, tape));
    if (run !== undefined) lies.push(run);
  }
  for (const [mutation, perform] of Object.entries(PLAYS)) {
    const run = told(mutation, truth, (state, tape) => perform(stage, state, tape));
    if (run !== undefined) lies.push(run);
  }
  return lies;
}

type Play = (stage: Stage, state: State, tape: WritingTape) => void;

const PLAYS: Readonly<Record<string, Play>> = {
  "an order expired early": (stage, state, tape) => {
    const { slot } = readCursor(state);
    for (const { ref } of liveOrders(state)) {
      const order = find(state, ref);
      if (order === undefined || (order.expiry !== 0 && order.expiry <= slot)) continue;
      tape.expiry(() => ref);
      takeOut(state, ref, order);
      return play({ ...stage, steps: stage.steps - 1 }, state, tape);
    }
    throw new RangeError("no order could expire early");
  },
  "ended early": (_, state) => {
    writeCursor(state, { ...readCursor(state), phase: 0, market: 0, i: 0, j: 0 });
  },
  "done twice": (stage, state, tape) => {
    const cursor = state.get(CURSOR_LEAF);
    play({ ...stage, steps: 1 }, state, new WritingTape());
    state.set(CURSOR_LEAF, cursor);
    play(stage, state, tape);
  },
};

/** A lie, or nothing where the rules cannot be run like this. */
function told(
  mutation: string,
  { chunk }: Truth,
  run: (state: State, tape: WritingTape) => void,
): Lie | undefined {
  const state = new State(chunk.before.root);
  const tape = new WritingTape();
  try {
    run(state, tape);
    return { mutation, root: state.root(), records: tape.bytes() };
  } catch {
    return undefined;
  }
}

function play(stage: Stage, state: State, tape: WritingTape): void {
  const seen: StatePort = {
    get: (gindex) => stage.view(gindex, state.get(gindex)),
    set: (gindex, leaf) => state.set(gindex, leaf),
  };
  const proposer = BookProposer.fromState(state);
  for (let n = 0; n < stage.steps; n++) {
    proposer.observe(step(seen, stage.facts, stage.context, tape, proposer));
  }
}

function onSeal(change: (seal: SealFact) => Partial<SealFact>): Deviation {
  return ({ facts }) => {
    const changed = (seal: SealFact | undefined): SealFact | undefined =>
      seal === undefined ? undefined : { ...seal, ...change(seal) };
    return {
      facts: {
        sealAfter: (slot) => changed(facts.sealAfter(slot)),
        sealOf: (slot) => changed(facts.sealOf(slot)),
        inboxWord: (index) => facts.inboxWord(index),
      },
    };
  };
}

function onWord(change: (word: Uint8Array) => Uint8Array): Deviation {
  return ({ facts }) => ({
    facts: {
      sealAfter: (slot) => facts.sealAfter(slot),
      sealOf: (slot) => facts.sealOf(slot),
      inboxWord: (index) => {
        const word = facts.inboxWord(index);
        return word === undefined ? undefined : change(word);
      },
    },
  });
}

function onCrypto(change: (crypto: Crypto) => Partial<Crypto>): Deviation {
  return ({ context }) => ({
    context: { ...context, crypto: { ...context.crypto, ...change(context.crypto) } },
  });
}
