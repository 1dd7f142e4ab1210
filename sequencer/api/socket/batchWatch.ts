import type { z } from "zod";
import type { Exchange } from "../exchange.ts";
import type { BatchSummary } from "../schema/batches.ts";
import type { ChannelModels } from "./channels.ts";

/** Newest batches that are compared with what was told of them; the snapshot holds as many. */
export const WATCHED_BATCHES = 50;
/** Older ones told anew at a time, when a claim or a finality reaches back to them. */
const OLDER_AT_A_TIME = 64;
/** Older ones of which the sequencer said something since the last look. */
const MOST_TOUCHED = 256;

type Summary = z.infer<typeof BatchSummary>;

interface Marks {
  readonly executed: number;
  readonly claimed: number;
  readonly final: number;
  readonly generation: number;
}

/**
 * Notices every change of a batch's summary, whatever it came from: the newest batches are compared with what was told before; of
 * older ones only L1 can change anything, and how far its claims reach tells which.
 */
export class BatchWatch {
  readonly #exchange: Exchange;
  readonly #models: ChannelModels;
  readonly #watched: number;
  #told = new Map<number, { readonly text: string; readonly summary: Summary }>();
  #marks: Marks | undefined;
  readonly #touched = new Set<number>();
  /** Older slots that may have changed, both ends included. */
  #older: { readonly from: number; readonly to: number } | undefined;

  /** @param watched newest batches, at least 1 */
  constructor(exchange: Exchange, models: ChannelModels, watched: number) {
    this.#exchange = exchange;
    this.#models = models;
    this.#watched = watched;
  }

  /** Of the newest batches as they were told last, newest first. */
  get snapshot(): Summary[] {
    return [...this.#told.values()].map(({ summary }) => summary).reverse();
  }

  /** Begins to watch from how things are now. */
  begin(): void {
    this.#marks = this.#readMarks();
    this.#older = undefined;
    this.#touched.clear();
    this.#told = this.#newest();
  }

  /** Something happened to a batch. */
  touch(slot: number): void {
    this.#touched.add(slot);
    const [oldest] = this.#touched;
    if (this.#touched.size > MOST_TOUCHED && oldest !== undefined) this.#touched.delete(oldest);
  }

  /** Summaries that are not as they were told, oldest first; by this call they are told. */
  changes(): Summary[] {
    this.#mark();
    const before = this.#told;
    this.#told = this.#newest();
    const changed = [...this.#told]
      .filter(([slot, { text }]) => before.get(slot)?.text !== text)
      .map(([, { summary }]) => summary);
    return [...this.#olderChanges(), ...changed];
  }

  /** By rising slot. */
  #newest(): Map<number, { readonly text: string; readonly summary: Summary }> {
    const batches = this.#models.batches(this.#watched).reverse();
    return new Map(
      batches.map((summary) => [summary.slot, { text: JSON.stringify(summary), summary }]),
    );
  }

  #readMarks(): Marks | undefined {
    const { view, executor } = this.#exchange;
    if (view === undefined) return undefined;
    const { finalisedSlot: final, tip } = view;
    const claimed = view.standing.at(-1)?.claim.slot ?? final;
    return { executed: executor.slot, claimed, final, generation: tip.generation };
  }

  #mark(): void {
    const before = this.#marks;
    const marks = this.#readMarks();
    this.#marks = marks;
    if (before === undefined || marks === undefined) return;
    this.#addOlder(before.executed, marks.executed);
    this.#addOlder(before.final, marks.final);
    this.#addOlder(before.claimed, marks.claimed);
    // A killed claim may have held all that is not final, and be replaced by now.
    if (before.generation !== marks.generation) this.#addOlder(before.final, marks.executed);
  }

  #addOlder(one: number, other: number): void {
    if (one === other) return;
    const from = Math.min(one, other) + 1;
    const to = Math.max(one, other);
    const { from: least, to: most } = this.#older ?? { from, to };
    this.#older = { from: Math.min(from, least), to: Math.max(to, most) };
  }

  #olderChanges(): Summary[] {
    const slots = [...this.#touched, ...this.#olderSlots()].filter((slot) => !this.#told.has(slot));
    this.#touched.clear();
    return [...new Set(slots)]
      .sort((a, b) => a - b)
      .flatMap((slot) => this.#models.batch(slot) ?? []);
  }

  /** Some of those that may have changed; the rest at the next looks. */
  #olderSlots(): number[] {
    if (this.#older === undefined) return [];
    const { from, to } = this.#older;
    const page = this.#exchange.history
      .slots({ before: to + 1, limit: OLDER_AT_A_TIME })
      .map(({ figures }) => figures.slot);
    const last = page.at(-1) ?? 0;
    const done = page.length < OLDER_AT_A_TIME || last <= from;
    this.#older = done ? undefined : { from, to: last - 1 };
    return page.filter((slot) => slot >= from);
  }
}
