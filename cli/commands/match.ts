import { type Command, InvalidArgumentError, Option } from "commander";
import { runW1 } from "../../bench/matching/runW1.ts";
import { parseDecimal } from "../../sequencer/matching/decimal.ts";
import type { SelfTrade } from "../../sequencer/matching/engine/engine.ts";
import { filePieces } from "../../sequencer/matching/filePieces.ts";
import { SECOND_PLACES } from "../../sequencer/matching/formats/broadcast.ts";
import { describeRefusal } from "../../sequencer/matching/formats/refusal.ts";
import { FORMATS, type Format, Matcher } from "../../sequencer/matching/match.ts";
import { Progress } from "../progress.ts";

interface Options {
  readonly format: Format | "w1";
  readonly book?: true;
  readonly selfTrade?: SelfTrade;
  readonly strict?: true;
  readonly reorderWindow?: number;
  readonly stats?: true;
}

/** Bytes that are read at once. */
const READ_BYTES = 262_144;

/**
 * `walras match`: exit 0 if every record had its effect, 1 if some were refused, 2 if --strict stopped at one or the flow
 * cannot be read to its end.
 */
export function register(program: Command): void {
  program
    .command("match")
    .description("Match an order flow by price and time, and print its trades.")
    .argument("[file]", "standard input unless given")
    .addOption(
      new Option("--format <name>", "of the flow; w1 is a frozen stream of the benchmarks")
        .choices([...FORMATS, "w1"])
        .makeOptionMandatory(),
    )
    .option("--book", "print the resting orders at the end")
    .addOption(
      new Option("--self-trade <policy>", "when a user's order meets their own").choices([
        "allow",
        "cancel-newest",
        "cancel-oldest",
        "cancel-both",
      ]),
    )
    .option("--strict", "stop at the first refusal")
    .option("--reorder-window <seconds>", "broadcast: how late orders may be (1)", seconds)
    .option("--stats", "w1: print rate, memory, trades and digest")
    .action(async (file: string | undefined, options: Options, command: Command) => {
      const { format } = options;
      const wrong = misuse(file, options);
      if (wrong !== undefined) command.error(`error: ${wrong}`);
      try {
        if (format === "w1") process.exitCode = stats(file as string);
        else process.exitCode = await match(file, { ...options, format });
      } catch (error) {
        command.error(`error: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
}

/** Runs a frozen stream; 1 if its trades are not those that its header states. */
function stats(file: string): number {
  const run = runW1(file);
  console.log(JSON.stringify(run));
  return run.asStated === false ? 1 : 0;
}

/** What is wrong with options that are right one by one. */
function misuse(file: string | undefined, options: Options): string | undefined {
  const { format, selfTrade, reorderWindow, book, strict, stats } = options;
  if (selfTrade !== undefined && (format === "messages" || format === "w1"))
    return `--self-trade is for formats with a user, not for ${format}`;
  if (reorderWindow !== undefined && format !== "broadcast")
    return `--reorder-window is for broadcast, not for ${format}`;
  if (format !== "w1") return stats ? "--stats is for w1" : undefined;
  if (book || strict) return "--book and --strict are not for w1";
  return file === undefined || !stats ? "w1 needs a file and --stats" : undefined;
}

async function match(file: string | undefined, options: Options & { readonly format: Format }) {
  const { stdout } = process;
  // A reader that has seen enough closes the pipe.
  stdout.on("error", () => process.exit(0));
  let room = true;
  const progress = new Progress(process.stderr, () => performance.now());
  const matcher = new Matcher({
    format: options.format,
    write: (chunk) => {
      room = stdout.write(chunk);
    },
    refuse: (refusal) => progress.report(describeRefusal(refusal)),
    strict: options.strict === true,
    ...(options.selfTrade === undefined ? {} : { selfTrade: options.selfTrade }),
    ...(options.reorderWindow === undefined ? {} : { window: options.reorderWindow }),
  });
  const input = file === undefined ? process.stdin : filePieces(file, READ_BYTES);
  for await (const bytes of input) {
    matcher.push(bytes as Uint8Array);
    if (matcher.stopped) break;
    progress.show(matcher);
    if (!room) await new Promise((resolve) => stdout.once("drain", resolve));
  }
  matcher.end();
  if (options.book) matcher.writeBook();
  progress.end();
  if (matcher.stopped) return 2;
  return matcher.refusals > 0 ? 1 : 0;
}

function seconds(text: string): number {
  const reading = parseDecimal(text, SECOND_PLACES);
  if (!reading.ok) throw new InvalidArgumentError(`Expected ${reading.expected}.`);
  return reading.units;
}
