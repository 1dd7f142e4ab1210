import { abiClaim } from "#l1/claimHash";
import type { Claim } from "#l1/eventTypes";
import { PHASE, SIDE, type Side } from "#protocol/constants";
import { readCursor } from "#protocol/leaves";
import type { Place } from "#protocol/operation";
import { BookProposer } from "#protocol/proposer";
import { type Chunk, produceChunk } from "#protocol/trace";
import type { TestChain } from "./harness.ts";

/** A chain on which every event of Settlement occurs, with claims that are right, killed, swept and relayed. */

export interface Toured {
  /** Ids of three traders. */
  readonly traders: readonly [number, number, number];
  /** Claims alive at the end. */
  readonly claims: readonly Claim[];
  /** A slot sealed, and a claim posted, through another contract. */
  readonly relayedSlot: number;
  readonly relayedClaim: Claim;
}

export const place = (side: Side, tick: number, lots: number, expiry = 0): Place => ({
  kind: "place",
  market: 0,
  side,
  tick,
  lots,
  expiry,
});

export async function tour(chain: TestChain): Promise<Toured> {
  await chain.registerKeySet(1);
  const traders = [
    await chain.register(6),
    await chain.register(7),
    await chain.register(8),
  ] as const;
  const [a, b, c] = traders;
  await chain.deposit(6, a, 0, 10_000_000n);
  await chain.deposit(7, b, 0, 1_000_000n);
  await chain.deposit(7, b, 1, 100_000n);
  await chain.deposit(9, c, 0, 5_000_000n);
  await chain.call(chain.party(8), "setSigner", [c, chain.party(9).address]);
  chain.signWith(c, chain.party(9));

  await chain.seal(3, [
    {
      account: a,
      operations: [place(SIDE.buy, 1_010, 50), { kind: "withdraw", asset: 0, amount: 777 }],
    },
    { account: b, operations: [place(SIDE.sell, 990, 30), place(SIDE.sell, 1_040, 10, 6)] },
  ]);
  await chain.reveal(3);
  const first = await chain.claim();

  const wrong = await killedClaim(chain, traders);
  const relayedClaim = await chain.claim({ by: chain.party(0), relayed: true });
  await waitForFinality(chain, relayedClaim);
  await chain.withdraw(chain.state, a, 0);
  await chain.call(chain.party(9), "collect", []);

  const third = await idleSlots(chain, a);
  await sweptClaim(chain, traders);
  const last = await chain.claim();
  await waitForFinality(chain, last);
  await chain.call(chain.party(0), "releaseBond", [2]);
  await chain.call(chain.party(0), "retire", []);
  // A deposit that no slot has taken in.
  await chain.deposit(9, c, 0, 4_321n);
  await chain.follow();
  return {
    traders,
    claims: [first, relayedClaim, third, last],
    relayedSlot: wrong.slot,
    relayedClaim,
  };
}

/** Slot 5, sealed through the relay; a claim of it with a wrong root dies, its author's bond with it. */
async function killedClaim(chain: TestChain, [a, b, c]: Toured["traders"]): Promise<Claim> {
  await chain.call(chain.party(7), "forcedCancel", [b, 0, SIDE.sell, 1_040, 0n]);
  await chain.call(chain.party(7), "forcedWithdraw", [b, 1, 55n]);
  const orders = [
    { account: a, operations: [place(SIDE.buy, 1_020, 7)] },
    {
      account: c,
      operations: [
        place(SIDE.sell, 1_000, 0),
        { kind: "cancel", market: 0, side: SIDE.buy, tick: 3, position: 9 },
      ],
    },
  ] as const;
  await chain.seal(5, orders, { relayed: true });
  await chain.reveal(5);
  const before = chain.state.snapshot();
  const chunks = await chain.produce();
  const forged = [{ root: new Uint8Array(32), records: new Uint8Array(0) }, ...chunks];
  const claim = await chain.postClaim(forged, chain.state);
  await chain.kill(claim, chain.party(9).address);
  await chain.follow();
  chain.state.restore(before);
  await chain.call(chain.party(0), "postBond", [2, chain.party(0).address], {
    value: chain.deployment.claimantBond,
  });
  await chain.call(chain.party(0), "postBond", [2, chain.relay], {
    value: chain.deployment.claimantBond,
  });
  return claim;
}

/** A slot whose key never comes, and one that nobody seals in time. */
async function idleSlots(chain: TestChain, account: number): Promise<Claim> {
  await chain.follow();
  const voided = chain.slotNow() + 2;
  await chain.seal(voided, [{ account, operations: [place(SIDE.buy, 900, 1)] }]);
  const sealedAt = chain.log.facts.sealedAt(voided) ?? chain.closeOf(voided) + 1;
  await chain.call(chain.party(5), "void", [voided], {
    at: sealedAt + chain.deployment.revealDelay + 1,
  });
  await chain.sealEmpty(voided + 7);
  return await chain.claim();
}

/** A full claim of junk that ends inside an auction, which nobody can continue: it is swept. */
async function sweptClaim(chain: TestChain, [a, b]: Toured["traders"]): Promise<void> {
  const slot = chain.slotNow() + 2;
  const many = Array.from({ length: 20 }, (_, n) => place(SIDE.buy, 1_000 + n, 1));
  await chain.seal(slot, [
    { account: a, operations: many },
    { account: b, operations: [place(SIDE.sell, 1_000, 60)] },
  ]);
  await chain.reveal(slot);
  await chain.follow();
  const before = chain.state.snapshot();
  const proposer = BookProposer.fromState(chain.state);
  let inside: Chunk | undefined;
  while (readCursor(chain.state).phase !== PHASE.fillBids) {
    inside = produceChunk(chain.state, chain.log.facts, chain.context, proposer);
    if (inside === undefined) throw new RangeError("no chunk of the slot ends within its auction");
  }
  if (inside === undefined) throw new RangeError("the slot began within an auction");
  const junk = Array.from({ length: 360 }, () => ({
    root: new Uint8Array(32),
    records: new Uint8Array(224),
  }));
  const claim = await chain.postClaim([...junk, inside], chain.state);
  chain.state.restore(before);
  await chain.call(chain.party(5), "sweep", [abiClaim(claim)], {
    at: claim.clearAt + chain.deployment.sweepDelay,
  });
  await chain.call(chain.party(0), "postBond", [2, chain.party(0).address], {
    value: chain.deployment.claimantBond,
  });
}

async function waitForFinality(chain: TestChain, claim: Claim): Promise<void> {
  await chain.call(chain.party(5), "finalise", [abiClaim(claim)], {
    at: claim.postedAt + chain.deployment.challengeWindow,
  });
}
