import type { Command } from "commander";
import { type CancelOptions, cancel } from "../trader/cancelling.ts";
import { runTrader, withKey } from "../trader/command.ts";

/** `walras cancel`: exit 0 when all are cancelled, 1 if one was over before or refused, 2 if it cannot go on. */
export function register(program: Command): void {
  const command = program
    .command("cancel")
    .argument("[id...]", "orders, as walras orders lists them")
    .description("Cancel orders in the next batch.");
  withKey(command)
    .option("--all", "all open orders instead")
    .option("--market <market>", "with --all: those of one market, as ETH/DUSD")
    .option("--wait", "wait until the batch is executed and tell what became of it", true)
    .option("--no-wait", "end with the sequencer's receipt")
    .action(async (ids: string[], options: CancelOptions) => {
      await runTrader("cancel", options, (session) => cancel(session, ids, options));
    });
}
