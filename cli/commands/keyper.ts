import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { WalrasError } from "#protocol/errors";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { loadGroup } from "../../circuits-free-verifier/crypto/loadGroup.ts";
import { KeyperConfigError, parseKeyperConfig } from "../../keyper/config.ts";
import { startKeyper } from "../../keyper/main.ts";
import { integer } from "../arguments.ts";

interface Options {
  readonly config: string;
  readonly db?: string;
  readonly port?: number;
  readonly rpc?: string;
  readonly create?: true;
}

const CANNOT = 2;
/** The reason of an end that somebody asked for. */
const TOLD = "told to end";

/** `walras keyper`: exit 0 when it was told to end, 2 if it cannot go on. */
export function register(program: Command): void {
  program
    .command("keyper")
    .description(
      "Run one keyper of a committee: make keys that nobody holds alone, certify each slot's list once, " +
        "and give shares of its key against a quorum's certificate.",
    )
    .requiredOption("--config <file>", "settings as JSON; README.md lists them")
    .option("--db <file>", "SQLite file, instead of the settings'")
    .option("--port <n>", "port of its API, 0 for any free one", integer(0, 65_535))
    .option("--rpc <url>", "HTTP address of an L1 node")
    .option("--create", "make the database when there is none")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : CANNOT))
    .action(async (options: Options) => {
      process.exitCode = await run(options);
    });
}

async function run(options: Options): Promise<number> {
  const say = (line: string): void => void process.stderr.write(`walras keyper: ${line}\n`);
  const ending = new AbortController();
  const end = (reason?: unknown): void => ending.abort(reason);
  process.once("SIGINT", () => end(TOLD)).once("SIGTERM", () => end(TOLD));
  try {
    const keyper = await startKeyper(settingsOf(options), {
      crypto: await loadCrypto(say),
      group: await loadGroup(say),
      random: () => new Uint8Array(randomBytes(32)),
      now: () => Date.now(),
      say,
      onFailure: end,
    });
    process.stdout.write(`${JSON.stringify({ keyper: keyper.index, port: keyper.port })}\n`);
    if (!ending.signal.aborted) await once(ending.signal, "abort");
    await keyper.stop();
    if (ending.signal.reason !== TOLD) throw ending.signal.reason;
    return 0;
  } catch (error) {
    say(
      error instanceof WalrasError
        ? error.message
        : String(error instanceof Error ? error.stack : error),
    );
    return CANNOT;
  }
}

function settingsOf({ config, db, port, rpc, create }: Options) {
  let settings: Record<string, unknown>;
  try {
    settings = JSON.parse(readFileSync(config, "utf8"));
  } catch (error) {
    throw new KeyperConfigError([`${config}: ${error instanceof Error ? error.message : error}`]);
  }
  return parseKeyperConfig({
    ...settings,
    ...(db === undefined ? {} : { database: db }),
    ...(port === undefined ? {} : { port }),
    ...(rpc === undefined ? {} : { rpc }),
    ...(create === undefined ? {} : { createDatabase: true }),
  });
}
