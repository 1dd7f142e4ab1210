import { Command } from "commander";
import { runClaim } from "../../claimant/program.ts";
import { address, httpUrl, integer } from "../arguments.ts";
import { claimMoney } from "../trader/claiming.ts";
import { type CommonOptions, runTrader, withKey } from "../trader/command.ts";

interface ClaimantOptions {
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
  readonly unconfirmed?: true;
  readonly chainId?: number;
  readonly trustNode?: true;
  readonly maxBlocks?: number;
}

/** Without these nobody can settle batches. */
const NEEDED = {
  rpc: "--rpc <url>",
  settlement: "--settlement <address>",
  db: "--db <file>",
  keyFile: "--key-file <file>",
};
/** All that a trader's claim takes; any other option is of those who settle. */
const TRADERS = new Set(withKey(new Command()).options.map((option) => option.attributeName()));

/**
 * `walras claim`: has L1 pay a trader. Exit 0 when something was paid, 1 if nothing can be paid yet, 2 if it cannot go on.
 *
 * `walras claim --db`: settles batches. Exit 0 when it was stopped, or with --once when nothing is left to do for now; 1 if the
 * newest claim is wrong; 2 if it cannot go on.
 */
export function register(program: Command): void {
  const command = program
    .command("claim")
    .argument("[asset]", "as ETH; all of them if it is left out")
    .description(
      "Have L1 pay what you withdrew and is final. " +
        "With --db: settle what is sealed on L1, as anyone with a bond may when the sequencer does not.",
    );
  withKey(command)
    .optionsGroup("Options with --db, which needs the first four of them:")
    .option("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .option("--settlement <address>", "address of the Settlement contract", address)
    .option("--db <file>", "SQLite file of what is known; made if there is none")
    .option("--key-file <file>", "file with the private key whose bond stands behind it")
    .option("--post-bond", "post the claimant's bond if it does not stand")
    .option("--grace <s>", "seconds that a sealed slot is left to others", integer(0, 1e9), 0)
    .option("--upkeep", "also void slots that nobody opened, and seal missed ones empty")
    .option("--once", "end when nothing is left to do for now")
    .option("--poll-ms <n>", "pause between looks at L1", integer(1, 3_600_000), 1_000)
    .option(
      "--confirmations <n>",
      "blocks on top of one before it is believed",
      integer(0, 1_000),
      0,
    )
    .option("--unconfirmed", "believe the newest block, also where the chain is no devnet")
    .option("--chain-id <n>", "refuse any other chain", integer(1, Number.MAX_SAFE_INTEGER))
    .option("--trust-node", "believe the node's logs without checking them against block hashes")
    .option("--max-blocks <n>", "blocks in one request for logs", integer(1, 1_000_000))
    .action(
      async (asset: string | undefined, options: Partial<ClaimantOptions> & CommonOptions) => {
        const given = (name: string): boolean => command.getOptionValueSource(name) === "cli";
        const names = command.options.map((option) => option.attributeName());
        if (names.some((name) => given(name) && !TRADERS.has(name))) {
          await settle(command, asset, options);
        } else await runTrader("claim", options, (session) => claimMoney(session, asset));
      },
    );
}

async function settle(
  command: Command,
  asset: string | undefined,
  given: Partial<ClaimantOptions>,
): Promise<void> {
  for (const [name, flags] of Object.entries(NEEDED)) {
    if (given[name as keyof typeof NEEDED] === undefined)
      command.error(`error: required option '${flags}' not specified`);
  }
  if (asset !== undefined) command.error(`error: '${asset}' is nothing to settle; leave it out`);
  const { db, grace, chainId, maxBlocks, ...options } = given as ClaimantOptions;
  const args = {
    ...options,
    database: db,
    graceSeconds: grace,
    postBond: options.postBond === true,
    upkeep: options.upkeep === true,
    unconfirmed: options.unconfirmed === true,
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
}
