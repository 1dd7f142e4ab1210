import { sleep } from "#l1/rpc";
import { WalrasError } from "#protocol/errors";
import { readCursor } from "#protocol/leaves";
import type { Operation } from "#protocol/operation";
import { outcomeName, REFUSAL, type Refusal } from "#protocol/outcomes";
import type { KeptReceipt } from "../claimant/receipts/file.ts";
import { closeMs } from "../sequencer/batching.ts";
import type { RunningSequencer } from "../sequencer/main.ts";
import type { Status } from "../sequencer/status.ts";
import { SlotCosts } from "./batches.ts";
import { Ledger } from "./ledger.ts";
import type { Network } from "./network.ts";
import type { ExecutedSlot, Replica } from "./replica.ts";
import { checkKey, checkReceipt, sealFor, type Trader } from "./trader.ts";

/** What a trader wants sealed in the next slot. */
export interface Outgoing {
  readonly trader: Trader;
  /** 1 … 32. */
  readonly operations: readonly Operation[];
}

/** The same where it depends on the slot, as an expiry does. */
export interface OutgoingIn extends Omit<Outgoing, "operations"> {
  readonly operations: (slot: number) => readonly Operation[];
}

export interface Submitted {
  /** Slots that hold them: one, unless the first closed meanwhile. */
  readonly slots: readonly number[];
  readonly refused: readonly { readonly trader: Trader; readonly refusal: Refusal }[];
}

/** The play cannot go on. */
export class StageFailed extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("stage", what, given, expected);
  }
}

const LOOK_MS = 200;
/** Share of a slot that must be left to send a batch in. */
const LEAST_LEFT = 0.4;
/** Longest wait for anything: far beyond what a busy machine takes. */
const PATIENCE_MS = 300_000;
const MOST_SLOTS = 20;

/** These may pass in the next slot. */
const PASSING = new Set<Refusal>([
  REFUSAL.wrongSlot,
  REFUSAL.notAccepting,
  REFUSAL.tooManyEnvelopes,
  REFUSAL.tooManyBytes,
]);

/** The exchange as the demo's traders meet it: they send to the sequencer, and believe what they themselves read from L1. */
export class Stage {
  readonly ledger: Ledger;
  readonly costs = new SlotCosts();
  readonly #network: Network;
  readonly #sequencer: RunningSequencer;
  readonly #door: Pick<RunningSequencer, "submit">;
  readonly #replica: Replica;
  readonly #aborted: AbortSignal;
  #onSlot: (slot: ExecutedSlot) => void = () => {};
  #onReceipt: (kept: KeptReceipt) => void = () => {};
  #failure: unknown;

