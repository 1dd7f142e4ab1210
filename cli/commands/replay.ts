import { type Command, Option } from "commander";
import { EXIT } from "../../circuits-free-verifier/main.ts";
import { runReplay } from "../../circuits-free-verifier/replay.ts";
import { address, httpUrl, integer } from "../arguments.ts";

interface Options {
  readonly rpc: string;
  readonly settlement: string;
  readonly slot: number;
  readonly step?: number;
  readonly leaves?: true;
  readonly json?: true;
}

const MAX_SLOT = 2 ** 32 - 1;

/** `walras replay`: exit 0 if what was claimed of the slot is right, 1 if it is wrong, 2 if there is nothing to show. */
export function register(program: Command): void {
  program
    .command("replay")
    .description("Run one slot again from L1 alone and show it step by step.")
    .requiredOption("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .requiredOption("--settlement <address>", "address of the Settlement contract", address)
    .requiredOption("--slot <n>", "the slot", integer(1, MAX_SLOT))
    .addOption(
      new Option("--step <n>", "one step of the slot, from 0, with all it touched").argParser(
        integer(0, Number.MAX_SAFE_INTEGER),
      ),
    )
    .option("--leaves", "show what every step touched")
    .option("--json", "print one JSON object instead of lines")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.cannotTell))
    .action(async ({ step, leaves, json, ...rest }: Options) => {
      const args = { ...rest, step, leaves: leaves === true, json: json === true };
      process.exitCode = await runReplay(args, {
        out: (line) => console.log(line),
        note: (line) => void process.stderr.write(`${line}\n`),
      });
    });
}
