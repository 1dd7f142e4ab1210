import { hexToBytes, toHex } from "#protocol/bytes";
import { SIDE } from "#protocol/constants";
import { envelopeHash } from "#protocol/envelopeTree";
import type { SigningContext } from "#protocol/messages";
import type { Operation } from "#protocol/operation";
import { decodeReceipt, isReceiptOf } from "#protocol/receipt";
import { sealEnvelope } from "#protocol/sealEnvelope";
import { keySigner, type Signer } from "#protocol/signature";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { random } from "../world.ts";
import { postRequest } from "./line.ts";
import { type Answered, type Due, openLines, openLoop } from "./openLoop.ts";
import type { LoadMessage, LoadPlan, PhaseResult, PlannedPhase, Promised } from "./plan.ts";

/** Traders: seals for slots ahead, sends at a fixed rate, keeps every answer and judges the receipts when all is over. */

/** Envelopes sealed to learn how long one takes. */
const PROBES = 300;
/** Of the time that sealing should take, and beside it. */
const SEAL_FACTOR = 1.5;
const SPARE_MS = 4_000;
/** Nothing is sent this soon after a slot opens, nor this late before it takes no more. */
const AFTER_OPEN_MS = 20;
const BEFORE_GUARD_MS = 250;
const REFERENCE_TICK = 1_000;
const SPREAD = 40;
const MOST_LOTS = 100;
const RESTING_SLOTS = 3;

interface Account {
  readonly account: number;
  readonly signer: Signer;
}

interface Sealed extends Due {
  readonly slot: number;
  readonly account: number;
  readonly envelope: Uint8Array;
}

process.once("message", (plan: LoadPlan) => {
  void run(plan).then((done) => process.send?.(done, () => process.disconnect()));
});

async function run(plan: LoadPlan): Promise<LoadMessage> {
  const crypto = await loadCrypto();
  const context = { crypto, domainSeparator: hexToBytes(plan.domainSeparator) };
  const traders = plan.accounts.map(({ account, privateKey }) => ({
    account,
    signer: keySigner(crypto, hexToBytes(privateKey)),
  }));
  const sealer = new Sealer(context, plan, traders);
  const sealMicros = sealer.probe();
  const total = plan.phases.reduce((sum, { perSecond, slots }) => sum + perSecond * slots, 0);
  const sealMs = (total * plan.interval * sealMicros * SEAL_FACTOR) / 1_000;
  const phases = place(plan, Date.now() + sealMs + SPARE_MS);
  const sealed = phases.map((phase) => sealer.phase(phase));
  const lines = await openLines(plan.port, plan.lines);
  tell({ kind: "ready", sealMicros, phases });
  const answered: (readonly [Sealed, Answered])[] = [];
  for (const [n, phase] of phases.entries()) {
    const dues = sealed[n] ?? [];
    const cpu = process.cpuUsage();
    const answers = await openLoop(lines, dues);
    const { user, system } = process.cpuUsage(cpu);
    tell({ kind: "phase", result: resultOf(phase.name, answers, (user + system) / 1e6) });
    for (const [at, due] of dues.entries()) {
      const answer = answers[at];
      if (answer !== undefined) answered.push([due, answer]);
    }
  }
  for (const line of lines) line.close();
  return judge(context, hexToBytes(plan.sequencer), answered);
}

function tell(message: LoadMessage): void {
  process.send?.(message);
}

/** Gives the phases whole slots from the first that opens after `notBefore`. */
function place(
  { phases, points, genesisTime, interval }: LoadPlan,
  notBefore: number,
): PlannedPhase[] {
  const opensAt = (slot: number): number => (genesisTime + (slot - 1) * interval) * 1_000;
  const first = points.find(({ slot }) => opensAt(slot) >= notBefore)?.slot;
  const needed = phases.reduce((sum, { slots }) => sum + slots, 0);
  const last = points.at(-1)?.slot ?? 0;
  if (first === undefined || first + needed - 1 > last)
    throw new RangeError(
      `keys up to slot ${last}: expected those of ${needed} slots from ${first}`,
    );
  let slot = first;
  return phases.map((phase) => {
    const firstSlot = slot;
    slot += phase.slots;
    return { ...phase, firstSlot, begins: opensAt(firstSlot), ends: opensAt(slot) };
  });
}

class Sealer {
  readonly #context: SigningContext;
  readonly #plan: LoadPlan;
  readonly #traders: readonly Account[];
  readonly #points: ReadonlyMap<number, Uint8Array>;
  readonly #below = random(0x9e3779b9);
  #nonce = 0;

