import { readFileSync } from "node:fs";
import { Command } from "commander";
import { commands } from "./commands/index.ts";

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);

/** Parses `argv` (as in process.argv) and runs the chosen command to its end. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("walras")
    .description("A sealed-bid batch-auction exchange whose every step Ethereum can check.")
    .version(manifest.version)
    .showHelpAfterError();
  for (const register of commands) register(program);
  await program.parseAsync(argv);
}
