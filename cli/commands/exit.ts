import type { Command } from "commander";
import { EXIT } from "../../circuits-free-verifier/main.ts";
import { type ExitArguments, runExit } from "../../claimant/exit/program.ts";
import { address, httpUrl, integer } from "../arguments.ts";

interface Options {
  readonly rpc: string;
  readonly settlement: string;
  readonly account?: number;
  readonly owner?: string;
  readonly everybody?: true;
  readonly keyFile?: string;
  readonly dryRun?: true;
  readonly json?: true;
  readonly pollMs: number;
}

/** `walras exit`: exit 0 when all is paid; 1 where L1 does not allow it yet, or somebody could not be paid; 2 if it cannot go on. */
export function register(program: Command): void {
  program
    .command("exit")
    .description(
      "Take money out of an exchange that stands still: freeze it if that is due, and prove every balance and order.",
    )
    .requiredOption("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .requiredOption("--settlement <address>", "address of the Settlement contract", address)
    .option("--account <n>", "one account", integer(0, 2 ** 24 - 1))
    .option("--owner <address>", "all accounts of an owner", address)
    .option("--everybody", "all accounts: L1 pays each one's owner, whoever calls")
    .option("--key-file <file>", "file with the private key that pays for the calls")
    .option("--dry-run", "tell what is owed and send nothing")
    .option("--json", "print JSON objects, one a line")
    .option("--poll-ms <n>", "pause between looks for a receipt", integer(1, 60_000), 1_000)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.cannotTell))
    .action(async (options: Options) => {
      const note = (line: string) => void process.stderr.write(`${line}\n`);
      const who = whoOf(options);
      const { rpc, settlement, keyFile, pollMs } = options;
      const dryRun = options.dryRun === true;
      if (who === undefined || (keyFile === undefined) !== dryRun) {
        note(
          "walras exit: name one of --account, --owner and --everybody, and one of --key-file and --dry-run",
        );
        process.exitCode = EXIT.cannotTell;
        return;
      }
      const args = { rpc, settlement, who, keyFile, json: options.json === true, pollMs };
      process.exitCode = await runExit(args, { out: (line) => console.log(line), note });
    });
}

/** Undefined unless exactly one is named. */
function whoOf({ account, owner, everybody }: Options): ExitArguments["who"] | undefined {
  const named: ExitArguments["who"][] = [];
  if (account !== undefined) named.push({ account });
  if (owner !== undefined) named.push({ owner });
  if (everybody === true) named.push({ everybody });
  return named.length === 1 ? named[0] : undefined;
}