  constructor(context: SigningContext, plan: LoadPlan, traders: readonly Account[]) {
    this.#context = context;
    this.#plan = plan;
    this.#traders = traders;
    this.#points = new Map(plan.points.map(({ slot, point }) => [slot, hexToBytes(point)]));
  }

  /** Microseconds that sealing one takes. */
  probe(): number {
    const slot = this.#plan.points[0]?.slot ?? 0;
    const begin = performance.now();
    for (let n = 0; n < PROBES; n++) this.#seal(slot, n, 0);
    return ((performance.now() - begin) * 1_000) / PROBES;
  }

  phase({ firstSlot, slots, perSecond }: PlannedPhase): Sealed[] {
    const { genesisTime, interval, guardMs } = this.#plan;
    const count = Math.round(perSecond * interval);
    const open = interval * 1_000 - guardMs - BEFORE_GUARD_MS - AFTER_OPEN_MS;
    const all: Sealed[] = [];
    for (let slot = firstSlot; slot < firstSlot + slots; slot++) {
      const opens = (genesisTime + (slot - 1) * interval) * 1_000 + AFTER_OPEN_MS;
      for (let n = 0; n < count; n++) {
        const { account, envelope } = this.#seal(slot, n, Math.floor(n / this.#traders.length));
        const request = postRequest(
          "/v1/envelopes",
          `{"slot":${slot},"envelope":"${toHex(envelope)}"}`,
        );
        all.push({ at: opens + (n * open) / count, request, slot, account, envelope });
      }
    }
    return all;
  }

  #seal(slot: number, n: number, version: number): { account: number; envelope: Uint8Array } {
    const trader = this.#traders[n % this.#traders.length];
    const batchPoint = this.#points.get(slot);
    if (trader === undefined || batchPoint === undefined) throw new RangeError(`slot ${slot}`);
    const seed = new Uint8Array(8);
    new DataView(seed.buffer).setFloat64(0, ++this.#nonce);
    const order = {
      slot,
      account: trader.account,
      version,
      operations: [this.#place(slot)],
      batchPoint,
      random: this.#context.crypto.keccak256(seed),
    };
    return {
      account: trader.account,
      envelope: sealEnvelope(this.#context, order, trader.signer),
    };
  }

  #place(slot: number): Operation {
    return {
      kind: "place",
      market: 0,
      side: this.#below(2) === 0 ? SIDE.buy : SIDE.sell,
      tick: REFERENCE_TICK - SPREAD / 2 + this.#below(SPREAD),
      lots: 1 + this.#below(MOST_LOTS),
      expiry: slot + RESTING_SLOTS,
    };
  }
}

function resultOf(name: string, answers: readonly Answered[], cpuSeconds: number): PhaseResult {
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.ceil(share * times.length) - 1] ?? 0;
  const refused: Record<string, number> = {};
  for (const { status, body } of answers) {
    if (status === 200) continue;
    const reason = `${status} ${/"reasonName":"(\w+)"/.exec(body)?.[1] ?? ""}`.trim();
    refused[reason] = (refused[reason] ?? 0) + 1;
  }
  const accepted = answers.filter(({ status }) => status === 200).length;
  const figures = { p50: at(0.5), p99: at(0.99), worst: at(1), cpuSeconds };
  return { name, sent: answers.length, accepted, refused, ...figures };
}

function judge(
  context: SigningContext,
  sequencer: Uint8Array,
  answered: readonly (readonly [Sealed, Answered])[],
): LoadMessage {
  const newest = new Map<string, Promised>();
  let receipts = 0;
  let badReceipts = 0;
  for (const [{ slot, account, envelope }, { status, body }] of answered) {
    if (status !== 200) continue;
    receipts++;
    const hash = toHex(envelopeHash(context.crypto, envelope));
    const receipt = decodeReceipt(hexToBytes(/"receipt":"(0x[0-9a-f]*)"/.exec(body)?.[1] ?? "0x"));
    const good =
      receipt !== undefined &&
      receipt.slot === slot &&
      receipt.account === account &&
      toHex(receipt.envelopeHash) === hash &&
      isReceiptOf(context, receipt, sequencer);
    if (!good) badReceipts++;
    // An account's versions rise in the order in which they are sent.
    newest.set(`${slot}:${account}`, { slot, account, hash });
  }
  return { kind: "done", receipts, badReceipts, promised: [...newest.values()] };
}
