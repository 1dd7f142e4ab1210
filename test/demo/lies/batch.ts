import type { Crypto } from "#protocol/crypto";
import { envelopeTreeRoot } from "#protocol/envelopeTree";
import type { Facts, SealFact } from "#protocol/facts";
import { genesisState } from "#protocol/genesis";
import { encodeInboxWord } from "#protocol/inbox";
import { CURSOR_LEAF } from "#protocol/layout";
import type { Operation } from "#protocol/operation";
import { BookProposer } from "#protocol/proposer";
import { sealEnvelope } from "#protocol/sealEnvelope";
import { keySigner } from "#protocol/signature";
import { type Chunk, produceChunk } from "#protocol/trace";
import type { LieInput } from "../../../demo/lies/lie.ts";
import { exampleDeployment } from "../../vectors/deployment.ts";

/** Two slots after a first one: a batch in which every lie has a place. Account 6 is the liar's. */

export const LIAR = 6;
const ACCOUNTS = 6;
const FUNDS = 10_000_000;

const place = (side: 0 | 1, tick: number, lots: number, expiry = 0): Operation => ({
  kind: "place",
  market: 0,
  side,
  tick,
  lots,
  expiry,
});

type Plan = Readonly<Record<number, readonly Operation[]>>;
const plans: readonly Plan[] = [
  { 1: [place(0, 1_000, 30), place(0, 900, 5)], 2: [place(0, 1_000, 20), place(1, 1_100, 8)] },
  {
    3: [place(1, 1_000, 25), place(1, 1_001, 10), { kind: "nop" }, { kind: "nop" }],
    4: [place(1, 1_000, 25), place(0, 950, 3, 2)],
    5: [place(0, 1_003, 12), place(0, 990, 4), place(0, 980, 4), place(0, 970, 4)],
    6: [place(0, 1_000, 7, 2), place(0, 910, 1)],
  },
  { 1: [place(0, 1_000, 1)] },
];

/** The state before slot 2, the facts of slots 1 to 3, and who lies. */
export function batch(crypto: Crypto, change: { stepsPerRoot?: number } = {}): LieInput {
  const deployment = exampleDeployment(change);
  const context = { crypto, domainSeparator: new Uint8Array(32) };
  const accounts = Array.from({ length: ACCOUNTS }, (_, n) => n + 1);
  const hash = (text: string): Uint8Array => crypto.keccak256(new TextEncoder().encode(text));
  const signer = (account: number) => keySigner(crypto, hash(`account ${account}`));
  const deposit = (account: number, asset: number, amount: number) =>
    encodeInboxWord({ kind: "deposit", account, queuedAt: 1, asset, amount });
  const first = [
    ...accounts.map((account) => {
      const { address } = signer(account);
      return encodeInboxWord({ kind: "register", account, queuedAt: 1, signer: address });
    }),
    ...accounts.flatMap((account) => [0, 1].map((asset) => deposit(account, asset, FUNDS))),
  ];
  const words = [...first, deposit(LIAR, 0, 77)];
  const seals = plans.map((plan, n): SealFact => {
    const slot = n + 1;
    const key = hash(`slot ${slot}`);
    const batchPoint = crypto.pointOf(key);
    if (batchPoint === undefined) throw new RangeError("a hash that is no scalar");
    const envelopes = Object.entries(plan).map(([account, operations]) => {
      const random = hash(`random ${slot} ${account}`);
      const order = { slot, account: Number(account), version: 0, operations, batchPoint, random };
      return sealEnvelope(context, order, signer(Number(account)));
    });
    const root = envelopeTreeRoot(crypto, envelopes);
    const inboxEnd = slot === 1 ? first.length : words.length;
    return { slot, prev: n, certified: true, root, envelopes, inboxEnd, key };
  });
  const facts: Facts = {
    sealAfter: (slot) => seals[slot],
    sealOf: (slot) => seals[slot - 1],
    inboxWord: (index) => words[index],
  };
  const state = genesisState(deployment);
  const proposer = BookProposer.fromState(state);
  do produceChunk(state, facts, context, proposer, (report) => proposer.observe(report));
  while ((state.get(CURSOR_LEAF).h1 & 0xff) !== 0);
  return { before: state.snapshot(), facts, context, account: LIAR };
}

/** The same facts without the last slot. */
export function withoutThird(input: LieInput): LieInput {
  const { facts } = input;
  const sealAfter = (slot: number) => (slot === 2 ? undefined : facts.sealAfter(slot));
  const rest = { sealOf: facts.sealOf, inboxWord: facts.inboxWord };
  return { ...input, facts: { ...rest, sealAfter } };
}

export type { Chunk };
