import type { Command } from "commander";
import { getTrades } from "../../client/actions/getTrades.ts";
import { integer } from "../arguments.ts";
import { type CommonOptions, runTrader, withProfile } from "../trader/command.ts";
import { EXIT } from "../trader/errors.ts";
import { Names } from "../trader/listing.ts";
import type { Session } from "../trader/session.ts";
import type { Column } from "../trader/table.ts";
import { timeText } from "../trader/time.ts";

interface Options extends CommonOptions {
  readonly limit: number;
}

interface Row {
  readonly market: string;
  readonly batch: number;
  readonly time: string;
  readonly price: string;
  readonly quantity: string;
  readonly fills: number;
}

const MOST = 500;
const USUAL = 20;
const COLUMNS: readonly Column<Row>[] = [
  { title: "TIME", of: ({ time }) => time },
  { title: "BATCH", align: "right", of: ({ batch }) => String(batch) },
  { title: "PRICE", align: "decimal", of: ({ price }) => price },
  { title: "QUANTITY", align: "decimal", of: ({ quantity }) => quantity },
  { title: "FILLS", align: "right", of: ({ fills }) => String(fills) },
];

/** `walras trades`: exit 0, 1 if there is no such market, 2 if it cannot be told. */
export function register(program: Command): void {
  const command = program
    .command("trades")
    .argument("[market]", "as ETH/DUSD; the only one if it is left out")
    .description("Show what batches traded in a market, newest first.");
  withProfile(command)
    .option("--limit <n>", "the newest so many", integer(1, MOST), USUAL)
    .action(async (market: string | undefined, options: Options) => {
      await runTrader("trades", options, (session) => show(session, market, options.limit));
    });
}

async function show({ api, out }: Session, named: string | undefined, limit: number) {
  const names = await Names.of(api);
  const { market, symbol } = names.market(named);
  const { items } = await getTrades(api, { market, limit });
  const rows = items.map(({ slot, time, tick, lots, fills }) => ({
    market: symbol,
    batch: slot,
    time: timeText(time),
    price: names.price(tick, market),
    quantity: names.quantity(lots, market),
    fills,
  }));
  out.rows(rows, COLUMNS, `${symbol}: nothing was traded yet`);
  return EXIT.done;
}
