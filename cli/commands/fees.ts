import type { Command } from "commander";
import { runFees, runWithdraw } from "../../operator/fees/program.ts";
import { address, httpUrl, integer } from "../arguments.ts";
import { type KeyOptions, keyPlaceIn } from "../keyOptions.ts";
import { operatorOutput, runOperator } from "../operator.ts";

interface Options {
  readonly rpc: string;
  readonly settlement: string;
}

interface WithdrawOptions extends KeyOptions {
  readonly asset?: number;
  readonly wait?: true;
  readonly pollMs: number;
}

/** `walras fees`: exit 0; `withdraw` 1 while something is on its way; 2 if it cannot go on. */
export function register(program: Command): void {
  const fees = program
    .command("fees")
    .description("What account 0 has of fees, by replay from L1, and what of it L1 can pay.")
    .requiredOption("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .requiredOption("--settlement <address>", "address of the Settlement contract", address)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async ({ rpc, settlement }: Options) => {
      await runOperator("fees", async () => {
        await runFees({ rpc, settlement }, operatorOutput);
        return 0;
      });
    });
  fees
    .command("withdraw")
    .description(
      "Ask for all that is available through L1's inbox, have L1 pay what is final, and collect registration fees.",
    )
    .option("--key-file <file>", "file with the private key of the operator's owner")
    .option("--keystore <file>", "instead: its keystore")
    .option("--passphrase-file <file>", "the keystore's passphrase")
    .option("--asset <n>", "this asset alone", integer(0, 63))
    .option("--wait", "go on until all is paid")
    .option("--poll-ms <n>", "pause between looks at L1", integer(1, 3_600_000), 10_000)
    .action(async (options: WithdrawOptions) => {
      await runOperator("fees withdraw", async () => {
        const { rpc, settlement } = fees.opts<Options>();
        const key = keyPlaceIn(options);
        if (key === undefined) {
          operatorOutput.note(
            "walras fees withdraw: --key-file, or --keystore and --passphrase-file",
          );
          return 2;
        }
        const { asset, wait, pollMs } = options;
        const args = { rpc, settlement, key, asset, wait: wait === true, pollMs };
        return await runWithdraw(args, operatorOutput);
      });
    });
}
