import type { Command } from "commander";
import { WalrasError } from "#protocol/errors";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { LIES, lieOf } from "../../demo/lies/table.ts";
import { resultLine } from "../../demo/result.ts";
import { type DemoSurroundings, runDemo } from "../../demo/run.ts";
import { integer } from "../arguments.ts";

interface Options {
  readonly orders?: string;
  readonly batches?: number;
  readonly bots?: number;
  readonly port: number;
  readonly json?: true;
  readonly interval: number;
  readonly window: number;
  readonly tickSize: string;
  readonly lotSize: string;
  readonly feeBps: number;
  readonly bandBps: number;
  readonly lie?: string;
  readonly keypers: number;
  readonly threshold?: number;
  readonly killKeyper?: number;
  readonly sequencerDies?: true;
  readonly censor?: true;
}

const BATCHES = 5;
const BOTS = 3;
const CANNOT = 2;
const INTERRUPTED = 130;
const TERMINATED = 143;

/** `walras demo`: exit 0 only if the run was verified, conserved and withdrawn; 1 if not, 2 if it could not be done. */
export function register(program: Command): void {
  program
    .command("demo")
    .description(
      "Run the whole exchange on this machine: L1, sequencer, keyper and traders that play an order flow, " +
        "until everything is verified and everybody is paid.",
    )
    .option("--orders <file>", "order flow in the `events` format, NDJSON or a JSON array")
    .option(
      "--batches <n>",
      "batches to play; 0: to the end of the flow or Ctrl-C (5, but 0 on a terminal)",
      integer(0, 1e9),
    )
    .option(
      "--bots <n>",
      "traders besides that quote around the last price and take (0, but 3 on a terminal)",
      integer(0, 500),
    )
    .option(
      "--port <n>",
      "of the explorer and the API; any free one if it is taken",
      integer(0, 65_535),
      8_080,
    )
    .option("--json", "print one JSON object for each batch and one at the end, and nothing else")
    .option("--interval <s>", "seconds of a slot", integer(1, 3_600), 2)
    .option(
      "--window <n>",
      "units of the flow's timestamps that make one batch",
      integer(1, 1e12),
      2_000,
    )
    .option("--tick-size <price>", "price of one tick", "0.01")
    .option("--lot-size <quantity>", "quantity of one lot", "0.001")
    .option("--fee-bps <n>", "fee of each side, in hundredths of a percent", integer(0, 1_000), 5)
    .option(
      "--band-bps <n>",
      "most that a batch moves the price, in hundredths of a percent",
      integer(0, 10_000),
      1_000,
    )
    .option(
      "--keypers <n>",
      "keypers; more than one run in processes of their own",
      integer(1, 7),
      1,
    )
    .option(
      "--threshold <t>",
      "keypers who open a batch together; more than half of them if left out",
      integer(1, 7),
    )
    .option("--kill-keyper <i>", "kill keyper i, counted from 0, in mid-run", integer(0, 6))
    .option(
      "--sequencer-dies",
      "kill the sequencer in mid-run: others settle, everybody leaves by L1",
    )
    .option("--censor", "let the sequencer leave out what it gave a receipt for, and be slashed")
    .option("--lie <kind>", "let a claimant lie, and be caught; `list` tells the kinds")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : CANNOT))
    .action(async (options: Options) => {
      process.exitCode = await run(options);
    });
}

async function run(options: Options): Promise<number> {
  const { json = false, tickSize, lotSize, feeBps, bandBps, orders, lie: kind, ...rest } = options;
  const watched = isWatched(options);
  const { batches = watched ? 0 : BATCHES, bots = watched ? BOTS : 0 } = options;
  const { keypers, killKeyper } = options;
  const [sequencerDies, censor] = [options.sequencerDies === true, options.censor === true];
  const threshold = options.threshold ?? Math.floor(keypers / 2) + 1;
  const note = (line: string): void => void process.stderr.write(`${line}\n`);
  const out = (line: string): void => void process.stdout.write(`${line}\n`);
  if (kind === "list") {
    for (const line of lieLines(json)) out(line);
    return 0;
  }
  const misfit = misfitOf({ ...options, threshold });
  if (misfit !== undefined) {
    note(`walras demo: ${misfit}`);
    return CANNOT;
  }
  const stop = stopOnSignals(note);
  try {
    const lie = kind === undefined ? undefined : lieOf(kind);
    const around: DemoSurroundings = { crypto: await loadCrypto(note), out, note, ...stop };
    const market = { tickSize, lotSize, feeBps, bandBps };
    const result = await runDemo(
      {
        ...rest,
        ...{ batches, bots, json, orders, market, lie, threshold, killKeyper },
        ...{ sequencerDies, censor, cwd: process.cwd() },
      },
      around,
    );
    out(json ? JSON.stringify(result, plainBigint) : resultLine(result));
    const { verified, conserved, withdrawn, caught = true } = result;
    return verified && conserved && withdrawn && caught ? 0 : 1;
  } catch (error) {
    const interrupted = stop.exit();
    if (interrupted !== undefined) {
      note("walras demo: stopped");
      return interrupted;
    }
    const expected =
      error instanceof WalrasError || (error as NodeJS.ErrnoException).code !== undefined;
    note(
      `walras demo: ${expected ? (error as Error).message : String((error as Error).stack ?? error)}`,
    );
    return CANNOT;
  } finally {
    stop.release();
  }
}

/** On a terminal, with nothing said of how long, somebody looks on: it runs until told to end. */
const isWatched = ({ batches, json, lie, orders, sequencerDies, censor }: Options): boolean =>
  process.stdout.isTTY === true &&
  [batches, json, lie, orders, sequencerDies, censor].every((option) => option === undefined);

/** Why options do not go together. */
function misfitOf(options: Options & { readonly threshold: number }): string | undefined {
  const { keypers, threshold, killKeyper, lie, sequencerDies, censor } = options;
  if (threshold > keypers || (killKeyper !== undefined && (keypers === 1 || killKeyper >= keypers)))
    return `threshold ${threshold} and --kill-keyper must fit ${keypers} keypers`;
  const runs = [lie, sequencerDies, censor].filter((one) => one !== undefined);
  return runs.length < 2 ? undefined : "--lie, --sequencer-dies and --censor are runs of their own";
}

/** The kinds of lies: one JSON object, or a line each. */
function lieLines(json: boolean): string[] {
  const kinds = LIES.map(({ kind, text }) => ({ kind, text }));
  if (json) return [JSON.stringify(kinds)];
  const width = Math.max(...kinds.map(({ kind }) => kind.length));
  return kinds.map(({ kind, text }) => `${kind.padEnd(width)}  ${text}`);
}

const plainBigint = (_key: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value;

/** The first Ctrl-C ends the play, the second one, or SIGTERM, everything. */
function stopOnSignals(note: (line: string) => void) {
  const enough = new AbortController();
  const aborted = new AbortController();
  let code: number | undefined;
  const abort = (with_: number) => (): void => {
    code ??= with_;
    enough.abort();
    aborted.abort();
  };
  const onInterrupt = (): void => {
    if (enough.signal.aborted) abort(INTERRUPTED)();
    else {
      note("no further batch; bringing everything to its end (Ctrl-C again to stop now)");
      enough.abort();
    }
  };
  const onTerminate = abort(TERMINATED);
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  return {
    enough: enough.signal,
    aborted: aborted.signal,
    exit: () => code,
    release: () => {
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", onTerminate);
    },
  };
}