  constructor(
    network: Network,
    sequencer: RunningSequencer,
    door: Pick<RunningSequencer, "submit">,
    replica: Replica,
    aborted: AbortSignal,
  ) {
    this.#network = network;
    this.#sequencer = sequencer;
    this.#door = door;
    this.#replica = replica;
    this.#aborted = aborted;
    this.ledger = new Ledger(network.deployment);
    sequencer.onStatus((status) => this.#heard(status));
  }

  /** Called for every slot that the traders' replica has run. */
  onSlot(listener: (slot: ExecutedSlot) => void): void {
    this.#onSlot = listener;
  }

  /** Called with every receipt that a trader has checked. */
  onReceipt(listener: (kept: KeptReceipt) => void): void {
    this.#onReceipt = listener;
  }

  /** Seals envelopes for the collecting slot, sends them and checks each receipt. */
  async submit(outgoing: readonly (Outgoing | OutgoingIn)[]): Promise<Submitted> {
    const slots = new Set<number>();
    const refused: { trader: Trader; refusal: Refusal }[] = [];
    let left: readonly (Outgoing | OutgoingIn)[] = outgoing;
    for (let tries = 0; left.length > 0; tries++) {
      if (tries === MOST_SLOTS) {
        throw new StageFailed("envelopes not accepted", left.length, `none in ${tries} slots`);
      }
      const { slot, point } = await this.#openSlot();
      const answers = await Promise.all(left.map((one) => this.#send(slot, point, one)));
      if (answers.includes(undefined)) slots.add(slot);
      const next: (Outgoing | OutgoingIn)[] = [];
      for (const [n, one] of left.entries()) {
        const refusal = answers[n];
        if (refusal === undefined) continue;
        if (PASSING.has(refusal)) next.push(one);
        else refused.push({ trader: one.trader, refusal });
      }
      left = next;
    }
    return { slots: [...slots], refused };
  }

  /** Waits until the traders' replica has run the slots, and the sequencer has done so too. */
  async executed(slots: readonly number[]): Promise<void> {
    const last = Math.max(0, ...slots);
    await this.until(`slot ${last}`, () => {
      return readCursor(this.#replica.state).slot >= last && this.#sequencer.executor.slot >= last;
    });
  }

  /** Waits until all that was queued on L1 is taken in. */
  async inboxDone(): Promise<void> {
    await this.until("the inbox", () => {
      const { slot, inboxCursor } = readCursor(this.#replica.state);
      return (
        inboxCursor === this.#replica.facts.inboxLength && this.#sequencer.executor.slot >= slot
      );
    });
  }

  /** Looks at L1 until something holds. Throws StageFailed, and what halts the sequencer. */
  async until(what: string, met: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      await this.#look();
      if (met()) return;
      if (performance.now() > deadline) throw new StageFailed(what, "nothing", "it to happen");
      await sleep(LOOK_MS);
    }
  }

  async #look(): Promise<void> {
    if (this.#aborted.aborted) throw new StageFailed("the demo", "interrupted", "to run on");
    if (this.#failure !== undefined) throw this.#failure;
    for (const slot of await this.#replica.poll()) {
      const { facts } = this.#replica;
      for (const report of slot.reports) {
        this.ledger.enter(report, slot.seal, (index) => facts.inboxOperation(index));
      }
      this.#onSlot(slot);
    }
  }

  async #openSlot(): Promise<{ slot: number; point: Uint8Array }> {
    const { deployment } = this.#network;
    const least = deployment.interval * 1_000 * LEAST_LEFT;
    const open = () => {
      const collecting = this.#sequencer.collecting();
      if (collecting === undefined) return undefined;
      const ends = closeMs(deployment, collecting.slot);
      return ends - Date.now() >= least ? collecting : undefined;
    };
    let found = open();
    while (found === undefined) {
      await this.until("a slot that takes envelopes", () => open() !== undefined);
      found = open();
    }
    const { slot, key } = found;
    // L1 has the key set before the slot opens, but the replica may not have looked since.
    await this.until("the slot's key set", () => this.#replica.facts.keySetOf(slot) !== undefined);
    const set = this.#replica.facts.keySetOf(slot);
    const { context } = this.#network;
    const proof = this.#sequencer.proveKey(slot);
    checkKey(context, deployment.keypers.length, set, key.point, slot, proof);
    return { slot, point: key.point };
  }

  async #send(
    slot: number,
    point: Uint8Array,
    one: Outgoing | OutgoingIn,
  ): Promise<Refusal | undefined> {
    const { context, deployment } = this.#network;
    const { trader, operations } = one;
    const wanted = typeof operations === "function" ? operations(slot) : operations;
    const envelope = sealFor(context, trader, slot, point, wanted);
    const answer = await this.#door.submit(slot, envelope);
    if (answer.kind === "refused") return answer.refusal;
    const { receipt } = answer;
    checkReceipt(context, deployment.sequencer, trader, slot, envelope, receipt);
    const shown = this.#sequencer.proveKey(slot);
    const keys = shown === undefined ? undefined : { ...shown.keys, proof: shown.proof };
    this.#onReceipt({ receipt, envelope, keys });
    return undefined;
  }

  #heard(status: Status): void {
    switch (status.kind) {
      case "executed":
        this.costs.executed(status.figures);
        break;
      case "sealed":
        this.costs.sealed(status.slot, status.gasUsed);
        break;
      case "revealed":
        this.costs.revealed(status.slot, status.gasUsed);
        break;
      case "claimed":
        this.costs.claimed(status);
        break;
      case "lost": {
        const given = `${status.envelopes} envelopes`;
        this.#failure = new StageFailed(`slot ${status.slot} lost`, given, "it to be sealed");
        break;
      }
      case "halted":
        this.#failure = status.error;
        break;
    }
  }
}

/** Why the collector took no envelope, for people. */
export const refusalText = (refusal: Refusal): string => `${refusal} ${outcomeName(refusal)}`;
