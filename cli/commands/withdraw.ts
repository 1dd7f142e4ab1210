import type { Command } from "commander";
import { runTrader, withKey } from "../trader/command.ts";
import { type WithdrawOptions, withdrawMoney } from "../trader/withdrawing.ts";

/** `walras withdraw`: exit 0 when the batch took it, 1 if it was refused, 2 if it cannot go on. */
export function register(program: Command): void {
  const command = program
    .command("withdraw")
    .argument("<amount>", "as 100")
    .argument("<asset>", "as DUSD")
    .description(
      "Take money off the exchange in the next batch; walras claim has L1 pay it later.",
    );
  withKey(command)
    .option("--wait", "wait until the batch is executed and tell what became of it", true)
    .option("--no-wait", "end with the sequencer's receipt")
    .action(async (amount: string, asset: string, options: WithdrawOptions) => {
      await runTrader("withdraw", options, (session) =>
        withdrawMoney(session, amount, asset, options),
      );
    });
}
