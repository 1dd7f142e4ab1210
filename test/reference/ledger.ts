import { NaiveBook, type NaiveOrder } from "./naiveBook.ts";
import { lesser, naiveClearing, naiveFills } from "./naiveClearing.ts";
import type { NaiveInboxOperation, NaiveOperation, NaiveSide } from "./operations.ts";

/**
 * The whole exchange in maps and unbounded integers, written from PROTOCOL.md alone: no tree, no steps, no records.
 * One call executes one sealed slot.
 */

export interface LedgerMarket {
  readonly base: number;
  readonly quote: number;
  readonly feeBps: number;
  readonly bandBps: number;
  readonly minLots: number;
  readonly baseUnit: number;
  readonly quoteUnit: number;
  readonly referenceTick: number;
}

export interface LedgerConfig {
  readonly operationFee: number;
  readonly operatorSigner: string;
  readonly assetCount: number;
  readonly markets: readonly LedgerMarket[];
}

/** An envelope with its seals broken: who signed it and what it says. */
export interface OpenedEnvelope {
  readonly account: number;
  /** 40 hex digits; undefined where the signature or the length is wrong in form. */
  readonly signer: string | undefined;
  /** Whether U is a point that L1 can multiply. */
  readonly pointIsGood: boolean;
  readonly operations: readonly NaiveOperation[];
}

export interface LedgerSlot {
  readonly slot: number;
  readonly certified: boolean;
  /** A key was revealed. */
  readonly opened: boolean;
  readonly inbox: readonly NaiveInboxOperation[];
  /** As sealed: rising account. */
  readonly envelopes: readonly OpenedEnvelope[];
  /** Sealed indices in the order of application. */
  readonly order: readonly number[];
}

export interface LedgerFill {
  readonly market: number;
  readonly side: NaiveSide;
  readonly tick: number;
  readonly position: bigint;
  readonly account: number;
  readonly lots: bigint;
}

export interface LedgerClose {
  readonly market: number;
  readonly tick: number;
  readonly volume: bigint;
  readonly fee: bigint;
}

/** What one slot did. */
export interface LedgerResult {
  readonly inbox: number[];
  /** Envelopes in the order of application; a skipped one has its number at block 0 only. */
  readonly operations: {
    readonly sealed: number;
    readonly block: number;
    readonly outcome: number;
  }[];
  readonly fills: LedgerFill[];
  readonly closes: LedgerClose[];
  readonly expiredBefore: NaiveOrder[];
  readonly expiredAfter: NaiveOrder[];
}

export interface LedgerBalance {
  available: bigint;
  withdrawn: bigint;
}

const MAX = 2n ** 53n - 1n;
const SLOTS_AHEAD = 2 ** 20;
const TICKS = 2 ** 20;
const OPERATOR = 0;
const FEE_ASSET = 0;

export class Ledger {
  readonly config: LedgerConfig;
  readonly signers = new Map<number, string>();
  readonly last: number[];
  readonly books: NaiveBook[];
  slot = 0;
  inboxCursor = 0;
  readonly #balances = new Map<string, LedgerBalance>();

  constructor(config: LedgerConfig) {
    this.config = config;
    this.signers.set(OPERATOR, config.operatorSigner);
    this.last = config.markets.map((market) => market.referenceTick);
    this.books = config.markets.map((_, index) => new NaiveBook(index));
  }

  balance(account: number, asset: number): LedgerBalance {
    const name = `${account} ${asset}`;
    const known = this.#balances.get(name);
    if (known !== undefined) return known;
    const balance = { available: 0n, withdrawn: 0n };
    this.#balances.set(name, balance);
    return balance;
  }

  orders(): NaiveOrder[] {
    return this.books.flatMap((book) => book.orders());
  }

