import type { Command } from "commander";
import { EXIT } from "../../circuits-free-verifier/main.ts";
import { runClaim } from "../../claimant/program.ts";
import { address, httpUrl, integer } from "../arguments.ts";

interface Options {
  readonly rpc: string;
  readonly settlement: string;
  readonly db: string;
  readonly keyFile: string;
  readonly postBond?: true;
  readonly grace: number;
  readonly upkeep?: true;
  readonly once?: true;
  readonly json?: true;
  readonly pollMs: number;
  readonly confirmations: number;
  readonly chainId?: number;
  readonly trustNode?: true;
  readonly maxBlocks?: number;
}

/**
 * `walras claim`: exit 0 when it was stopped, or with --once when nothing is left to do for now; 1 if the newest claim is wrong; 2
 * if it cannot go on.
 */
export function register(program: Command): void {
  program
    .command("claim")
    .description(
      "Settle what is sealed on L1, as anyone with a bond may when the sequencer does not.",
    )
    .requiredOption("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .requiredOption("--settlement <address>", "address of the Settlement contract", address)
    .requiredOption("--db <file>", "SQLite file of what is known; made if there is none")
    .requiredOption("--key-file <file>", "file with the private key whose bond stands behind it")
    .option("--post-bond", "post the claimant's bond if it does not stand")
    .option("--grace <s>", "seconds that a sealed slot is left to others", integer(0, 1e9), 0)
    .option("--upkeep", "also void slots that nobody opened, and seal missed ones empty")
    .option("--once", "end when nothing is left to do for now")
    .option("--json", "print JSON objects, one a line")
    .option("--poll-ms <n>", "pause between looks at L1", integer(1, 3_600_000), 1_000)
    .option(
      "--confirmations <n>",
      "blocks on top of one before it is believed",
      integer(0, 1_000),
      0,
    )
    .option("--chain-id <n>", "refuse any other chain", integer(1, Number.MAX_SAFE_INTEGER))
    .option("--trust-node", "believe the node's logs without checking them against block hashes")
    .option("--max-blocks <n>", "blocks in one request for logs", integer(1, 1_000_000))
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.cannotTell))
    .action(async ({ db, grace, chainId, maxBlocks, ...options }: Options) => {
      const args = {
        ...options,
        database: db,
        graceSeconds: grace,
        postBond: options.postBond === true,
        upkeep: options.upkeep === true,
        once: options.once === true,
        json: options.json === true,
        trustNode: options.trustNode === true,
        chainId,
        maxBlocks,
      };
      const stop = new AbortController();
      process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());
      const output = {
        out: (line: string) => console.log(line),
        note: (line: string) => void process.stderr.write(`${line}\n`),
      };
      process.exitCode = await runClaim(args, output, stop.signal);
    });
}
