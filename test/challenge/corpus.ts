import { MAX_ACCOUNTS, MAX_SLOT, PHASE } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import type { Facts } from "#protocol/facts";
import { balanceLeaf, expiryCountLeaf, lastLeaf, signerLeaf } from "#protocol/layout";
import { readCursor } from "#protocol/leaves";
import { INVALID, outcomeName } from "#protocol/outcomes";
import { State } from "#protocol/state";
import type { Context } from "#protocol/stepTypes";
import { encodeWitness } from "#protocol/witness";
import { makeTools, runCourses } from "../protocol/courses.ts";
import type { Exchange, Ran } from "../protocol/exchange.ts";
import type { Random } from "../reference/random.ts";
import { realSuite } from "../reference/sealing.ts";
import type { Vectors } from "../vectors/source.ts";
import { EdgeCourse } from "./edgeCourse.ts";
import { engineLies } from "./engineLies.ts";
import { fieldLies } from "./fieldLies.ts";
import type { Lie, Truth } from "./lieTypes.ts";
import { Packer, type Stated } from "./packRun.ts";
import { recordLies } from "./recordLies.ts";
import { STEP_KINDS, type StepKind, type StepName } from "./stepNames.ts";
import { type Watched, watch } from "./watched.ts";
import { wrongAuctions } from "./wrongClearings.ts";

/** Columns of the table of lies: a chunk of one step by its kind, and chunks of many. */
export const COLUMNS = [...STEP_KINDS, "a whole chunk"] as const;
const WHOLE = COLUMNS.length - 1;

/** Steps kept of each name, and how many of those are lied about. */
const QUOTA = 45;
const LIED_ABOUT = 3;
/** Clears of either sort that are followed through with another price or volume. */
const WRONG_AUCTIONS = 25;
const WHOLE_CHUNKS = 110;
const WHOLE_LIED_ABOUT = 24;

/** Slots drawn for chunks of one step, and for chunks of sixteen. */
export interface Extent {
  readonly single: number;
  readonly whole: number;
}

export function corpus(
  { crypto, domainSeparator }: Context,
  randoms: readonly [single: Random, whole: Random],
  extent: Extent,
): Vectors {
  const builder = new CorpusBuilder(crypto);
  for (const [random, stepsPerRoot, slots] of [
    [randoms[0], 1, extent.single],
    [randoms[1], 16, extent.whole],
  ] as const) {
    const edges = new EdgeCourse(random, crypto, domainSeparator, stepsPerRoot);
    const later = new OneSlotLater((ran, exchange) => builder.take(ran, exchange, random));
    edges.run((ran) => later.see(ran, edges.exchange));
    let left = slots;
    const tools = makeTools(random, realSuite, crypto);
    runCourses(random, { ...tools, domainSeparator, stepsPerRoot }, (ran, exchange) => {
      later.see(ran, exchange);
      return --left > 0;
    });
  }
  return builder.vectors();
}

/** Hands a slot on when the one after it is sealed too, so that a liar may run past End. */
class OneSlotLater {
  readonly #each: (ran: Ran, exchange: Exchange) => void;
  #held: { readonly ran: Ran; readonly exchange: Exchange } | undefined;

  constructor(each: (ran: Ran, exchange: Exchange) => void) {
    this.#each = each;
  }

  see(ran: Ran, exchange: Exchange): void {
    if (this.#held?.exchange === exchange) this.#each(this.#held.ran, exchange);
    this.#held = { ran, exchange };
  }
}

const noFacts: Facts = {
  sealAfter: () => undefined,
  sealOf: () => undefined,
  inboxWord: () => undefined,
};

class CorpusBuilder {
  readonly #packer: Packer;
  readonly #names: string[] = [];
  readonly #runs: string[] = [];
  readonly #seen = new Map<string, number>();
  readonly #mutations: string[] = [];
  readonly #counts = new Map<string, number[]>();
  #whole = 0;

  constructor(crypto: Crypto) {
    this.#packer = new Packer(crypto);
  }

  take(ran: Ran, exchange: Exchange, random: Random): void {
    const { facts, context } = exchange;
    for (const { before, chunk } of ran.chunks) {
      const watched = watch(before, facts, context, chunk.records);
      const truth = { chunk: watched, facts, context, random };
      if (exchange.stepsPerRoot === 1) this.#takeStep(truth);
      else this.#takeWhole(truth);
    }
  }

  #takeStep(truth: Truth): void {
    const { chunk } = truth;
    const name = textOf(chunk.names[0] as StepName);
    const seen = this.#seen.get(name) ?? 0;
    this.#seen.set(name, seen + 1);
    if (seen >= QUOTA) return;
    if (chunk.names[0]?.kind === "clear" && seen < WRONG_AUCTIONS) this.#takeWrongAuctions(truth);
    if (seen >= LIED_ABOUT) {
      this.#push(chunk, columnOf(chunk), name, []);
      return;
    }
    const lies = [...fieldLies(truth), ...recordLies(truth), ...engineLies(truth)];
    this.#addWithLies(truth, columnOf(chunk), name, lies);
    this.#takeWideWitness(truth, name);
    if (chunk.names[0]?.kind === "start") this.#takeWithoutFact(truth);
  }

