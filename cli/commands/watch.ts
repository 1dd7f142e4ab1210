import type { Command } from "commander";
import type { Hex } from "viem";
import { EXIT } from "../../circuits-free-verifier/main.ts";
import { runWatch } from "../../circuits-free-verifier/watch.ts";
import { address, httpUrl, integer } from "../arguments.ts";

interface Options {
  readonly rpc: string;
  readonly settlement: string;
  readonly db: string;
  readonly keyFile: string;
  readonly beneficiary?: string;
  readonly once?: true;
  readonly json?: true;
  readonly pollMs?: number;
  readonly confirmations?: number;
  readonly unconfirmed?: true;
  readonly chainId?: number;
  readonly trustNode?: true;
  readonly maxBlocks?: number;
}

/**
 * `walras watch`: exit 0 when it was stopped, or with --once when nothing is wrong any more; 1 if a wrong claim stands that it
 * could not kill; 2 if it cannot go on.
 */
export function register(program: Command): void {
  program
    .command("watch")
    .description(
      "Follow a Settlement on L1, replay every claim, and challenge the first wrong one.",
    )
    .requiredOption("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .requiredOption("--settlement <address>", "address of the Settlement contract", address)
    .requiredOption("--db <file>", "SQLite file of what is known; made if there is none")
    .requiredOption("--key-file <file>", "file with the private key that pays for challenges")
    .option("--beneficiary <address>", "whom rewards are owed to; the key's address", address)
    .option("--once", "end when L1's newest block holds no wrong claim that can be challenged now")
    .option("--json", "print JSON objects, one a line")
    .option("--poll-ms <n>", "pause between looks at L1", integer(1, 3_600_000))
    .option("--confirmations <n>", "blocks on top of one before it is believed", integer(0, 1_000))
    .option("--unconfirmed", "believe the newest block, also where the chain is no devnet")
    .option("--chain-id <n>", "refuse any other chain", integer(1, Number.MAX_SAFE_INTEGER))
    .option("--trust-node", "believe the node's logs without checking them against block hashes")
    .option("--max-blocks <n>", "blocks in one request for logs", integer(1, 1_000_000))
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.cannotTell))
    .action(async (options: Options) => {
      const args = {
        rpc: options.rpc,
        settlement: options.settlement,
        database: options.db,
        keyFile: options.keyFile,
        beneficiary: options.beneficiary as Hex | undefined,
        once: options.once === true,
        json: options.json === true,
        pollMs: options.pollMs,
        confirmations: options.confirmations,
        unconfirmed: options.unconfirmed === true,
        chainId: options.chainId,
        trustNode: options.trustNode === true,
        maxBlocks: options.maxBlocks,
      };
      const interrupted = new Promise<void>((resolve) => {
        process.once("SIGINT", resolve).once("SIGTERM", resolve);
      });
      const output = {
        out: (line: string) => console.log(line),
        note: (line: string) => void process.stderr.write(`${line}\n`),
      };
      process.exitCode = await runWatch(args, output, interrupted);
    });
}
