import type {
  AuctionRecord,
  EventRecord,
  FillRecord,
  History,
  OrderRecord,
} from "../../../sequencer/history/history.ts";
import type { Ledger } from "../../reference/ledger.ts";
import { type NaiveHistory, type NaiveRef, refOf, type TrackedOrder } from "./naiveHistory.ts";

/** Everything that a history answers and everything that the naive one knows, as lines that must be the same. */

export type Lines = Map<string, string>;

type Ref = OrderRecord["ref"];
const SIDES = ["buy", "sell"] as const;
const name = ({ market, side, tick, position }: Ref): string =>
  `${market}-${SIDES[side]}-${tick}-${position}`;
const all = { limit: 1_000_000 };

export function linesOfHistory(history: History, accounts: readonly number[]): Lines {
  const lines: Lines = new Map();
  for (const account of accounts) {
    const orders = history.orders(account, false, all);
    for (const order of orders) {
      lines.set(`order ${name(order.ref)}`, orderLine(order));
      lines.set(`found ${name(order.ref)}`, orderLine(history.order(order.ref) ?? order));
    }
    const open = history.orders(account, true, all).map(({ ref }) => name(ref));
    lines.set(`open ${account}`, open.sort().join());
    lines.set(`open count ${account}`, String(history.openOrders(account)));
    const locked = [...history.locked(account)].map(([asset, amount]) => `${asset}:${amount}`);
    lines.set(`locked ${account}`, locked.sort().join());
    lines.set(`fills ${account}`, history.fillsOf(account, all).map(fillLine).reverse().join("\n"));
    const events = history.events(account, all);
    lines.set(`events ${account}`, events.map(eventLine).sort().join("\n"));
  }
  for (const record of history.slots(all)) {
    const { slot } = record.figures;
    for (const { market } of record.figures.markets) {
      const auction = history.auction(slot, market);
      if (auction !== undefined) lines.set(`auction ${slot} ${market}`, auctionLine(auction));
    }
    const fills = history.fillsOfSlot(slot, 0, all.limit);
    lines.set(`fills of slot ${slot}`, fills.map(fillLine).join("\n"));
    for (const account of accounts) {
      const changed = history.ordersChanged(account, slot, all.limit).map(orderLine);
      if (changed.length > 0) lines.set(`changed ${slot} ${account}`, changed.sort().join("\n"));
      const envelope = history.envelope(slot, account);
      if (envelope === undefined) continue;
      const operations = envelope.operations.map(
        ({ block, kind, outcome, ref }) =>
          `${block} ${kind ?? "unknown"} ${outcome} ${ref === undefined ? "-" : name(ref)}`,
      );
      lines.set(`envelope ${slot} ${account}`, `${envelope.outcome}: ${operations.join()}`);
    }
  }
  return lines;
}

export function linesOfNaive(
  naive: NaiveHistory,
  ledger: Ledger,
  slots: readonly number[],
  accounts: readonly number[],
): Lines {
  const lines: Lines = new Map();
  const orders = [...naive.orders.values()];
  for (const order of orders) {
    lines.set(`order ${refOf(order)}`, naiveOrderLine(order));
    lines.set(`found ${refOf(order)}`, naiveOrderLine(order));
  }
  for (const account of accounts) {
    const open = ledger.orders().filter((order) => order.account === account);
    lines.set(`open ${account}`, open.map(refOf).sort().join());
    lines.set(`open count ${account}`, String(open.length));
    const locked = [...naive.locked(account)].map(([asset, amount]) => `${asset}:${amount}`);
    lines.set(`locked ${account}`, locked.sort().join());
    const fills = naive.fills.filter((fill) => fill.account === account);
    lines.set(`fills ${account}`, fills.map(naiveFillLine).join("\n"));
    const events = naive.events.filter((event) => event.account === account);
    lines.set(`events ${account}`, events.map(naiveEventLine).sort().join("\n"));
  }
  for (const a of naive.auctions) {
    const figures = [a.tick, a.volume, a.surplus, a.fills, a.fee, a.lastTick];
    const line = [figures.join(), a.bids.join(), a.asks.join(), a.rationed ?? "-"].join(" | ");
    lines.set(`auction ${a.slot} ${a.market}`, line);
  }
  for (const slot of slots) {
    const fills = naive.fills.filter((fill) => fill.slot === slot);
    lines.set(`fills of slot ${slot}`, fills.map(naiveFillLine).join("\n"));
  }
  const changed = new Map<string, Set<string>>();
  for (const { slot, account, ref } of naive.events) {
    if (ref === undefined) continue;
    const at = `changed ${slot} ${account}`;
    changed.set(at, (changed.get(at) ?? new Set()).add(refOf(ref)));
  }
  for (const [at, refs] of changed) {
    const orders = [...refs].map((ref) => naiveOrderLine(naive.orders.get(ref) as TrackedOrder));
    lines.set(at, orders.sort().join("\n"));
  }
  for (const { slot, account, outcome, operations } of naive.envelopes)
    lines.set(`envelope ${slot} ${account}`, `${outcome}: ${operations.join()}`);
  return lines;
}

const orderLine = (o: OrderRecord): string =>
  [o.account, o.lots, o.left, o.filled, o.ended, o.slot, o.expiry, o.updated].join();
const naiveOrderLine = (o: TrackedOrder): string => {
  const left = o.ended === undefined ? o.lots - o.filled : 0n;
  return [o.account, o.lots, left, o.filled, o.ended, o.slot, o.expiry, o.updated].join();
};

const fillLine = (f: FillRecord): string =>
  [f.slot, name(f.ref), f.account, f.tick, f.lots, f.fee].join();
const naiveFillLine = (f: NaiveHistory["fills"][number]): string =>
  [f.slot, refOf(f), f.account, f.price, f.lots, f.fee].join();

function eventLine(e: EventRecord): string {
  // How much a forced withdraw takes depends on all that came before it: the sums tell.
  const amount = e.kind === "withdrawn" && e.forced ? undefined : e.amount;
  const ref = e.ref === undefined ? undefined : name(e.ref);
  return [
    ...[e.slot, e.kind, e.forced, e.outcome, e.asset, amount, ref, e.market, e.tick, e.lots],
  ].join();
}
function naiveEventLine(e: NaiveHistory["events"][number]): string {
  const ref = e.ref === undefined ? undefined : refOf(e.ref as NaiveRef);
  const [forced, outcome] = [e.forced ?? false, e.outcome ?? 0];
  return [
    ...[e.slot, e.kind, forced, outcome, e.asset, e.amount, ref, e.market, e.tick, e.lots],
  ].join();
}

function auctionLine(a: AuctionRecord): string {
  const levels = (of: AuctionRecord["bids"]): string =>
    of.map(({ tick, lots }) => `${tick}:${lots}`).join();
  const figures = [a.tick, a.volume, a.surplus, a.fills, a.fee, a.lastTick];
  const rationed =
    a.rationed === undefined
      ? "-"
      : `${SIDES[a.rationed.side]} ${a.rationed.tick}: ${a.rationed.orders
          .map(({ ref, account, lots, filled }) => `${ref.position} ${account} ${lots} ${filled}`)
          .join(", ")}`;
  return [figures.join(), levels(a.bids), levels(a.asks), rationed].join(" | ");
}
