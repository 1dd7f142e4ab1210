import { ERA_SLOTS, MAX_AMOUNT, MAX_BLOCKS, PHASE, TICK_LIMIT } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { envelopeTreeRoot } from "#protocol/envelopeTree";
import type { Facts, SealFact } from "#protocol/facts";
import { encodeInboxWord } from "#protocol/inbox";
import { ENVELOPE_ROOT_LEAF, KEY_LEAF } from "#protocol/layout";
import type { Operation } from "#protocol/operation";
import { BookProposer } from "#protocol/proposer";
import { sealEnvelope } from "#protocol/sealEnvelope";
import { type Snapshot, State } from "#protocol/state";
import type { Context } from "#protocol/stepTypes";
import { produceChunk } from "#protocol/trace";
import { depthOf, leafOfBytes } from "#protocol/tree";
import { bytesFrom } from "../../vectors/source.ts";
import { leafKind } from "../fields.ts";
import { type Watched, watch } from "../watched.ts";
import { CrowdedWorld, SLOT } from "./crowdedWorld.ts";

/** The chunks that are dearest to challenge: each kind of step by itself, as often as a chunk holds it, and mixed. */

const none: Facts = {
  sealAfter: () => undefined,
  sealOf: () => undefined,
  inboxWord: () => undefined,
};

/** Envelopes of one block that a slot holds at most. */
const ENVELOPES = 991;
/** Envelopes of 32 blocks that a slot holds at most. */
const LONG_ENVELOPES = 194;
/** Places in the order of application that are tried for the chunk with the largest witness. */
const WINDOWS = 16;
const FIRST_WORD = 2 ** 40;

type OperationKind = "place" | "cancel" | "skipped";

export interface NamedChunk {
  readonly name: string;
  readonly chunk: Watched;
}

export class WorstChunks {
  readonly #crypto: Crypto;
  readonly #context: Context;
  readonly #sealed = new Map<OperationKind, SealFact>();

  constructor(context: Context) {
    this.#crypto = context.crypto;
    this.#context = context;
  }

