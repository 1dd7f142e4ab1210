import { L1Error } from "#l1/errors";
import { toHex } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import { changeText, leafFields, leafTitle } from "./challenger/leafText.ts";
import { replaySlot, type SlotReplay } from "./challenger/replaySlot.ts";
import { outcomeText, reportText } from "./challenger/reportText.ts";
import {
  type ChunkView,
  type PostedChunk,
  placeText,
  SlotUnknown,
} from "./challenger/slotViews.ts";
import type { StepView } from "./challenger/stepViews.ts";
import { loadCrypto } from "./crypto/load.ts";
import { EXIT, type Exit } from "./main.ts";

/** `walras replay`: one slot, step by step, for people and for programs. */

export interface ReplayArguments {
  readonly rpc: string;
  readonly settlement: string;
  readonly slot: number;
  /** Within the slot, from 0; all of them if undefined. */
  readonly step: number | undefined;
  /** Show what every step touched. */
  readonly leaves: boolean;
  readonly json: boolean;
}

export interface ReplayOutput {
  /** The result, a line at a time. */
  out(line: string): void;
  /** For people meanwhile. */
  note(line: string): void;
}

/** There is no such step. */
export class StepUnknown extends WalrasError {
  constructor(step: number, count: number) {
    super("stepUnknown", "step of the slot", step, `0 … ${count - 1}`);
  }
}

/** Runs it to its end and gives the exit code: 1 if a claim of the slot, or before it, is wrong. */
export async function runReplay(args: ReplayArguments, output: ReplayOutput): Promise<Exit> {
  try {
    const crypto = await loadCrypto((line) => output.note(line));
    const replay = await replaySlot({ ...args, crypto });
    const wrong = args.json ? printJson(args, replay, output) : printText(args, replay, output);
    return wrong ? EXIT.differs : EXIT.verified;
  } catch (error) {
    if (!(error instanceof WalrasError)) throw error;
    output.note(`walras replay: ${error.message}`);
    const unknown = error instanceof SlotUnknown || error instanceof StepUnknown;
    return unknown || error instanceof L1Error ? EXIT.cannotTell : EXIT.differs;
  }
}

/** A chunk, and the number of its first step within the slot. */
interface Numbered {
  readonly first: number;
  readonly chunk: ChunkView;
}

function* numbered(chunks: Iterable<ChunkView>): Generator<Numbered> {
  let first = 0;
  for (const chunk of chunks) {
    yield { first, chunk };
    first += chunk.steps.length;
  }
}

function printText(args: ReplayArguments, replay: SlotReplay, { out }: ReplayOutput): boolean {
  const { slot, settlement, step: wanted } = args;
  const { chainId, block, earlier } = replay;
  let wrong = earlier !== undefined;
  let steps = 0;
  let chunks = 0;
  out(`slot ${slot} of Settlement ${settlement} on chain ${chainId} at block ${block}`);
  if (earlier !== undefined)
    out(`a claim before it is wrong, so this follows facts alone: ${earlier.message}`);
  for (const { first, chunk } of numbered(replay.chunks)) {
    steps = first + chunk.steps.length;
    chunks++;
    wrong ||= chunk.difference !== undefined;
    const shown = wanted === undefined || (wanted >= first && wanted < steps);
    if (shown) for (const line of chunkText(first, chunk, args)) out(line);
  }
  if (wanted !== undefined && wanted >= steps) throw new StepUnknown(wanted, steps);
  out(`${steps} steps in ${chunks} chunks`);
  return wrong;
}

function* chunkText(
  first: number,
  chunk: ChunkView,
  { step: wanted, leaves }: ReplayArguments,
): Generator<string> {
  const { posted, difference, before, steps } = chunk;
  yield `${placeText(posted)}, steps ${first} … ${first + steps.length - 1}, from root ${toHex(before)}`;
  for (const [n, view] of steps.entries()) {
    if (wanted !== undefined && wanted !== first + n) continue;
    const number = String(first + n).padStart(6);
    yield `${number} ${n} ${view.phase}: ${reportText(view.report)}`;
    if (view.fact !== undefined) yield `         fact    ${view.fact}`;
    if (view.record !== undefined) yield `         record  ${view.record}`;
    if (leaves || wanted !== undefined) yield* leafLines(view);
    if (difference?.step === n) yield `         POSTED  ${differenceText(difference)}`;
  }
  yield* rootLines(chunk);
}

function* leafLines({ leaves, root }: StepView): Generator<string> {
  for (const change of leaves) {
    const mark = change.before === change.after ? "reads " : "writes";
    yield `         ${mark}  ${leafTitle(change.gindex)}: ${changeText(change)} [g ${change.gindex}]`;
  }
  yield `         root    ${toHex(root)}`;
}

function* rootLines({ posted, difference, before, steps }: ChunkView): Generator<string> {
  const root = toHex(steps.at(-1)?.root ?? before);
  if (posted === undefined) yield `  root ${root}, not claimed`;
  else if (difference === undefined) yield `  root ${root}, as posted`;
  else {
    if (steps[difference.step] === undefined) yield `  WRONG ${differenceText(difference)}`;
    yield `  root   ${root}`;
    yield `  POSTED ${toHex(posted.posted.root)} in ${placeText(posted)}`;
  }
}

const differenceText = ({ reason, given, expected }: Judged): string =>
  `${outcomeText(reason)}: ${given}; expected ${expected}`;

type Judged = NonNullable<ChunkView["difference"]>;

function printJson(args: ReplayArguments, replay: SlotReplay, { out }: ReplayOutput): boolean {
  const { slot, settlement, step: wanted } = args;
  const { chainId, block, finalisedClaim, earlier } = replay;
  let wrong = earlier !== undefined;
  let count = 0;
  const chunks: unknown[] = [];
  for (const { first, chunk } of numbered(replay.chunks)) {
    const { before, posted, difference, steps } = chunk;
    count = first + steps.length;
    wrong ||= difference !== undefined;
    if (wanted !== undefined && (wanted < first || wanted >= count)) continue;
    const views = steps.flatMap((view, n) =>
      wanted === undefined || wanted === first + n ? [stepJson(view, first + n, n)] : [],
    );
    const root = steps.at(-1)?.root ?? before;
    chunks.push({
      ...postedJson(posted, difference),
      before: toHex(before),
      steps: views,
      root: toHex(root),
    });
  }
  if (wanted !== undefined && wanted >= count) throw new StepUnknown(wanted, count);
  const head = { settlement, chainId, block, finalisedClaim, slot, stepCount: count };
  out(JSON.stringify({ ...head, right: !wrong, earlier: earlier?.message ?? null, chunks }));
  return wrong;
}

function postedJson(posted: PostedChunk | undefined, difference: Judged | undefined) {
  if (posted === undefined) return { claim: null };
  return {
    claim: posted.claim,
    chunk: posted.chunk,
    postedRoot: toHex(posted.posted.root),
    records: toHex(posted.posted.records),
    difference:
      difference === undefined ? null : { ...difference, outcome: outcomeText(difference.reason) },
  };
}

function stepJson(view: StepView, step: number, inChunk: number) {
  const { phase, report, fact, record, leaves, root } = view;
  return {
    step,
    inChunk,
    phase,
    report,
    text: reportText(report),
    fact: fact ?? null,
    record: record ?? null,
    leaves: leaves.map(({ gindex, before, after }) => ({
      gindex,
      name: leafTitle(gindex),
      before: leafFields(gindex, before),
      after: leafFields(gindex, after),
    })),
    root: toHex(root),
  };
}
