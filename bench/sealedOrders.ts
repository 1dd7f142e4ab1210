import { hexToBytes } from "#protocol/bytes";
import { MAX_SEAL_BYTES, SIDE } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { envelopeTreeRoot } from "#protocol/envelopeTree";
import type { SealFact } from "#protocol/facts";
import type { Operation } from "#protocol/operation";
import { OUTCOME } from "#protocol/outcomes";
import { BookProposer } from "#protocol/proposer";
import { sealEnvelope } from "#protocol/sealEnvelope";
import { produceChunk } from "#protocol/trace";
import { MemoryFacts } from "./memoryFacts.ts";
import { makeWorld, random } from "./world.ts";

export interface SealedOrdersResult {
  readonly crypto: string;
  readonly stepsPerRoot: number;
  readonly orders: number;
  readonly slots: number;
  readonly applied: number;
  readonly fills: number;
  readonly chunks: number;
  readonly seconds: number;
  readonly ordersPerSecond: number;
  /** By the processor time of the whole process, which other load on the machine does not stretch. */
  readonly ordersPerCoreSecond: number;
  /** Seconds by stage; they add up to `seconds`. */
  readonly stages: { readonly open: number; readonly execute: number; readonly root: number };
}

const ENVELOPE_BYTES = 121;
const PER_SLOT = Math.floor(MAX_SEAL_BYTES / ENVELOPE_BYTES);

/** Opens, checks, executes and roots sealed orders, one to an envelope, over as many slots as they need. */
export function benchSealedOrders(
  crypto: Crypto,
  orders: number,
  stepsPerRoot: number,
): SealedOrdersResult {
  const timed = timedCrypto(crypto);
  const world = makeWorld(crypto, Math.min(orders, PER_SLOT), stepsPerRoot);
  const facts = new MemoryFacts();
  const slots = sealSlots(world, facts, orders);
  const context = { ...world.context, crypto: timed.crypto };
  const proposer = BookProposer.fromState(world.state);
  let applied = 0;
  let fills = 0;
  let chunks = 0;
  let rooting = 0;
  const root = world.state.root.bind(world.state);
  world.state.root = () => {
    const start = performance.now();
    const hash = root();
    rooting += performance.now() - start;
    return hash;
  };
  const cpu = process.cpuUsage();
  const start = performance.now();
  const run = () =>
    produceChunk(world.state, facts, context, proposer, (report) => {
      proposer.observe(report);
      if (report.kind === "operation" && report.outcome === OUTCOME.applied) applied++;
      if (report.kind === "fill") fills++;
    });
  while (run() !== undefined) chunks++;
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const open = timed.milliseconds() / 1_000;
  const stages = { open, root: rooting / 1_000, execute: seconds - open - rooting / 1_000 };
  const ordersPerSecond = orders / seconds;
  const ordersPerCoreSecond = (orders * 1e6) / (user + system);
  return {
    crypto: crypto.name,
    stepsPerRoot,
    orders,
    slots,
    applied,
    fills,
    chunks,
    seconds,
    ordersPerSecond,
    ordersPerCoreSecond,
    stages,
  };
}

/** Seals one order of each signer a slot until all are sealed; gives the number of slots. */
export function sealSlots(
  world: ReturnType<typeof makeWorld>,
  facts: MemoryFacts,
  orders: number,
): number {
  const { crypto } = world.context;
  const below = random(0x9e3779b9);
  let left = orders;
  let slot = 0;
  for (; left > 0; slot++) {
    const key = crypto.keccak256(hexToBytes(`0x${(slot + 1).toString(16).padStart(64, "f")}`));
    const batchPoint = crypto.pointOf(key);
    if (batchPoint === undefined) throw new RangeError(`no point for slot ${slot + 1}`);
    const envelopes = Array.from({ length: Math.min(left, PER_SLOT) }, (_, n) => {
      const signer = world.signers[n];
      if (signer === undefined) throw new RangeError(`no signer ${n}`);
      const secret = crypto.keccak256(Uint8Array.of(slot & 255, slot >> 8, n & 255, n >> 8, 7));
      const order = {
        slot: slot + 1,
        account: n + 1,
        version: 1,
        operations: [place(below)],
        batchPoint,
        random: secret,
      };
      return sealEnvelope(world.context, order, signer);
    });
    const root = envelopeTreeRoot(crypto, envelopes);
    const fact: SealFact = {
      slot: slot + 1,
      prev: slot,
      certified: true,
      root,
      envelopes,
      inboxEnd: 0,
      key,
    };
    facts.seal(fact);
    left -= envelopes.length;
  }
  return slot;
}

function place(below: (n: number) => number): Operation {
  const side = below(2) === 0 ? SIDE.buy : SIDE.sell;
  return {
    kind: "place",
    market: 0,
    side,
    tick: 9_500 + below(1_000),
    lots: 1 + below(100),
    expiry: 0,
  };
}

/** The same crypto with a stopwatch on it. */
function timedCrypto(crypto: Crypto): { crypto: Crypto; milliseconds: () => number } {
  let total = 0;
  const timed = <Arguments extends unknown[], Result>(call: (...args: Arguments) => Result) => {
    return (...args: Arguments): Result => {
      const start = performance.now();
      const result = call(...args);
      total += performance.now() - start;
      return result;
    };
  };
  return {
    crypto: {
      ...crypto,
      keccak256: timed(crypto.keccak256),
      recover: timed(crypto.recover),
      sharedAddress: timed(crypto.sharedAddress),
      addressOf: timed(crypto.addressOf),
      shuffle: timed(crypto.shuffle),
    },
    milliseconds: () => total,
  };
}
