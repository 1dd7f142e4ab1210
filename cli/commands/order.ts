import type { Command } from "commander";
import { ERA_SLOTS } from "#protocol/constants";
import type { OrderSide } from "../../client/types.ts";
import { integer } from "../arguments.ts";
import { runTrader, withExit, withKey } from "../trader/command.ts";
import { type PlaceOptions, place, type ReplaceOptions, replace } from "../trader/placing.ts";

/**
 * `walras order …`: exit 0 when the order rests or is filled, 1 if it was refused or, with --ioc, not filled whole; 2 if it cannot go on.
 */
export function register(program: Command): void {
  const order = withExit(program.command("order")).description("Seal an order for the next batch.");
  for (const side of ["buy", "sell"] as const) registerSide(order, side);
  const command = order
    .command("replace")
    .argument("<id>", "order, as walras orders lists it")
    .description("Cancel an order and place another like it, in one envelope.");
  withLife(command)
    .option("--price <price>", "limit, in quote for one base; else the order's")
    .option("--quantity <quantity>", "base; else what is left of the order")
    .action(async (id: string, options: ReplaceOptions) => {
      await runTrader("order replace", options, (session) => replace(session, id, options));
    });
}

function registerSide(order: Command, side: OrderSide): void {
  const limit = side === "buy" ? "most that is paid" : "least that is taken";
  const command = order
    .command(side)
    .argument("<quantity>", "of base, as 0.5")
    .argument("[base]", "symbol of base, as ETH")
    .description(
      `${side === "buy" ? "Buy" : "Sell"} at a limit or better, at the price of the batch.`,
    );
  withLife(command)
    .requiredOption("--price <price>", `${limit}, in quote for one base`)
    .option("--market <market>", "as ETH/DUSD; the only one if it is left out")
    .action(async (quantity: string, base: string | undefined, options: PlaceOptions) => {
      await runTrader(`order ${side}`, options, (session) =>
        place(session, side, quantity, base, options),
      );
    });
}

const withLife = (command: Command): Command =>
  withKey(command)
    .option("--ioc", "only in this batch; what it does not fill is over")
    .option("--good-for <n>", "for so many batches; else until it is filled or cancelled", slots)
    .option("--wait", "wait until the batch is executed and tell what became of it", true)
    .option("--no-wait", "end with the sequencer's receipt");

const slots = integer(1, ERA_SLOTS);
