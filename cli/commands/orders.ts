import type { Command } from "commander";
import { getOrders } from "../../client/actions/getOrders.ts";
import { integer } from "../arguments.ts";
import { type CommonOptions, runTrader, withAccount } from "../trader/command.ts";
import { EXIT } from "../trader/errors.ts";
import { Names } from "../trader/listing.ts";
import { ORDER_COLUMNS, orderRow } from "../trader/orderRows.ts";
import type { Session } from "../trader/session.ts";

interface Options extends CommonOptions {
  readonly all?: true;
  readonly limit: number;
}

const MOST = 500;
const USUAL = 50;

/** `walras orders`: exit 0, 1 if there is no such account, 2 if it cannot be told. */
export function register(program: Command): void {
  const command = program
    .command("orders")
    .description("List an account's orders that may still be filled, newest first.");
  withAccount(command)
    .option("--all", "those that are over too")
    .option("--limit <n>", "the newest so many", integer(1, MOST), USUAL)
    .action(async (options: Options) => {
      await runTrader("orders", options, (session) => show(session, options));
    });
}

async function show(session: Session, { all, limit }: Options) {
  const { api, out } = session;
  const account = await session.account();
  const status = all ? "all" : "open";
  const [names, { items, next }] = await Promise.all([
    Names.of(api),
    getOrders(api, { account, status, limit }),
  ]);
  const rows = items.map((order) => orderRow(names, order));
  out.rows(rows, ORDER_COLUMNS, `account ${account} has no ${all ? "" : "open "}orders`);
  if (next !== null) out.note(`there are more: --limit ${Math.min(MOST, 2 * limit)}`);
  return EXIT.done;
}
