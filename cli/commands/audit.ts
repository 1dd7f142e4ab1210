import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { audit } from "../../demo/audit.ts";

interface Options {
  readonly rpc: string;
  readonly settlement: string;
  readonly json?: true;
}

/** `walras audit`: exit 0 if every equation holds, 1 if one does not, 2 if that cannot be told. */
export function register(program: Command): void {
  program
    .command("audit")
    .description(
      "Account for every unit of a demo that has ended, from balances and events of L1 alone. " +
        "Standard input: what each account should have been paid, as JSON {account: [units of each asset]}.",
    )
    .requiredOption("--rpc <url>", "HTTP address of an L1 node with all of its history")
    .requiredOption("--settlement <address>", "address of the Settlement contract")
    .option("--json", "print one JSON object instead of lines")
    .action(async ({ rpc, settlement, json }: Options) => {
      try {
        const checks = await audit(rpc, settlement, JSON.parse(await text(process.stdin)));
        const all = (shows: string): boolean =>
          checks.every((check) => check.shows !== shows || check.holds);
        const result = { conserved: all("conserved"), withdrawn: all("withdrawn") };
        if (json) console.log(JSON.stringify({ checks, ...result }));
        else
          for (const { holds, text: line } of checks) console.log(holds ? "holds" : "FAILS", line);
        process.exitCode = result.conserved && result.withdrawn ? 0 : 1;
      } catch (error) {
        console.error(`walras audit: ${error instanceof Error ? error.message : String(error)}`);
        process.exitCode = 2;
      }
    });
}
