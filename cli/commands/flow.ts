import type { Command } from "commander";
import { EXAMPLE_LINES, EXAMPLE_MODEL, modelFlow } from "../../demo/flow.ts";
import { integer } from "../arguments.ts";

interface Options {
  readonly lines: number;
  readonly seed: number;
  readonly traders: number;
}

/** `walras flow`: without options, the text of examples/flow.ndjson. */
export function register(program: Command): void {
  program
    .command("flow")
    .description("Print an order flow of the example's model, in the `events` format.")
    .option("--lines <n>", "lines to print", integer(1, 1e9), EXAMPLE_LINES)
    .option("--seed <n>", "of the random numbers", integer(0, 2 ** 53 - 1), EXAMPLE_MODEL.seed)
    .option("--traders <n>", "users that place the orders", integer(1, 1e6), EXAMPLE_MODEL.traders)
    .action(async ({ lines, seed, traders }: Options) => {
      // A reader that has seen enough closes the pipe.
      process.stdout.on("error", () => process.exit(0));
      const flow = modelFlow({ ...EXAMPLE_MODEL, seed, traders });
      for (let line = 1; line <= lines; line++) {
        const room = process.stdout.write(`${flow.next().value}\n`);
        if (!room) await new Promise((resolve) => process.stdout.once("drain", resolve));
      }
    });
}
