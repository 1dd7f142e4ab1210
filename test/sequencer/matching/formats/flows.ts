import { describeRefusal } from "../../../../sequencer/matching/formats/refusal.ts";
import { Matcher, type MatchOptions } from "../../../../sequencer/matching/match.ts";

/** What a flow came to. */
export interface Run {
  /** Trades and, if asked for, the book: as written, without line ends. */
  readonly lines: readonly string[];
  readonly refusals: readonly string[];
  readonly stopped: boolean;
}

/** Options of a run that are not left to their defaults. */
export type Asked = Pick<MatchOptions, "format"> &
  Partial<Omit<MatchOptions, "write" | "refuse">> & {
    readonly book?: boolean;
    /** Bytes that are pushed at once; all unless told. */
    readonly pieces?: number;
  };

export function run(input: string | Uint8Array, asked: Asked): Run {
  const { book = false, pieces = Number.MAX_SAFE_INTEGER, ...options } = asked;
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const chunks: Uint8Array[] = [];
  const refusals: string[] = [];
  const matcher = new Matcher({
    ...options,
    write: (chunk) => void chunks.push(chunk),
    refuse: (refusal) => void refusals.push(describeRefusal(refusal)),
  });
  for (let at = 0; at < bytes.length; at += pieces) matcher.push(bytes.subarray(at, at + pieces));
  matcher.end();
  if (book) matcher.writeBook();
  const lines = Buffer.concat(chunks).toString().split("\n").slice(0, -1);
  return { lines, refusals, stopped: matcher.stopped };
}
