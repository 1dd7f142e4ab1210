import type { Command } from "commander";
import { MAX_SLOT } from "#protocol/constants";
import { runCosts } from "../../operator/costs/program.ts";
import { address, httpUrl, integer } from "../arguments.ts";
import { operatorOutput, runOperator } from "../operator.ts";

interface Options {
  readonly rpc: string;
  readonly settlement: string;
  readonly fromSlot?: number;
  readonly toSlot?: number;
  readonly json?: true;
  readonly csv?: true;
}

/** `walras costs`: exit 0; 1 if a claim is wrong, from which on nothing is counted; 2 if it cannot tell. */
export function register(program: Command): void {
  program
    .command("costs")
    .description(
      "What L1 cost the sequencer, by its receipts, against the fees that account 0 earned.",
    )
    .requiredOption("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .requiredOption("--settlement <address>", "address of the Settlement contract", address)
    .option("--from-slot <n>", "first slot to count", integer(1, MAX_SLOT))
    .option("--to-slot <n>", "last slot to count", integer(1, MAX_SLOT))
    .option("--json", "print one JSON object")
    .option("--csv", "print one line for each batch")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async ({ rpc, settlement, fromSlot, toSlot, json, csv }: Options) => {
      await runOperator("costs", async () => {
        const plain = csv === true ? "csv" : "text";
        const format = json === true ? "json" : plain;
        const args = { rpc, settlement, fromSlot, toSlot, format } as const;
        return await runCosts(args, (line) => console.log(line), operatorOutput);
      });
    });
}
