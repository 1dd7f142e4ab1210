import { readFileSync } from "node:fs";
import { NumberedMarket } from "../../sequencer/matching/engine/numberedMarket.ts";
import { MAKER_CANCELLED } from "../../sequencer/matching/engine/trades.ts";
import { BUY, SELL } from "../../sequencer/matching/engine/units.ts";
import { TradeDigest } from "../matching/digest.ts";
import { hexOf } from "../matching/runW1.ts";
import { entriesOf, type Flow } from "./flows.ts";

/** What a flow's trades come to: taker and maker of `messages`, buyer and seller of `tuples`, then price and quantity. */
export interface Trades {
  readonly count: number;
  /** Eight hex digits. */
  readonly digest: string;
}

/** The trades that the engine makes of a flow, without any text. */
export function expectedTrades(flow: Flow, words: Uint32Array): Trades {
  const market = new NumberedMarket();
  const tally = new TradeDigest();
  for (const { id, price, quantity, side, cancels } of entriesOf(flow, words)) {
    if (cancels) {
      market.cancel(id | 0);
      continue;
    }
    market.place(id | 0, side === "buy" ? BUY : SELL, price, quantity);
    const { trades } = market;
    for (let at = 0; at < trades.length; at++) {
      if (trades.fate(at) === MAKER_CANCELLED) continue;
      const swaps = flow.format === "tuples" && side === "sell";
      const [first, second] = swaps ? [trades.maker(at), id] : [id, trades.maker(at)];
      tally.add(first, second, trades.price(at), trades.quantity(at));
    }
  }
  return { count: tally.trades, digest: hexOf(tally.value) };
}

/** The trades in a file that `walras match` has written. */
export function writtenTrades(flow: Flow, file: string): Trades {
  const tally = new TradeDigest();
  for (const line of readFileSync(file, "utf8").split("\n").slice(0, -1)) {
    const [first, second, price, quantity] = flow.format === "tuples" ? tuple(line) : object(line);
    tally.add(idOf(first), idOf(second), price, quantity);
  }
  return { count: tally.trades, digest: hexOf(tally.value) };
}

type Trade = readonly [first: string, second: string, price: number, quantity: number];

const tuple = (line: string): Trade => JSON.parse(`[${line.slice(1, -1)}]`);

function object(line: string): Trade {
  const trade = JSON.parse(line);
  return [trade.taker_order_id, trade.maker_order_id, trade.price, trade.quantity];
}

const idOf = (name: string): number => Number(name.slice("order-".length));
