import { resolve } from "node:path";
import type { Command } from "commander";
import { runBackup } from "../../operator/admin/program.ts";
import { operatorOutput, runOperator } from "../operator.ts";

interface Options {
  readonly config: string;
  readonly to: string;
}

/** `walras backup`: exit 0 when the copies are whole and on the disk, 2 if there are none. */
export function register(program: Command): void {
  program
    .command("backup")
    .description(
      "Have the running sequencer copy its databases, without a pause, into a new folder.",
    )
    .requiredOption("--config <file>", "the sequencer's walras.toml")
    .requiredOption("--to <folder>", "made for it, by the sequencer's own process")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async ({ config, to }: Options) => {
      await runOperator("backup", async () => {
        await runBackup(config, resolve(to), operatorOutput);
        return 0;
      });
    });
}