  /** Of one step each, for gas by kind of step. */
  single(): NamedChunk[] {
    return [
      { name: "Start", chunk: this.#start() },
      { name: "Expire, an order", chunk: this.#expiries(1) },
      { name: "Expire, an era on", chunk: this.#advance() },
      { name: "Inbox, a deposit", chunk: this.#inbox(1, "deposit") },
      { name: "Inbox, a forced cancel", chunk: this.#inbox(1, "forcedCancel") },
      { name: "Operation, an envelope skipped", chunk: this.#operations(1, "skipped") },
      { name: "Operation, a cancel", chunk: this.#operations(1, "cancel") },
      { name: "Operation, an order placed", chunk: this.#operations(1, "place") },
      { name: "Clear", chunk: this.#clear(1) },
      { name: "Fill of a bid", chunk: this.#fills(1, 0) },
      { name: "Fill of an ask", chunk: this.#fills(1, 1) },
      { name: "Close", chunk: this.#close() },
      { name: "End", chunk: this.#end() },
    ];
  }

  /** Of as many steps as a chunk holds. */
  full(steps: number): NamedChunk[] {
    return [
      { name: `${steps} orders placed`, chunk: this.#operations(steps, "place") },
      { name: `${steps} orders cancelled`, chunk: this.#operations(steps, "cancel") },
      { name: `${steps} envelopes skipped`, chunk: this.#operations(steps, "skipped") },
      { name: `${steps} forced cancels`, chunk: this.#inbox(steps, "forcedCancel") },
      { name: `${steps} bids filled`, chunk: this.#fills(steps, 0) },
      { name: `${steps} orders expired`, chunk: this.#expiries(steps) },
      { name: `${steps / 2} markets cleared`, chunk: this.#clear(steps) },
      { name: `${steps} steps of all kinds`, chunk: this.#mixture(steps) },
    ];
  }

  #start(): Watched {
    const world = new CrowdedWorld(this.#crypto, 1);
    world.stand(PHASE.start);
    const seal = this.#seal(SLOT + 1, []);
    return this.#chunk(world.state, { ...none, sealAfter: () => seal });
  }

  #advance(): Watched {
    const world = new CrowdedWorld(this.#crypto, 1);
    const account = world.account(0, 1, 3);
    world.order(3, 0, 7, account, SLOT + ERA_SLOTS);
    world.inputs(0, 0);
    world.stand(PHASE.expireBefore, { slot: SLOT + ERA_SLOTS, era: Math.floor(SLOT / ERA_SLOTS) });
    return this.#chunk(world.state, none);
  }

  #end(): Watched {
    const world = new CrowdedWorld(this.#crypto, 1);
    world.order(3, 0, 7, world.account(0, 1, 3), SLOT + 9);
    world.stand(PHASE.expireThis);
    return this.#chunk(world.state, none);
  }

  #expiries(steps: number): Watched {
    const world = new CrowdedWorld(this.#crypto, steps);
    this.#restingOrders(
      world,
      steps,
      (n) => SLOT - ERA_SLOTS / 2 + farApart(n, steps, ERA_SLOTS / 2),
    );
    world.stand(PHASE.expireThis);
    return this.#chunk(world.state, none);
  }

  #inbox(steps: number, kind: "deposit" | "forcedCancel"): Watched {
    const world = new CrowdedWorld(this.#crypto, steps);
    return this.#chunk(world.state, this.#queue(world, steps, kind, steps + 1));
  }

  /** `count` operations at the inbox' head; the slot takes in `end` of them. */
  #queue(world: CrowdedWorld, count: number, kind: "deposit" | "forcedCancel", end: number): Facts {
    const orders = this.#restingOrders(world, count, (n) => farExpiry(n, count));
    world.inputs(0, FIRST_WORD + end);
    world.stand(PHASE.inbox, { inboxCursor: FIRST_WORD });
    const words = orders.map(({ account, ref }) =>
      encodeInboxWord(
        kind === "deposit"
          ? { kind, account, queuedAt: 2 ** 47, asset: 63, amount: 2 ** 45 }
          : { kind, account, queuedAt: 2 ** 47, ...ref },
      ),
    );
    return { ...none, inboxWord: (index) => words[index - FIRST_WORD] };
  }

  /** Each step the first and only block of an envelope of its own, in a slot that is full. */
  #operations(steps: number, kind: OperationKind): Watched {
    const world = new CrowdedWorld(this.#crypto, steps);
    return this.#largest(world, this.#fullSlot(world, kind), steps);
  }

  #fullSlot(world: CrowdedWorld, kind: OperationKind): Facts {
    const count = kind === "skipped" ? LONG_ENVELOPES : ENVELOPES;
    const orders = Array.from({ length: count }, (_, n): [number, Operation] => {
      const [market, side] = [n % 64, n % 2 === 0 ? 0 : 1] as const;
      const account = world.account(n, count, market);
      const [tick, expiry] = [farTick(n), farExpiry(n, count)];
      if (kind !== "cancel")
        return [account, { kind: "place", market, side, tick, lots: 2 ** 20 + n, expiry }];
      return [account, { kind, ...world.order(market, side, tick, account, expiry) }];
    });
    const seal = this.#sealed.get(kind) ?? this.#sealOrders(world, kind, orders);
    this.#sealed.set(kind, seal);
    this.#openSlot(world, seal);
    return { ...none, sealOf: () => seal };
  }

  #sealOrders(
    world: CrowdedWorld,
    kind: OperationKind,
    orders: readonly (readonly [account: number, operation: Operation])[],
  ): SealFact {
    const batchPoint = this.#crypto.pointOf(KEY) as Uint8Array;
    const envelopes = orders.map(([account, operation], n) => {
      const random = bytesFrom(`random ${n}`);
      const skipped = kind === "skipped";
      // One that is skipped costs the more bytes, the more blocks it has.
      const operations = skipped ? Array<Operation>(MAX_BLOCKS).fill(operation) : [operation];
      const order = { slot: SLOT, account, version: n, operations, batchPoint, random };
      return sealEnvelope(this.#context, order, world.signer(skipped ? n + 1 : n));
    });
    return this.#seal(SLOT, envelopes);
  }

  #openSlot(world: CrowdedWorld, { envelopes, root }: SealFact): void {
    world.inputs(envelopes.length, FIRST_WORD);
    world.state.set(ENVELOPE_ROOT_LEAF, leafOfBytes(root));
    world.state.set(KEY_LEAF, leafOfBytes(KEY));
  }

  /** Of the places where a chunk may begin, that with the largest witness. */
  #largest(world: CrowdedWorld, facts: Facts, steps: number): Watched {
    let largest: Watched | undefined;
    for (let n = 0; n < WINDOWS; n++) {
      world.stand(PHASE.operation, { i: Math.floor(((LONG_ENVELOPES - steps - 1) * n) / WINDOWS) });
      const chunk = this.#chunk(world.state, facts);
      if (largest === undefined || chunk.witness.length > largest.witness.length) largest = chunk;
    }
    return largest as Watched;
  }

  #fills(steps: number, side: 0 | 1): Watched {
    const world = new CrowdedWorld(this.#crypto, steps);
    for (let n = 0; n < steps; n++) {
      const above = TICK_LIMIT / 2 + farApart(n, steps, TICK_LIMIT / 2 - 1);
      const tick = side === 0 ? above : TICK_LIMIT - above;
      world.order(1, side, tick, world.account(n, steps, 1), farExpiry(n, steps));
    }
    world.auction(MAX_AMOUNT, side === 0 ? PHASE.fillBids : PHASE.fillAsks);
    return this.#chunk(world.state, none);
  }

  #clear(steps: number): Watched {
    const world = new CrowdedWorld(this.#crypto, steps);
    world.fillBooks();
    world.stand(PHASE.clear);
    return this.#chunk(world.state, none);
  }

  #close(): Watched {
    const world = new CrowdedWorld(this.#crypto, 1);
    world.fillBooks();
    world.auction(0, PHASE.fillBids);
    // Nothing was filled, and the price is the last one.
    world.stand(PHASE.close, { market: 1 });
    return this.#chunk(world.state, none);
  }

  /** The last of the inbox, then envelopes, then markets. */
  #mixture(steps: number): Watched {
    const world = new CrowdedWorld(this.#crypto, steps);
    const [half, quarter] = [steps / 2, steps / 4];
    world.fillBooks();
    const queue = this.#queue(world, half, "forcedCancel", half);
    const orders = Array.from({ length: quarter }, (_, n): [number, Operation] => {
      const [market, lots, expiry] = [7 * n, 2 ** 20, farExpiry(2 * n + 1, steps)];
      // Between the accounts of the inbox.
      const account = world.account(2 * n + 1, steps, market);
      return [account, { kind: "place", market, side: 0, tick: farTick(n + 500), lots, expiry }];
    });
    const seal = this.#sealOrders(world, "place", orders);
    this.#openSlot(world, seal);
    world.inputs(quarter, FIRST_WORD + half);
    return this.#chunk(world.state, { ...queue, sealOf: () => seal });
  }

  #seal(slot: number, envelopes: readonly Uint8Array[]): SealFact {
    const root = envelopeTreeRoot(this.#crypto, envelopes);
    const key = envelopes.length > 0 ? KEY : undefined;
    return { slot, prev: slot - 1, certified: true, root, envelopes, inboxEnd: FIRST_WORD, key };
  }

  #restingOrders(
    world: CrowdedWorld,
    count: number,
    expiry: (n: number) => number,
  ): { account: number; ref: ReturnType<CrowdedWorld["order"]> }[] {
    return Array.from({ length: count }, (_, n) => {
      const market = Math.floor((n * 64) / count) % 64;
      const account = world.account(n, count, market);
      const side = n % 2 === 0 ? 0 : 1;
      return { account, ref: world.order(market, side, farTick(n), account, expiry(n)) };
    });
  }

  /** The next chunk, every leaf beside those that it touches filled with noise, which is dearer than zeros. */
  #chunk(from: State, facts: Facts): Watched {
    const before = from.snapshot();
    const bare = this.#run(before, facts);
    const noisy = new State(before.root);
    for (const gindex of bare.touched) {
      const beside = gindex % 2 === 0 ? gindex + 1 : gindex - 1;
      if (!bare.touched.has(beside) && hasLeafBeside(gindex)) {
        noisy.set(beside, leafOfBytes(bytesFrom(`noise ${beside}`)));
      }
    }
    return this.#run(noisy.snapshot(), facts);
  }

  #run(before: Snapshot, facts: Facts): Watched {
    const state = new State(before.root);
    const proposer = BookProposer.fromState(new State(before.root));
    const chunk = produceChunk(state, facts, this.#context, proposer);
    if (chunk === undefined) throw new RangeError("the chunk waits for a fact");
    const watched = watch(before, facts, this.#context, chunk.records);
    if (watched.invalid !== undefined) throw watched.invalid;
    return watched;
  }
}

const KEY = bytesFrom("crowded key");

/** Whether the leaf's sibling is a leaf too. */
function hasLeafBeside(gindex: number): boolean {
  const kind = leafKind(gindex);
  if (kind === "bitmap") return !BITMAP_TOPS.includes(depthOf(gindex));
  return kind === "balance" || kind === "order" || kind === "expiry";
}

/** Depths at which a bitmap's highest word lies, beside the words below it. */
const BITMAP_TOPS = [6, 13];

const farApart = (n: number, count: number, span: number): number =>
  Math.floor(((n + 0.5) * span) / count);
const farTick = (n: number): number => 1 + ((n * 379_171) % (TICK_LIMIT - 2));
const farExpiry = (n: number, count: number): number =>
  SLOT + 1 + farApart(n, count, ERA_SLOTS - 2);
