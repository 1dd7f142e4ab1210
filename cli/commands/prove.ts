import type { Command } from "commander";
import { PROVE_EXIT, runProve } from "../../circuits-free-verifier/prove.ts";
import { address, httpUrl, integer } from "../arguments.ts";

interface Options {
  readonly rpc: string;
  readonly settlement?: string;
  readonly claim?: number;
  readonly chunk?: number;
  readonly in?: string;
  readonly out?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

const MOST_CLAIMS = 2 ** 48 - 1;

/** `walras prove`: exit 0 if the proof was built and, if it was tried, accepted; 1 if L1 refuses it; 2 if there is none. */
export function register(program: Command): void {
  const command = program
    .command("prove")
    .description("Build the proof that L1 judges one chunk of a claim by, and try it.")
    .requiredOption("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .option("--settlement <address>", "address of the Settlement contract", address)
    .option("--claim <n>", "a claim that stands", integer(1, MOST_CLAIMS))
    .option("--chunk <n>", "chunk of the claim, from 0", integer(0, 65_535))
    .option("--in <file>", "take the proof from a file instead")
    .option("--out <file>", "write the proof to a file")
    .option("--dry-run", "have L1 judge the proof without sending it")
    .option("--json", "print one JSON object instead of lines")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : PROVE_EXIT.cannot));
  command.action(async ({ rpc, out, dryRun, json, ...options }: Options) => {
    const args = {
      rpc,
      what: whatOf(command, options),
      out,
      dryRun: dryRun === true,
      json: json === true,
    };
    process.exitCode = await runProve(args, {
      out: (line) => console.log(line),
      note: (line) => void process.stderr.write(`${line}\n`),
    });
  });
}

function whatOf(command: Command, { settlement, claim, chunk, in: file }: Partial<Options>) {
  const place = [settlement, claim, chunk].filter((option) => option !== undefined).length;
  if (file !== undefined && place === 0) return { file };
  if (file === undefined && settlement !== undefined && claim !== undefined && chunk !== undefined)
    return { settlement, claim, chunk };
  return command.error("error: give either --settlement, --claim and --chunk, or --in alone");
}
