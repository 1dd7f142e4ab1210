import type { Ledger, LedgerResult, LedgerSlot } from "../../reference/ledger.ts";
import type { NaiveInboxOperation, NaiveOperation, NaiveSide } from "../../reference/operations.ts";

/** What happened, in plain maps, from what the naive ledger says of each slot: no reports, no tables. */

export interface NaiveRef {
  readonly market: number;
  readonly side: NaiveSide;
  readonly tick: number;
  readonly position: bigint;
}

export interface TrackedOrder extends NaiveRef {
  readonly account: number;
  readonly lots: bigint;
  filled: bigint;
  ended: "filled" | "cancelled" | "expired" | undefined;
  readonly slot: number;
  readonly expiry: number;
  updated: number;
}

export interface NaiveFill extends NaiveRef {
  readonly slot: number;
  readonly account: number;
  readonly price: number;
  readonly lots: bigint;
  readonly fee: bigint;
}

/** A line of an account's history; what does not apply is undefined. */
export interface NaiveEvent {
  readonly slot: number;
  readonly account: number;
  readonly kind: string;
  readonly forced?: boolean;
  readonly outcome?: number;
  readonly asset?: number | undefined;
  readonly amount?: bigint | undefined;
  readonly ref?: NaiveRef | undefined;
  readonly market?: number | undefined;
  readonly tick?: number | undefined;
  readonly lots?: bigint | undefined;
}

export interface NaiveAuction {
  readonly slot: number;
  readonly market: number;
  readonly lastTick: number;
  readonly tick: number;
  readonly volume: bigint;
  readonly fee: bigint;
  readonly fills: number;
  readonly surplus: bigint;
  /** "tick:lots", best first. */
  readonly bids: readonly string[];
  readonly asks: readonly string[];
  /** "side tick: position account lots filled, …". */
  readonly rationed: string | undefined;
}

export interface NaiveEnvelope {
  readonly slot: number;
  readonly account: number;
  readonly outcome: number;
  readonly operations: readonly string[];
}

export const refOf = ({ market, side, tick, position }: NaiveRef): string =>
  `${market}-${side}-${tick}-${position}`;

const MAX = 2n ** 53n - 1n;

