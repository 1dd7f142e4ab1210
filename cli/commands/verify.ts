import { type Command, InvalidArgumentError, Option } from "commander";
import { EXIT, runVerify } from "../../circuits-free-verifier/main.ts";
import { address, httpUrl } from "../arguments.ts";

interface Options {
  readonly rpc: string;
  readonly settlement: string;
  readonly json?: true;
  readonly chainId?: number;
  readonly trustNode?: true;
  readonly maxBlocks?: number;
}

/** `walras verify`: exit 0 if all of it is right, 1 at the first difference, 2 if that cannot be told. */
export function register(program: Command): void {
  program
    .command("verify")
    .description(
      "Replay a Settlement from L1 alone and compare every root, record and unit of money.",
    )
    .requiredOption("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .requiredOption("--settlement <address>", "address of the Settlement contract", address)
    .option("--json", "print one JSON object instead of lines")
    .option("--chain-id <number>", "refuse any other chain", positive)
    .option("--trust-node", "believe the node's logs without checking them against block hashes")
    .addOption(
      new Option("--max-blocks <number>", "blocks in one request for logs").argParser(positive),
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.cannotTell))
    .action(async ({ rpc, settlement, json, chainId, trustNode, maxBlocks }: Options) => {
      const args = {
        rpc,
        settlement,
        json: json === true,
        trustNode: trustNode === true,
        ...(chainId === undefined ? {} : { chainId }),
        ...(maxBlocks === undefined ? {} : { maxBlocks }),
      };
      const { stderr } = process;
      process.exitCode = await runVerify(args, {
        out: (line) => console.log(line),
        screen: {
          isTTY: stderr.isTTY === true,
          columns: stderr.columns ?? 120,
          write: (text) => void stderr.write(text),
        },
      });
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("Expected a positive integer.");
  }
  return value;
}
