import { parseArgs } from "node:util";
import { ROUNDS, readRounds } from "../rounds.ts";
import type { Latency } from "./latency.ts";
import { NPM_PEERS } from "./npmPeers.ts";
import { type Contestant, inRounds, type Result, runInside } from "./rounds.ts";
import { frozenStream } from "./streams.ts";
import { W1, W1_SHALLOW } from "./w1.ts";

/** `npm run bench:matching [-- --json] [--rounds N] [--peer NAME=PATH]…`; README.md beside it tells of the figures. */

const FOLDER = ".cache/matching";
/** The npm peers search or renumber a whole level on each cancel: they get so many messages of the second phase only. */
const PREFIX = 5_000;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: ROUNDS,
    peer: { type: "string", multiple: true, default: [] },
  },
});
const rounds = readRounds(values.rounds);

const w1 = frozenStream(FOLDER, W1);
const shallow = frozenStream(FOLDER, W1_SHALLOW);
const { messages } = W1;
const programs = values.peer.map((given) => {
  const [, name, program] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (name === undefined || program === undefined)
    throw new RangeError(`--peer ${given}: expected NAME=PATH`);
  return { name, program };
});
const peersOn = (file: string): Contestant[] =>
  programs.map((peer) => ({ ...peer, file, messages }));

const own = (name: string, file: string): Contestant => ({ name, file, messages });
/** All of these are run in every round; the npm peers apart, for a round of theirs takes long. */
const fields = [
  {
    stream: "W1",
    contestants: [own("walras", w1), own("walras-single", w1), ...peersOn(w1)],
  },
  {
    stream: "W1-shallow",
    contestants: [own("walras", shallow), own("walras-single", shallow), ...peersOn(shallow)],
  },
  {
    stream: "W1-sparse, as integers",
    contestants: [own("walras-sparse", w1)],
  },
];
const prefix: Contestant[] = ["walras", ...NPM_PEERS].map((name) => ({
  name,
  file: w1,
  messages: PREFIX,
}));

const all = inRounds(
  fields.flatMap(({ contestants }) => contestants),
  rounds,
);
const groups = [
  ...fields.map(({ stream, contestants }) => ({
    stream,
    results: all.splice(0, contestants.length),
  })),
  {
    stream: `W1, first ${PREFIX} messages of the second phase`,
    results: inRounds(prefix, Math.min(rounds, 3)),
  },
].map(({ stream, results }) => ({ stream, results: results.map((r) => judged(r, results)) }));
const latency = runInside("walras-latency", w1, messages) as Latency;
const agreed = groups.every(({ results }) => results.every((result) => result.agrees));

if (values.json) {
  process.stdout.write(`${JSON.stringify({ rounds, groups, latencyMicroseconds: latency })}\n`);
} else {
  for (const { stream, results } of groups) {
    console.log(`\n${stream}: medians of interleaved rounds`);
    console.table(results.map(rowOf));
  }
  console.log("\nOne message of W1, in µs, two readings of the clock included");
  console.table([latency]);
  console.log(agreed ? "All engines agree on the trades." : "The engines do not agree.");
}
process.exitCode = agreed ? 0 : 1;

/** Holds a result against the first of its group. */
function judged(result: Result, [first]: readonly Result[]) {
  const ratio = (first?.messagesPerSecond ?? 0) / result.messagesPerSecond;
  const agrees = result.digest === first?.digest && result.trades === first.trades;
  return { ...result, ratio, agrees };
}

function rowOf(result: ReturnType<typeof judged>): Record<string, unknown> {
  return {
    engine: result.name,
    "M messages/s": (result.messagesPerSecond / 1e6).toFixed(3),
    "walras ÷ it": result.ratio.toFixed(2),
    "prefill MB": Math.round(result.rssGrowthBytes / 1e6),
    trades: result.trades,
    digest: result.digest,
    agrees: result.agrees,
  };
}
