import type { Command } from "commander";
import { getBook } from "../../client/actions/getBook.ts";
import type { Book } from "../../client/types.ts";
import { integer } from "../arguments.ts";
import { type CommonOptions, runTrader, withProfile } from "../trader/command.ts";
import { EXIT } from "../trader/errors.ts";
import { Names } from "../trader/listing.ts";
import type { Session } from "../trader/session.ts";
import type { Column } from "../trader/table.ts";

interface Options extends CommonOptions {
  readonly levels: number;
}

interface Row {
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly quantity: string;
  /** Null where it is not known. */
  readonly orders: number | null;
}

const MOST_LEVELS = 500;
const USUAL_LEVELS = 10;
const COLUMNS: readonly Column<Row>[] = [
  { title: "SIDE", of: ({ side }) => side },
  { title: "PRICE", align: "decimal", of: ({ price }) => price },
  { title: "QUANTITY", align: "decimal", of: ({ quantity }) => quantity },
  { title: "ORDERS", align: "right", of: ({ orders }) => (orders === null ? "-" : String(orders)) },
];

/** `walras book`: exit 0, 1 if there is no such market, 2 if it cannot be told. */
export function register(program: Command): void {
  const command = program
    .command("book")
    .argument("[market]", "as ETH/DUSD; the only one if it is left out")
    .description("Show the resting orders of a market, level by level.");
  withProfile(command)
    .option("--levels <n>", "of each side", integer(1, MOST_LEVELS), USUAL_LEVELS)
    .action(async (market: string | undefined, options: Options) => {
      await runTrader("book", options, (session) => show(session, market, options.levels));
    });
}

async function show(session: Session, named: string | undefined, levels: number) {
  const { api, out } = session;
  const names = await Names.of(api);
  const { market, symbol, base } = names.market(named);
  const book = await getBook(api, { market, levels });
  const last = names.price(book.lastTick, market);
  const { asks, bids } = { asks: rows(names, book, "sell"), bids: rows(names, book, "buy") };
  if (out.json) {
    out.result({ market: symbol, slot: book.slot, last, bids, asks });
    return EXIT.done;
  }
  out.rows([...asks.toReversed(), ...bids], COLUMNS, `${symbol}: no order rests`);
  out.say(`${symbol} after batch ${book.slot}, last price ${last}`);
  const { tick, volume } = book.indicative;
  const crossing = `${names.quantity(volume, market)} ${names.symbol(base)} at ${names.price(tick, market)}`;
  if (volume > 0) out.say(`these alone would trade ${crossing}`);
  if (book.truncated) out.say("there are more levels: --levels N");
  return EXIT.done;
}

function rows(names: Names, { market, bids, asks }: Book, side: Row["side"]): Row[] {
  return (side === "buy" ? bids : asks).map(({ tick, lots, orders }) => ({
    side,
    price: names.price(tick, market),
    quantity: names.quantity(lots, market),
    orders,
  }));
}