  #takeWhole(truth: Truth): void {
    const { chunk, random } = truth;
    if (this.#whole >= WHOLE_CHUNKS) return;
    const name = `${chunk.names.length} steps: ${kindsOf(chunk)}`;
    if (++this.#whole > WHOLE_LIED_ABOUT) {
      this.#push(chunk, WHOLE, name, []);
      return;
    }
    const fields = fieldLies(truth).filter(() => random.chance(25));
    const lies = [...fields, ...recordLies(truth), ...engineLies(truth)];
    this.#addWithLies(truth, WHOLE, name, lies);
  }

  #takeWrongAuctions(truth: Truth): void {
    for (const { before, records } of wrongAuctions(truth).flatMap((steps) => steps.slice(1))) {
      const run = watch(before, truth.facts, truth.context, records);
      const { invalid } = run;
      const kind = STEP_OF_PHASE[readCursor(new State(before.root)).phase] ?? "close";
      const name = `wrong auction: ${kind}, ${invalid ? outcomeName(invalid.reason) : "trusted"}`;
      const seen = this.#seen.get(name) ?? 0;
      this.#seen.set(name, seen + 1);
      if (seen >= QUOTA) continue;
      const lie = this.#stated("a wrong clearing run on", before.root.root);
      this.#push(run, STEP_KINDS.indexOf(kind), name, [lie]);
    }
  }

  /** A witness may hold leaves that the chunk does not touch. */
  #takeWideWitness({ chunk, random }: Truth, name: string): void {
    const [account, slot] = [random.below(MAX_ACCOUNTS), random.below(MAX_SLOT)];
    const beside = [
      signerLeaf(account),
      balanceLeaf(account, 3),
      expiryCountLeaf(slot),
      lastLeaf(9),
    ];
    const witness = encodeWitness(chunk.before, new Set([...chunk.touched, ...beside]));
    this.#push({ ...chunk, witness }, columnOf(chunk), `${name}, with leaves beside`, []);
  }

  #takeWithoutFact({ chunk, context }: Truth): void {
    const run = watch(chunk.before, noFacts, context, chunk.records);
    const stated = [this.#stated("a slot that is not sealed", new State(chunk.after.root).root())];
    this.#push(run, 0, "no fact", stated);
  }

  /** Lies under the same records share a run. */
  #addWithLies(truth: Truth, column: number, name: string, lies: readonly Lie[]): void {
    const { chunk, facts, context } = truth;
    const groups = new Map<string, Lie[]>([[keyOf(chunk.records), []]]);
    for (const lie of lies) {
      const key = keyOf(lie.records);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [lie]);
      else group.push(lie);
    }
    for (const [key, group] of groups) {
      const records = new Uint8Array(Buffer.from(key, "hex"));
      const own = key === keyOf(chunk.records);
      const run = own ? chunk : watch(chunk.before, facts, context, records);
      const wrong = group.filter(({ root }) => run.invalid !== undefined || !endsIn(run, root));
      const stated = wrong.map(({ mutation, root }) => this.#stated(mutation, root));
      if (own || stated.length > 0) this.#push(run, column, own ? name : `${name}, lied`, stated);
    }
  }

  #stated(mutation: string, root: Uint8Array): Stated {
    const known = this.#mutations.indexOf(mutation);
    if (known >= 0) return { mutation: known, root };
    this.#mutations.push(mutation);
    return { mutation: this.#mutations.length - 1, root };
  }

  #push(run: Watched, column: number, name: string, stated: readonly Stated[]): void {
    for (const { mutation } of stated) {
      const text = this.#mutations[mutation] ?? "";
      const row = this.#counts.get(text) ?? COLUMNS.map(() => 0);
      row[column] = (row[column] ?? 0) + 1;
      this.#counts.set(text, row);
    }
    this.#names.push(name);
    this.#runs.push(this.#packer.run(run, column, stated));
  }

  vectors(): Vectors {
    const nodes = this.#packer.nodes();
    const rows = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      columns: COLUMNS,
      mutations: this.#mutations,
      reasons: Object.values(INVALID),
      sums: COLUMNS.map((_, column) =>
        rows.reduce((sum, [, counts]) => sum + (counts[column] ?? 0), 0),
      ),
      lies: rows.map(([mutation, counts]) => ({ mutation, counts })),
      envelopes: this.#packer.envelopes(),
      names: this.#names,
      runs: this.#runs,
      nodes,
    };
  }
}

const textOf = ({ kind, variant }: StepName): string =>
  variant === "" ? kind : `${kind}, ${variant}`;

const STEP_OF_PHASE: Readonly<Record<number, StepKind>> = {
  [PHASE.fillBids]: "fill bid",
  [PHASE.fillAsks]: "fill ask",
  [PHASE.close]: "close",
};

const columnOf = ({ names }: Watched): number => STEP_KINDS.indexOf((names[0] as StepName).kind);

function kindsOf({ names }: Watched): string {
  return [...new Set(names.map(({ kind }) => kind))].join(", ");
}

const keyOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const endsIn = (run: Watched, root: Uint8Array): boolean =>
  Buffer.compare(new State(run.after.root).root(), root) === 0;
