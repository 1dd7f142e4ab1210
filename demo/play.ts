import { readLast } from "#protocol/leaves";
import { OUTCOME, type Outcome, outcomeName } from "#protocol/outcomes";
import type { OrderEvent } from "../sequencer/matching/formats/events.ts";
import { describeRefusal, fault, type Refusal } from "../sequencer/matching/formats/refusal.ts";
import { type BatchReport, fillsOf, totalGas } from "./batches.ts";
import { botEvents } from "./bots.ts";
import type { FlowMarket } from "./flowMarket.ts";
import { FlowMapper } from "./mapper.ts";
import type { Random } from "./random.ts";
import type { ExecutedSlot, Replica } from "./replica.ts";
import { type Outgoing, refusalText, type Stage } from "./stage.ts";
import type { Trader } from "./trader.ts";
import type { FlowWindow } from "./windows.ts";

export interface PlayParts {
  readonly market: FlowMarket;
  readonly stage: Stage;
  readonly replica: Replica;
  readonly traders: readonly Trader[];
  /** Names of those among the traders that are bots. */
  readonly bots: readonly string[];
  readonly random: Random;
  readonly onBatch: (report: BatchReport) => void;
  /** What people should know of the flow, a line at a time. */
  readonly note: (line: string) => void;
}

/** Sums over the batches told of. */
export interface Totals {
  batches: number;
  orders: number;
  fills: number;
  gas: bigint;
}

interface Pending {
  readonly batch: number;
  readonly slots: readonly number[];
  readonly operations: number;
}

/** Plays a flow batch by batch: maps, sends, waits for the result, and tells of a batch when all of it is on L1. */
export class Play {
  readonly totals: Totals = { batches: 0, orders: 0, fills: 0, gas: 0n };
  readonly #parts: PlayParts;
  readonly #mapper: FlowMapper;
  readonly #traders: ReadonlyMap<string, Trader>;
  readonly #accounts: ReadonlyMap<number, Trader>;
  /** Slots that hold envelopes of the mapper. */
  readonly #slots = new Set<number>();
  #pending: Pending[] = [];
  #batch = 0;

  constructor(parts: PlayParts) {
    this.#parts = parts;
    this.#mapper = new FlowMapper(parts.market);
    this.#traders = new Map(parts.traders.map((trader) => [trader.userId, trader]));
    this.#accounts = new Map(parts.traders.map((trader) => [trader.account, trader]));
    parts.stage.onSlot((slot) => this.#ran(slot));
  }

  /** One batch: a window of the flow, if it has one left, and the bots. */
  async play(window: FlowWindow | undefined): Promise<void> {
    const { stage } = this.#parts;
    const batch = ++this.#batch;
    this.#tell(window?.refusals ?? []);
    for (const event of window?.events ?? []) this.#add(event);
    for (const event of this.#botEvents(batch)) this.#add(event);
    const taken = this.#mapper.take();
    this.#tell(taken.refusals);
    for (const line of taken.carried) {
      if (line > 0) this.#parts.note(`line ${line}: waits for the next batch`);
    }
    const outgoing = taken.envelopes.flatMap(({ userId, operations }): Outgoing[] => {
      const trader = this.#traders.get(userId);
      return trader === undefined ? [] : [{ trader, operations }];
    });
    const { slots, refused } = await stage.submit(outgoing);
    for (const slot of slots) this.#slots.add(slot);
    for (const { trader, refusal } of refused) {
      this.#parts.note(`${trader.userId}: envelope refused: ${refusalText(refusal)}`);
      this.#mapper.lost(trader.userId, `refused: ${refusalText(refusal)}`);
    }
    const silent = new Set(refused.map(({ trader }) => trader));
    const sent = outgoing.flatMap(({ trader, operations }) =>
      silent.has(trader) ? [] : operations,
    );
    this.totals.orders += sent.filter(({ kind }) => kind === "place").length;
    this.#pending.push({ batch, slots, operations: sent.length });
    await stage.executed(slots);
    this.#flush();
  }

  /** Waits until every batch was told of, and tells which lines came too late. */
  async end(): Promise<void> {
    await this.#parts.stage.until("the last batch's claim", () => this.#flush());
    for (const line of this.#mapper.unsent()) {
      if (line > 0) this.#parts.note(`line ${line}: not sent, as the last batch is over`);
    }
  }

  #add(event: OrderEvent): void {
    const { line, userId } = event;
    if (!this.#traders.has(userId)) {
      const expected = "a user with an order in the part of the flow that was read before";
      this.#tell([{ line, ...fault("user_id", userId, expected) }]);
      return;
    }
    const mapped = this.#mapper.add(event);
    if (mapped.kind === "refused") this.#tell([mapped.refusal]);
  }

  #botEvents(round: number): OrderEvent[] {
    const { bots, market, random, replica } = this.#parts;
    const lastTick = readLast(replica.state, 0);
    return bots.flatMap((userId) =>
      botEvents(market, { userId, lastTick, round, orders: this.#mapper.liveOf(userId) }, random),
    );
  }

  #tell(refusals: readonly Refusal[]): void {
    for (const refusal of refusals) {
      // What bots ask for has no line.
      if (refusal.line > 0) this.#parts.note(describeRefusal(refusal));
    }
  }

  #ran({ seal, reports }: ExecutedSlot): void {
    const ours = this.#slots.has(seal.slot);
    for (const report of reports) {
      if (report.kind === "fill") this.#mapper.filled(report.ref, report.lots);
      if (report.kind !== "operation" || !ours) continue;
      const { account, block, outcome, placed } = report;
      const userId = this.#accounts.get(account)?.userId ?? "";
      if (block === 0 && isSkipped(outcome)) this.#mapper.lost(userId, outcomeName(outcome));
      else this.#mapper.executed(userId, block, outcome, placed?.ref);
    }
  }

  /** Tells of the batches that are on L1 with all they caused; whether that was the last one. */
  #flush(): boolean {
    const { stage, onBatch } = this.#parts;
    for (let next = this.#pending[0]; next !== undefined; next = this.#pending[0]) {
      const report = stage.costs.reportOn(next.batch, next.slots, next.operations);
      if (report === undefined) return false;
      this.#pending = this.#pending.slice(1);
      this.totals.batches++;
      this.totals.fills += fillsOf(report);
      this.totals.gas += totalGas(report.gas);
      onBatch(report);
    }
    return true;
  }
}

/** The envelope was skipped whole. */
const isSkipped = (outcome: Outcome): boolean =>
  outcome === OUTCOME.badSignature || outcome === OUTCOME.badPoint || outcome === OUTCOME.cannotPay;
