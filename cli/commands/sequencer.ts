import type { Command } from "commander";
import { runSequencer } from "../../operator/daemon/program.ts";
import { operatorOutput, runOperator } from "../operator.ts";

interface Options {
  readonly config: string;
  readonly check?: true;
  readonly create?: true;
  readonly restored?: true;
}

const CANNOT = 2;
/** What this process writes, the keys of slots among it, its owner alone may read. */
const PRIVATE = 0o077;

/** `walras sequencer`: exit 0 when it was told to end, or with --check when nothing is wrong; 2 if it cannot go on. */
export function register(program: Command): void {
  program
    .command("sequencer")
    .description(
      "Run the exchange: collect envelopes, seal, open, claim, and serve the API and the explorer.",
    )
    .requiredOption(
      "--config <file>",
      "walras.toml; examples/operator/walras.toml names all settings",
    )
    .option("--check", "judge the file, the keys and L1, and begin nothing")
    .option("--create", "make the databases the first time")
    .option(
      "--restored",
      "the databases are copies and the originals are lost: give up slots that were not certified",
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : CANNOT))
    .action(async ({ config, check, create, restored }: Options) => {
      process.umask(PRIVATE);
      const ending = new AbortController();
      const end = (): void => ending.abort();
      process.on("SIGTERM", end).on("SIGINT", end);
      await runOperator("sequencer", async () => {
        const args = {
          config,
          check: check === true,
          create: create === true,
          restored: restored === true,
          version: program.version() ?? "",
        };
        const ended = await runSequencer(args, ending.signal, operatorOutput);
        if (ended === "checked") operatorOutput.note("nothing is wrong");
        // What has not ended by now does not keep the process.
        if (ended === "stuck") process.exit(CANNOT);
        return 0;
      });
    });
}
