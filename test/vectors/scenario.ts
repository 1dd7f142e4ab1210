import type { Deployment } from "#protocol/config";
import { envelopeTreeRoot } from "#protocol/envelopeTree";
import type { Facts, SealFact } from "#protocol/facts";
import { encodeInboxWord } from "#protocol/inbox";
import type { Operation } from "#protocol/operation";
import { sealEnvelope } from "#protocol/sealEnvelope";
import { keySigner } from "#protocol/signature";
import { bytesFrom, context, crypto } from "./source.ts";

/** Facts of a few slots that touch every kind of step, made from labels alone. */
export interface Scenario {
  readonly facts: Facts;
  readonly slots: number;
}

const ACCOUNTS = 6;
const FUNDS = 10_000_000;

type Plan = Readonly<Record<number, readonly Operation[]>>;

const place = (side: 0 | 1, tick: number, lots: number, expiry = 0): Operation => ({
  kind: "place",
  market: 0,
  side,
  tick,
  lots,
  expiry,
});

/** Operations by account, slot by slot: places, fills, cancels, expiries, withdrawals and a rejection of each kind. */
const plans: readonly Plan[] = [
  {
    1: [place(0, 1_010, 30), place(0, 1_005, 20, 3)],
    2: [place(1, 990, 25), place(1, 1_000, 40, 2)],
    3: [place(0, 1_000, 15, 1), { kind: "nop" }],
  },
  {
    1: [{ kind: "cancel", market: 0, side: 0, tick: 1_005, position: 0 }],
    4: [
      place(1, 1_004, 10),
      place(1, 0, 10),
      place(1, 1_004, 0),
      { kind: "withdraw", asset: 0, amount: 500 },
    ],
    5: [place(0, 1_004, 12, 2), { kind: "cancel", market: 1, side: 1, tick: 9, position: 4 }],
  },
  { 6: [place(0, 1_200, 60), { kind: "withdraw", asset: 2, amount: 1 }] },
];

export function scenario(deployment: Deployment): Scenario {
  const words = [
    ...accounts().map((account) => {
      const { address } = keySigner(crypto, bytesFrom(`account ${account}`));
      return encodeInboxWord({ kind: "register", account, queuedAt: 1, signer: address });
    }),
    ...accounts().flatMap((account) =>
      deployment.assets.map((_, asset) =>
        encodeInboxWord({ kind: "deposit", account, queuedAt: 1, asset, amount: FUNDS }),
      ),
    ),
    encodeInboxWord({ kind: "forcedWithdraw", account: 2, queuedAt: 1, asset: 2, amount: FUNDS }),
  ];
  const seals = plans.map((plan, n) => sealOf(n + 1, plan, words.length));
  const facts: Facts = {
    sealAfter: (slot) => seals[slot],
    sealOf: (slot) => seals[slot - 1],
    inboxWord: (index) => words[index],
  };
  return { facts, slots: plans.length };
}

const accounts = (): number[] => Array.from({ length: ACCOUNTS }, (_, n) => n + 1);

function sealOf(slot: number, plan: Plan, inboxEnd: number): SealFact {
  const key = bytesFrom(`slot key ${slot}`);
  const batchPoint = crypto.pointOf(key);
  if (batchPoint === undefined) throw new RangeError(`no point for slot ${slot}`);
  const envelopes = Object.entries(plan).map(([account, operations]) =>
    sealEnvelope(
      context,
      {
        slot,
        account: Number(account),
        version: 1,
        operations,
        batchPoint,
        random: bytesFrom(`random ${slot} ${account}`),
      },
      keySigner(crypto, bytesFrom(`account ${account}`)),
    ),
  );
  const root = envelopeTreeRoot(crypto, envelopes);
  return { slot, prev: slot - 1, certified: true, root, envelopes, inboxEnd, key };
}