export class NaiveHistory {
  readonly orders = new Map<string, TrackedOrder>();
  readonly fills: NaiveFill[] = [];
  readonly events: NaiveEvent[] = [];
  readonly auctions: NaiveAuction[] = [];
  readonly envelopes: NaiveEnvelope[] = [];
  readonly #ledger: Ledger;
  readonly #tails = new Map<string, bigint>();
  #last: number[];

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#last = [...ledger.last];
  }

  /** Executes the slot in the ledger and writes it down. */
  run(input: LedgerSlot): LedgerResult {
    const result = this.#ledger.execute(input);
    const { slot } = input;
    for (const order of result.expiredBefore) this.#end(slot, order, "expired", false);
    for (const [n, operation] of input.inbox.entries())
      this.#inbox(slot, operation, result.inbox[n] ?? 0);
    for (const sealed of new Set(result.operations.map((operation) => operation.sealed)))
      this.#envelope(input, sealed, result);
    for (const close of result.closes) this.#auction(slot, close, result);
    for (const order of result.expiredAfter) this.#end(slot, order, "expired", false);
    this.#last = [...this.#ledger.last];
    return result;
  }

  #inbox(slot: number, operation: NaiveInboxOperation, outcome: number): void {
    const { account } = operation;
    switch (operation.kind) {
      case "register":
        this.events.push({ slot, account, kind: "registered" });
        break;
      case "setSigner":
        this.events.push({ slot, account, kind: "signerSet" });
        break;
      case "deposit": {
        const { asset, amount } = operation;
        this.events.push({ slot, account, kind: "deposited", asset, amount });
        break;
      }
      case "forcedCancel":
        if (outcome === 0) this.#end(slot, operation, "cancelled", true);
        else this.#reject(slot, account, outcome, true, { ...operation, kind: "cancel" });
        break;
      case "forcedWithdraw":
        if (outcome !== 0) {
          this.#reject(slot, account, outcome, true, { ...operation, kind: "withdraw" });
        } else {
          // How much it took is only known with all that the account withdrew: judged by the sums.
          const { asset } = operation;
          this.events.push({ slot, account, kind: "withdrawn", forced: true, asset });
        }
        break;
    }
  }

  #envelope(input: LedgerSlot, sealed: number, result: LedgerResult): void {
    const envelope = input.envelopes[sealed];
    if (envelope === undefined) throw new RangeError(`no envelope ${sealed}`);
    const { slot } = input;
    const { account } = envelope;
    const outcomes = result.operations.filter((operation) => operation.sealed === sealed);
    const first = outcomes[0]?.outcome ?? 0;
    if (first >= 1 && first <= 3) {
      this.envelopes.push({ slot, account, outcome: first, operations: [] });
      this.events.push({ slot, account, kind: "rejected", outcome: first });
      return;
    }
    const operations = outcomes.map(({ block, outcome }) => {
      const operation = envelope.operations[block];
      if (operation === undefined) throw new RangeError(`no block ${block}`);
      const ref = this.#operation(slot, account, operation, outcome);
      const kind = operation.kind === "malformed" ? "unknown" : operation.kind;
      return `${block} ${kind} ${outcome} ${ref ?? "-"}`;
    });
    this.envelopes.push({ slot, account, outcome: 0, operations });
  }

  #operation(
    slot: number,
    account: number,
    operation: NaiveOperation,
    outcome: number,
  ): string | undefined {
    if (outcome !== 0) {
      this.#reject(slot, account, outcome, false, operation);
      return undefined;
    }
    switch (operation.kind) {
      case "place":
        return this.#place(slot, account, operation);
      case "cancel":
        this.#end(slot, operation, "cancelled", false);
        return refOf(operation);
      case "withdraw": {
        const { asset, amount } = operation;
        this.events.push({ slot, account, kind: "withdrawn", asset, amount });
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #place(slot: number, account: number, order: NaiveOperation & { kind: "place" }): string {
    const { market, side, tick, lots, expiry } = order;
    const level = `${market} ${side} ${tick}`;
    const position = this.#tails.get(level) ?? 0n;
    this.#tails.set(level, position + 1n);
    const ref = { market, side, tick, position };
    const placed = { ...ref, account, lots, filled: 0n, ended: undefined, slot, expiry };
    this.orders.set(refOf(ref), { ...placed, updated: slot });
    this.events.push({ slot, account, kind: "placed", ref, market, tick, lots });
    return refOf(ref);
  }

  #end(slot: number, ref: NaiveRef, how: "cancelled" | "expired", forced: boolean): void {
    const order = this.#order(ref);
    order.ended = how;
    order.updated = slot;
    const { account, market, tick, side, position } = order;
    const lots = order.lots - order.filled;
    this.events.push({
      ...{ slot, account, kind: how, forced, market, tick, lots },
      ref: { market, side, tick, position },
    });
  }

  #reject(
    slot: number,
    account: number,
    outcome: number,
    forced: boolean,
    wish: NaiveOperation,
  ): void {
    const { assetCount, markets } = this.#ledger.config;
    const event = { slot, account, kind: "rejected", outcome, forced };
    if (wish.kind === "withdraw" && wish.asset < assetCount) {
      const amount = wish.amount <= MAX ? wish.amount : undefined;
      this.events.push({ ...event, asset: wish.asset, amount });
    } else if ((wish.kind === "place" || wish.kind === "cancel") && wish.market < markets.length) {
      const { market } = wish;
      const tick = wish.tick >= 1 && wish.tick < 2 ** 20 ? wish.tick : undefined;
      this.events.push({
        ...event,
        ...{ market, tick, lots: wish.kind === "place" ? wish.lots : undefined },
      });
    } else this.events.push(event);
  }

  #auction(slot: number, close: LedgerResult["closes"][number], result: LedgerResult): void {
    const { market, tick, volume, fee } = close;
    const params = this.#ledger.config.markets[market];
    if (params === undefined) throw new RangeError(`no market ${market}`);
    const [bids, asks] = [this.#levels(market, "buy"), this.#levels(market, "sell")];
    const before = new Map([...this.#live(market)].map((o) => [refOf(o), o.lots - o.filled]));
    const filled = new Map<string, bigint>();
    const fills = result.fills.filter((fill) => fill.market === market);
    for (const { side, tick: limit, position, account, lots } of fills) {
      const ref = { market, side, tick: limit, position };
      const order = this.#order(ref);
      order.filled += lots;
      order.updated = slot;
      if (order.filled === order.lots) order.ended = "filled";
      filled.set(refOf(ref), lots);
      const cost = lots * BigInt(tick) * BigInt(params.quoteUnit);
      const ofFill = (cost * BigInt(params.feeBps)) / 10_000n;
      this.fills.push({ ...ref, slot, account, price: tick, lots, fee: ofFill });
      this.events.push({ slot, account, kind: "filled", ref, market, tick, lots });
    }
    const rationed = (["buy", "sell"] as const).flatMap((side) => {
      const last = fills.filter((fill) => fill.side === side).at(-1);
      const at = last === undefined ? [] : this.#at(before, market, side, last.tick);
      const rest = at.some((order) => order.ended === undefined);
      if (last === undefined || !rest) return [];
      const orders = at.map((order) => {
        const name = refOf(order);
        return `${order.position} ${order.account} ${before.get(name)} ${filled.get(name) ?? 0n}`;
      });
      return [`${side} ${last.tick}: ${orders.join(", ")}`];
    });
    const sum = (side: NaiveSide, within: (tick: number) => boolean): bigint =>
      this.#live(market)
        .filter((order) => order.side === side && within(order.tick))
        .reduce((lots, order) => lots + order.lots - order.filled, 0n);
    const surplus = sum("buy", (t) => t >= tick) - sum("sell", (t) => t <= tick);
    this.auctions.push({
      ...{ slot, market, lastTick: this.#last[market] ?? 0, tick, volume, fee, surplus },
      ...{ fills: fills.length, bids, asks, rationed: rationed[0] },
    });
  }

  #live(market: number): TrackedOrder[] {
    return [...this.orders.values()].filter((o) => o.market === market && o.ended === undefined);
  }

  #levels(market: number, side: NaiveSide): string[] {
    const levels = new Map<number, bigint>();
    for (const order of this.#live(market))
      if (order.side === side)
        levels.set(order.tick, (levels.get(order.tick) ?? 0n) + order.lots - order.filled);
    const sign = side === "buy" ? -1 : 1;
    return [...levels].sort(([a], [b]) => sign * (a - b)).map(([t, lots]) => `${t}:${lots}`);
  }

  /** Orders that stood in a level as the auction began, in their order. */
  #at(
    before: ReadonlyMap<string, bigint>,
    market: number,
    side: NaiveSide,
    tick: number,
  ): TrackedOrder[] {
    return [...before.keys()]
      .map((name) => this.orders.get(name) as TrackedOrder)
      .filter((o) => o.market === market && o.side === side && o.tick === tick)
      .sort((a, b) => Number(a.position - b.position));
  }

  #order(ref: NaiveRef): TrackedOrder {
    const order = this.orders.get(refOf(ref));
    if (order === undefined) throw new RangeError(`no order ${refOf(ref)}`);
    return order;
  }

  /** Units that open orders of an account lock, by asset. */
  locked(account: number): Map<number, bigint> {
    const locked = new Map<number, bigint>();
    for (const order of this.#ledger.orders()) {
      if (order.account !== account) continue;
      const { asset, amount } = this.#ledger.lockOf(order);
      locked.set(asset, (locked.get(asset) ?? 0n) + amount);
    }
    return locked;
  }
}