  /** What an order of a market locks, and of which asset. */
  lockOf(order: { market: number; side: NaiveSide; tick: number; lots: bigint }): {
    asset: number;
    amount: bigint;
  } {
    const market = this.#market(order.market);
    if (order.side === "sell") {
      return { asset: market.base, amount: order.lots * BigInt(market.baseUnit) };
    }
    const cost = notional(market, order.lots, order.tick);
    return { asset: market.quote, amount: cost + feeCeil(market, cost) };
  }

  execute(slot: LedgerSlot): LedgerResult {
    const result: LedgerResult = {
      inbox: [],
      operations: [],
      fills: [],
      closes: [],
      expiredBefore: [],
      expiredAfter: [],
    };
    this.slot = slot.slot;
    result.expiredBefore.push(...this.#expire((expiry) => expiry < slot.slot));
    for (const operation of slot.inbox) result.inbox.push(this.#applyInbox(operation));
    this.inboxCursor += slot.inbox.length;
    if (slot.opened) {
      for (const sealed of slot.order) this.#applyEnvelope(slot, sealed, result);
    }
    if (slot.certified) {
      for (const book of this.books) this.#auction(book, result);
    }
    result.expiredAfter.push(...this.#expire((expiry) => expiry <= slot.slot));
    return result;
  }

  #market(index: number): LedgerMarket {
    const market = this.config.markets[index];
    if (market === undefined) throw new RangeError(`no market ${index}`);
    return market;
  }

  #expire(due: (expiry: number) => boolean): NaiveOrder[] {
    const expired = this.orders().filter((order) => order.expiry !== 0 && due(order.expiry));
    for (const order of expired) this.#release(order);
    return expired;
  }

  #release(order: NaiveOrder): void {
    const { asset, amount } = this.lockOf(order);
    this.balance(order.account, asset).available += amount;
    this.books[order.market]?.remove(order);
  }

