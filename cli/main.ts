import { Command } from "commander";
import { registerFor } from "./commands/index.ts";

/** Parses `argv` (as in process.argv) and runs the chosen command to its end. */
export async function main(argv: readonly string[], version: string): Promise<void> {
  const program = new Command("walras")
    .description("A sealed-bid batch-auction exchange whose every step Ethereum can check.")
    .version(version)
    .showHelpAfterError();
  await registerFor(argv[2], program);
  await program.parseAsync(argv);
}
