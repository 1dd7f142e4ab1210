import type { SelfTrade } from "./engine/engine.ts";
import { BUY, SELL } from "./engine/units.ts";
import { Broadcast, DEFAULT_WINDOW } from "./formats/broadcast.ts";
import { Desk, type Dialect } from "./formats/dialect.ts";
import { EventTrades } from "./formats/eventTrades.ts";
import { Fault } from "./formats/fields.ts";
import { Messages } from "./formats/messages.ts";
import { decodeRecord, RecordCutter, type RecordSink } from "./formats/records.ts";
import type { FieldFault, Refusal } from "./formats/refusal.ts";
import { Tuples } from "./formats/tuples.ts";

export const FORMATS = ["events", "messages", "broadcast", "tuples"] as const;
export type Format = (typeof FORMATS)[number];

export interface MatchOptions {
  readonly format: Format;
  /** Takes trades and, at the end, the book: lines as bytes, which are the receiver's. */
  readonly write: (chunk: Uint8Array) => void;
  /** Hears of each record without effect. */
  readonly refuse: (refusal: Refusal) => void;
  /** Of the formats with a user; `allow` unless told. */
  readonly selfTrade?: SelfTrade;
  /** Of `broadcast`: by how much orders may be late, in microseconds of order time. */
  readonly window?: number;
  /** Whether the first refusal ends the reading. */
  readonly strict?: boolean;
}

/** The first refusal ends the reading. */
class Stop extends Error {}

/** Matches an order flow as its bytes come. It does no input or output of its own and knows no clock. */
export class Matcher implements RecordSink {
  /** Records seen, refused ones included. */
  records = 0;
  refusals = 0;
  /** Whether a refusal ended the reading. */
  stopped = false;
  readonly #desk: Desk;
  readonly #dialect: Dialect;
  readonly #cutter: RecordCutter;

  constructor(options: MatchOptions) {
    const { format, write, refuse, strict = false } = options;
    this.#desk = new Desk({
      write,
      selfTrade: options.selfTrade ?? "allow",
      refuse: (refusal) => {
        this.refusals++;
        refuse(refusal);
        if (strict && !this.stopped) throw new Stop();
      },
    });
    this.#dialect = dialectOf(format, this.#desk, options.window ?? DEFAULT_WINDOW);
    this.#cutter = new RecordCutter(this, format === "tuples" ? "tuples" : "objects");
  }

  get trades(): number {
    return this.#desk.trades;
  }

  /** Orders in the book. */
  get resting(): number {
    return this.#desk.market.size;
  }

  /** Takes the next bytes of the flow and writes the trades that they make. */
  push(bytes: Uint8Array): void {
    this.#untilStopped(() => this.#cutter.push(bytes));
    this.#desk.out.flush();
  }

  /** Takes the end of the flow. What was accepted before a stop still takes effect. */
  end(): void {
    this.#untilStopped(() => this.#cutter.end());
    this.#untilStopped(() => this.#dialect.finish());
    if (this.stopped) this.#dialect.finish();
    this.#desk.out.flush();
  }

  /** Writes the book: buys, then sells, each best price first, then earliest. */
  writeBook(): void {
    for (const side of [BUY, SELL] as const)
      for (const { id, price, quantity } of this.#desk.market.walk(side))
        this.#dialect.writeResting(side, id, price, quantity);
    this.#desk.out.flush();
  }

  record(line: number, bytes: Uint8Array, start: number, end: number): void {
    this.records++;
    if (this.#dialect.takeBytes(line, bytes, start, end)) return;
    const record = decodeRecord(line, bytes.subarray(start, end));
    if ("fault" in record) this.#desk.refuse(line, record.fault);
    else this.#takeText(line, record.text);
  }

  fault(line: number, what: FieldFault): void {
    this.records++;
    this.#desk.refuse(line, what);
  }

  #takeText(line: number, text: string): void {
    try {
      this.#dialect.takeText(line, text);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#desk.refuse(line, error.fault);
    }
  }

  #untilStopped(read: () => void): void {
    if (this.stopped) return;
    try {
      read();
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      this.stopped = true;
    }
  }
}

function dialectOf(format: Format, desk: Desk, window: number): Dialect {
  switch (format) {
    case "events":
      return new EventTrades(desk);
    case "messages":
      return new Messages(desk);
    case "broadcast":
      return new Broadcast(desk, window);
    case "tuples":
      return new Tuples(desk);
  }
}
