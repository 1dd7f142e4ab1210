import type { SelfTrade } from "../engine/engine.ts";
import { NamedMarket } from "../engine/namedMarket.ts";
import { NameBytes } from "../engine/names.ts";
import * as outcome from "../engine/outcomes.ts";
import { MAKER_CANCELLED } from "../engine/trades.ts";
import { BUY, MAX_RESTING, type Side } from "../engine/units.ts";
import { Output } from "./output.ts";
import { Owners } from "./owners.ts";
import { type FieldFault, fault, type Refusal } from "./refusal.ts";

/** One format of order flows: how a record is read, what it does to the book, and how trades are written. */
export interface Dialect {
  /**
   * Takes the record in `bytes[start … end)` if it is written as most flows write it. Otherwise it returns false and has
   * done nothing: the record is for `takeText` to read or refuse.
   */
  takeBytes(line: number, bytes: Uint8Array, start: number, end: number): boolean;
  /** Takes any record. Throws Fault if a field is wrong. */
  takeText(line: number, text: string): void;
  /** Takes up what waits for later records: none will come. */
  finish(): void;
  /** Writes an order of the book. */
  writeResting(side: Side, id: string, price: number, quantity: number): void;
}

export interface DeskOptions {
  readonly write: (chunk: Uint8Array) => void;
  /** Hears of records without effect. It may throw to stop the reading. */
  readonly refuse: (refusal: Refusal) => void;
  readonly selfTrade: SelfTrade;
}

/** Writes one trade; `at` is its number in the market's `trades`. */
export type WriteTrade = (at: number) => void;

const encoder = new TextEncoder();
export const literal = (text: string): Uint8Array => encoder.encode(text);

/** What the dialects share: the market, the way out, and the numbers of the users. */
export class Desk {
  readonly market: NamedMarket;
  readonly out: Output;
  /** For ids that are at hand as strings. */
  readonly scratch = new NameBytes();
  trades = 0;
  readonly #refuse: (refusal: Refusal) => void;
  readonly #keepsOwners: boolean;
  /** Every user of the flow; empty if users may trade with themselves. */
  readonly #owners = new Owners();
  /** Of the order that is being placed: its id, in its giver's bytes, and its side. */
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;
  #end = 0;
  #side: Side = BUY;

  constructor({ write, refuse, selfTrade }: DeskOptions) {
    this.market = new NamedMarket({ selfTrade });
    this.out = new Output(write);
    this.#refuse = refuse;
    this.#keepsOwners = selfTrade !== "allow";
  }

  refuse(line: number, what: FieldFault): void {
    this.#refuse({ line, ...what });
  }

  /** The number of a user, or 0 if it is of no interest. */
  owner(user: string): number {
    return this.#keepsOwners ? this.#owners.numberOf(user) : 0;
  }

  /** `owner` of the bytes in `bytes[start … end)`. */
  ownerOfBytes(bytes: Uint8Array, start: number, end: number): number {
    return this.#keepsOwners ? this.#owners.numberOfBytes(bytes, start, end) : 0;
  }

  /** Matches an order whose fields are right and writes its trades. Returns whether the book took it. */
  place(
    line: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    side: Side,
    price: number,
    quantity: number,
    owner: number,
    write: WriteTrade,
  ): boolean {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#side = side;
    const { market } = this;
    const result = market.placeBytes(bytes, start, end, side, price, quantity, owner);
    if (outcome.isRefusal(result)) {
      this.refuse(line, this.#faultOf(result, bytes, start, end));
      return false;
    }
    const { trades } = market;
    for (let at = 0; at < trades.length; at++) {
      if (trades.fate(at) === MAKER_CANCELLED) continue;
      this.trades++;
      write(at);
    }
    return true;
  }

  /** Writes who made a trade: the order that is being placed, then the one that it met. */
  writeTakerAndMaker(at: number, between: Uint8Array): void {
    this.#writeTaker();
    this.out.raw(between);
    this.#writeMaker(at);
  }

  /** Writes who made a trade: the buy order, then the sell order. */
  writeBuyAndSell(at: number, between: Uint8Array): void {
    if (this.#side === BUY) {
      this.writeTakerAndMaker(at, between);
      return;
    }
    this.#writeMaker(at);
    this.out.raw(between);
    this.#writeTaker();
  }

  #writeTaker(): void {
    this.out.text(this.#bytes, this.#start, this.#end);
  }

  #writeMaker(at: number): void {
    const { names, trades } = this.market;
    this.out.name(names, trades.maker(at));
  }

  #faultOf(result: outcome.Outcome, bytes: Uint8Array, start: number, end: number): FieldFault {
    const id = JSON.stringify(new TextDecoder().decode(bytes.subarray(start, end)));
    if (result === outcome.DUPLICATE)
      return fault("order_id", id, "an id that no resting order has");
    return fault("", `order ${id}`, `at most ${MAX_RESTING} resting orders`);
  }
}
