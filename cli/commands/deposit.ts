import type { Command } from "commander";
import { runTrader, withKey } from "../trader/command.ts";
import { type DepositOptions, depositMoney } from "../trader/depositing.ts";

/** `walras deposit`: exit 0 when the money is there, 1 if it was refused, 2 if it cannot go on. */
export function register(program: Command): void {
  const command = program
    .command("deposit")
    .argument("<amount>", "as 1.5")
    .argument("<asset>", "as ETH")
    .description("Pay money from the key's address on L1 into its account.");
  withKey(command)
    .option("--wait", "wait until a batch has taken it in", true)
    .option("--no-wait", "end when it is in a block of L1")
    .action(async (amount: string, asset: string, options: DepositOptions) => {
      await runTrader("deposit", options, (session) =>
        depositMoney(session, amount, asset, options),
      );
    });
}