  #applyInbox(operation: NaiveInboxOperation): number {
    switch (operation.kind) {
      case "register":
      case "setSigner":
        this.signers.set(operation.account, operation.signer);
        return 0;
      case "deposit":
        this.balance(operation.account, operation.asset).available += operation.amount;
        return 0;
      case "forcedWithdraw": {
        if (operation.asset >= this.config.assetCount) return 18;
        const balance = this.balance(operation.account, operation.asset);
        const amount = lesser(operation.amount, balance.available);
        this.#withdraw(balance, amount);
        return 0;
      }
      case "forcedCancel":
        return this.#cancel(operation.account, operation);
    }
  }

  #withdraw(balance: LedgerBalance, amount: bigint): void {
    balance.available -= amount;
    balance.withdrawn = (balance.withdrawn + amount) % 2n ** 64n;
  }

  #applyEnvelope(slot: LedgerSlot, sealed: number, result: LedgerResult): void {
    const envelope = slot.envelopes[sealed];
    if (envelope === undefined) throw new RangeError(`no envelope ${sealed}`);
    const verdict = this.#admit(envelope);
    if (verdict !== 0) {
      result.operations.push({ sealed, block: 0, outcome: verdict });
      return;
    }
    for (const [block, operation] of envelope.operations.entries()) {
      const outcome = this.#apply(envelope.account, operation, slot.slot);
      result.operations.push({ sealed, block, outcome });
    }
  }

  /** Judges and charges an envelope: 0, or why it is skipped. */
  #admit(envelope: OpenedEnvelope): number {
    const { account, signer } = envelope;
    if (signer === undefined || signer !== this.signers.get(account)) return 1;
    if (!envelope.pointIsGood) return 2;
    const fee = BigInt(this.config.operationFee) * BigInt(envelope.operations.length);
    const payer = this.balance(account, FEE_ASSET);
    if (payer.available < fee) return 3;
    payer.available -= fee;
    this.balance(OPERATOR, FEE_ASSET).available += fee;
    return 0;
  }

  #apply(account: number, operation: NaiveOperation, slot: number): number {
    switch (operation.kind) {
      case "nop":
        return 0;
      case "malformed":
        return 16;
      case "place":
        return this.#place(account, operation, slot);
      case "cancel":
        return this.#cancel(account, operation);
      case "withdraw": {
        if (operation.asset >= this.config.assetCount) return 18;
        const balance = this.balance(account, operation.asset);
        if (operation.amount === 0n || operation.amount > MAX) return 27;
        if (balance.available < operation.amount) return 23;
        this.#withdraw(balance, operation.amount);
        return 0;
      }
    }
  }

  #place(account: number, order: NaiveOperation & { kind: "place" }, slot: number): number {
    const market = this.config.markets[order.market];
    const book = this.books[order.market];
    if (market === undefined || book === undefined) return 17;
    if (order.tick === 0 || order.tick >= TICKS) return 19;
    if (order.lots < BigInt(market.minLots) || order.lots === 0n) return 20;
    const tooFar = order.expiry >= slot + SLOTS_AHEAD;
    if (order.expiry !== 0 && (order.expiry < slot || tooFar)) return 21;
    const cost = notional(market, order.lots, order.tick);
    if (order.lots * BigInt(market.baseUnit) > MAX) return 22;
    if (cost + feeCeil(market, cost) > MAX) return 22;
    const lock = this.lockOf(order);
    const balance = this.balance(account, lock.asset);
    if (balance.available < lock.amount) return 23;
    if (!book.hasRoom(order.side, order.tick)) return 24;
    balance.available -= lock.amount;
    const { lots, expiry } = order;
    book.place(order.side, order.tick, { account, lots, slot, expiry });
    return 0;
  }

  #cancel(
    account: number,
    ref: { market: number; side: NaiveSide; tick: number; position: bigint },
  ): number {
    const book = this.books[ref.market];
    if (book === undefined) return 17;
    if (ref.tick === 0 || ref.tick >= TICKS) return 19;
    const order = book.find(ref.side, ref.tick, ref.position);
    if (order === undefined) return 25;
    if (order.account !== account) return 26;
    this.#release(order);
    return 0;
  }

  #auction(book: NaiveBook, result: LedgerResult): void {
    const market = this.#market(book.market);
    const [bids, asks] = [book.inPriority("buy"), book.inPriority("sell")];
    const last = this.last[book.market] as number;
    const { tick, volume } = naiveClearing(bids, asks, last, market.bandBps);
    let fee = 0n;
    for (const { order, lots } of naiveFills("buy", bids, volume)) {
      const locked =
        this.lockOf(order).amount - this.lockOf({ ...order, lots: order.lots - lots }).amount;
      const cost = notional(market, lots, tick);
      this.balance(order.account, market.quote).available += locked - cost - feeFloor(market, cost);
      this.balance(order.account, market.base).available += lots * BigInt(market.baseUnit);
      fee += feeFloor(market, cost);
      this.#fill(book, order, lots, result);
    }
    for (const { order, lots } of naiveFills("sell", asks, volume)) {
      const cost = notional(market, lots, tick);
      this.balance(order.account, market.quote).available += cost - feeFloor(market, cost);
      fee += feeFloor(market, cost);
      this.#fill(book, order, lots, result);
    }
    this.balance(OPERATOR, market.quote).available += fee;
    this.last[book.market] = tick;
    result.closes.push({ market: book.market, tick, volume, fee });
  }

  #fill(book: NaiveBook, order: NaiveOrder, lots: bigint, result: LedgerResult): void {
    const { market, side, tick, position, account } = order;
    result.fills.push({ market, side, tick, position, account, lots });
    book.fill(order, lots);
  }
}

const notional = (market: LedgerMarket, lots: bigint, tick: number): bigint =>
  lots * BigInt(tick) * BigInt(market.quoteUnit);
const feeFloor = (market: LedgerMarket, amount: bigint): bigint =>
  (amount * BigInt(market.feeBps)) / 10_000n;
const feeCeil = (market: LedgerMarket, amount: bigint): bigint =>
  (amount * BigInt(market.feeBps) + 9_999n) / 10_000n;
