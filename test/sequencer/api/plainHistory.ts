import type { OrderRef } from "../../../circuits-free-verifier/protocol/book.ts";
import { compareBytes } from "../../../circuits-free-verifier/protocol/bytes.ts";
import type {
  AuctionRecord,
  CandleRecord,
  EnvelopeRecord,
  EventRecord,
  FillRecord,
  History,
  OrderRecord,
  Page,
  SlotRecord,
  Times,
  TradeRecord,
} from "../../../sequencer/history/history.ts";

/** A history of plain lists, which a test fills. */
export class PlainHistory implements History {
  readonly slotList: SlotRecord[] = [];
  readonly auctionList: AuctionRecord[] = [];
  readonly tradeList: TradeRecord[] = [];
  readonly fillList: FillRecord[] = [];
  readonly orderList: OrderRecord[] = [];
  readonly eventList: EventRecord[] = [];
  readonly envelopeList: EnvelopeRecord[] = [];
  readonly signers = new Map<number, Uint8Array>();
  readonly lockedBy = new Map<number, Map<number, number>>();
  candleList: CandleRecord[] = [];
  /** Unix seconds. */
  readonly #closeOf: (slot: number) => number;

  constructor(closeOf: (slot: number) => number) {
    this.#closeOf = closeOf;
  }

  slots(page: Page): SlotRecord[] {
    return newest(this.slotList, page, ({ figures }) => figures.slot);
  }

  slot(slot: number): SlotRecord | undefined {
    return this.slotList.find(({ figures }) => figures.slot === slot);
  }

  auction(slot: number, market: number): AuctionRecord | undefined {
    return this.auctionList.find((one) => one.slot === slot && one.market === market);
  }

  trades(market: number, page: Page & Times): TradeRecord[] {
    const of = this.#within(
      this.tradeList.filter((trade) => trade.market === market),
      page,
    );
    return newest(of, page, ({ id }) => id);
  }

  candles(_market: number, _seconds: number, { limit }: { limit: number } & Times): CandleRecord[] {
    return this.candleList.slice(-limit);
  }

  fillsOfSlot(slot: number, after: number, limit: number): FillRecord[] {
    return this.fillList.filter((fill) => fill.slot === slot && fill.id > after).slice(0, limit);
  }

  fillsOf(account: number, page: Page & Times): FillRecord[] {
    const of = this.#within(
      this.fillList.filter((fill) => fill.account === account),
      page,
    );
    return newest(of, page, ({ id }) => id);
  }

  fillsAfter(account: number, after: number, query: { limit: number } & Times): FillRecord[] {
    const of = this.fillList.filter((fill) => fill.account === account && fill.id > after);
    return this.#within(of, query).slice(0, query.limit);
  }

  orders(account: number, open: boolean, page: Page): OrderRecord[] {
    const of = this.orderList.filter(
      (order) => order.account === account && (!open || order.ended === undefined),
    );
    return newest(of, page, ({ id }) => id);
  }

  order(ref: OrderRef): OrderRecord | undefined {
    const name = JSON.stringify(ref);
    return this.orderList.find((order) => JSON.stringify(order.ref) === name);
  }

  ordersChanged(account: number, slot: number, limit: number): OrderRecord[] {
    const changed = this.orderList.filter((o) => o.account === account && o.updated === slot);
    return changed.slice(0, limit);
  }

  events(account: number, page: Page & Times): EventRecord[] {
    const of = this.#within(
      this.eventList.filter((event) => event.account === account),
      page,
    );
    return newest(of, page, ({ id }) => id);
  }

  locked(account: number): ReadonlyMap<number, number> {
    return this.lockedBy.get(account) ?? new Map();
  }

  openOrders(account: number): number {
    return this.orders(account, true, { limit: Number.POSITIVE_INFINITY }).length;
  }

  accountsOf(signer: Uint8Array, after: number, limit: number): number[] {
    return [...this.signers]
      .filter(([account, known]) => account > after && compareBytes(known, signer) === 0)
      .map(([account]) => account)
      .sort((a, b) => a - b)
      .slice(0, limit);
  }

  envelope(slot: number, account: number): EnvelopeRecord | undefined {
    return this.envelopeList.find((one) => one.slot === slot && one.account === account);
  }

  accountsChanged(slot: number): number[] {
    return [...new Set(this.fillList.filter((fill) => fill.slot === slot).map((f) => f.account))];
  }

  #within<T extends { readonly slot: number }>(items: readonly T[], { from, to }: Times): T[] {
    return items.filter(({ slot }) => {
      const time = this.#closeOf(slot);
      return time >= (from ?? 0) && time < (to ?? Number.POSITIVE_INFINITY);
    });
  }
}

function newest<T>(
  items: readonly T[],
  { before = Number.POSITIVE_INFINITY, limit }: Page,
  place: (item: T) => number,
): T[] {
  return items
    .filter((item) => place(item) < before)
    .sort((a, b) => place(b) - place(a))
    .slice(0, limit);
}
