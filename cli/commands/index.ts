import type { Command } from "commander";

/** Adds one subcommand, defined in the file of the same name, to the program. */
export type Register = (program: Command) => void;

type Load = () => Promise<{ readonly register: Register }>;

/**
 * The subcommands by name, in the order in which help lists them. Each is loaded when it is asked for: all together take
 * over 40 MB and a third of a second.
 */
const commands: ReadonlyMap<string, Load> = new Map<string, Load>([
  ["demo", () => import("./demo.ts")],
  ["account", () => import("./account.ts")],
  ["deposit", () => import("./deposit.ts")],
  ["order", () => import("./order.ts")],
  ["cancel", () => import("./cancel.ts")],
  ["withdraw", () => import("./withdraw.ts")],
  ["orders", () => import("./orders.ts")],
  ["balance", () => import("./balance.ts")],
  ["book", () => import("./book.ts")],
  ["trades", () => import("./trades.ts")],
  ["status", () => import("./status.ts")],
  ["deploy", () => import("./deploy.ts")],
  ["verify", () => import("./verify.ts")],
  ["replay", () => import("./replay.ts")],
  ["prove", () => import("./prove.ts")],
  ["watch", () => import("./watch.ts")],
  ["claim", () => import("./claim.ts")],
  ["exit", () => import("./exit.ts")],
  ["receipt", () => import("./receipt.ts")],
  ["sequencer", () => import("./sequencer.ts")],
  ["backup", () => import("./backup.ts")],
  ["costs", () => import("./costs.ts")],
  ["fees", () => import("./fees.ts")],
  ["audit", () => import("./audit.ts")],
  ["flow", () => import("./flow.ts")],
  ["match", () => import("./match.ts")],
  ["shard", () => import("./shard.ts")],
  ["keyper", () => import("./keyper.ts")],
  ["auction", () => import("./auction.ts")],
]);

/** Adds the named subcommand, or all of them if there is none of that name. */
export async function registerFor(name: string | undefined, program: Command): Promise<void> {
  const named = commands.get(name ?? "");
  for (const load of named === undefined ? commands.values() : [named])
    (await load()).register(program);
}
