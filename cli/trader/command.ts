import type { Command } from "commander";
import { MAX_ACCOUNTS } from "#protocol/constants";
import { integer } from "../arguments.ts";
import { EXIT, type Exit, exitOf, lineOf } from "./errors.ts";
import { isJson, Output } from "./output.ts";
import { Interrupted } from "./passphrase.ts";
import { Session, type SessionOptions } from "./session.ts";
import { printable } from "./table.ts";

export interface CommonOptions extends SessionOptions {
  readonly json?: true;
  readonly table?: true;
}

/** Words that cannot be understood end a command as what it cannot go on with does. */
export const withExit = (command: Command): Command =>
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.done : EXIT.cannot));

/** Options of every command of a trader. */
export function withProfile(command: Command): Command {
  return withExit(command)
    .option(
      "--config <file>",
      "settings file; else $WALRAS_CONFIG, .walras/config.toml or your own",
    )
    .option("--profile <name>", "profile in it; else its default")
    .option("--json", "print JSON objects, one a line, as off a terminal")
    .option("--table", "print tables, as on a terminal");
}

/** Options of those that are about one account. */
export function withAccount(command: Command): Command {
  return withProfile(command).option(
    "--account <n>",
    "account; else the profile's, or the key's only one",
    integer(0, MAX_ACCOUNTS - 1),
  );
}

/** Options of those that sign. */
export function withKey(command: Command): Command {
  return withAccount(command).option(
    "--passphrase-file <file>",
    "opens the key; else the profile's, or it is asked for",
  );
}

/** Runs a command to its end: its lines, its exit code, one line for what went wrong, and an end by Ctrl-C. */
export async function runTrader(
  name: string,
  options: CommonOptions,
  work: (session: Session) => Promise<Exit>,
): Promise<void> {
  const note = (line: string): void => void process.stderr.write(`${line}\n`);
  const out = new Output({
    json: isJson(options, process.stdout.isTTY === true),
    out: (line) => void process.stdout.write(`${line}\n`),
    note,
  });
  // Whoever reads our lines may have read enough.
  process.stdout.on("error", () => process.exit(EXIT.done));
  const ending = new AbortController();
  const interrupted = new Promise<never>((_resolve, reject) => {
    ending.signal.addEventListener("abort", () => reject(new Interrupted(`walras ${name}`)));
  });
  const end = (): void => ending.abort();
  process.once("SIGINT", end).once("SIGTERM", end);
  const { env, stdin: input, stderr: output } = process;
  const session = new Session({
    options,
    surroundings: { env, cwd: process.cwd() },
    terminal: { input, output },
    out,
    signal: ending.signal,
  });
  try {
    process.exitCode = await Promise.race([work(session), interrupted]);
  } catch (error) {
    process.exitCode = exitOf(error);
    if (error instanceof Interrupted) note(`walras ${name}: stopped`);
    else note(`walras ${name}: ${printable(lineOf(error))}`);
    // What was under way is left alone.
    if (process.exitCode === EXIT.interrupted) process.exit();
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}
