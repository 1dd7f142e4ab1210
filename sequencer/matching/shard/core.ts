import { BUY, SELL } from "../engine/units.ts";
import { walk } from "../engine/walk.ts";
import { Desk, literal } from "../formats/dialect.ts";
import { Fault } from "../formats/fields.ts";
import { Messages } from "../formats/messages.ts";
import { Output } from "../formats/output.ts";
import { MAX_RECORD_BYTES } from "../formats/records.ts";
import { type FieldFault, fault, type Refusal } from "../formats/refusal.ts";
import { LineCutter } from "./lineCutter.ts";
import type { Effect } from "./store.ts";

const NEWLINE = 0x0a;
const ORDER = literal('{"type":"order","order_id":');
const PRICE = literal(',"timestamp":0,"price":');
const QUANTITY = literal(',"quantity":');
const SIDES = [
  { side: BUY, end: literal(',"side":"buy"}\n') },
  { side: SELL, end: literal(',"side":"sell"}\n') },
] as const;

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d;

/** One market: lines of messages in, trades out. It knows neither queue nor disk, so the same lines give the same bytes. */
export class ShardCore {
  readonly #desk: Desk;
  readonly #messages: Messages;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #output: Uint8Array[] = [];
  #refusals = 0;

  /** @param report Hears of lines without effect. */
  constructor(report: (refusal: Refusal) => void) {
    this.#desk = new Desk({
      selfTrade: "allow",
      write: (chunk) => void this.#output.push(chunk),
      refuse: (refusal) => {
        this.#refusals++;
        report(refusal);
      },
    });
    this.#messages = new Messages(this.#desk);
  }

  /** Orders in the book. */
  get resting(): number {
    return this.#desk.market.size;
  }

  /** Takes complete lines; `numberOf` says what the n-th of them, from 0, is called in reports. */
  apply(lines: Uint8Array, numberOf: (index: number) => number): Effect {
    const desk = this.#desk;
    const tradesBefore = desk.trades;
    this.#output = [];
    this.#refusals = 0;
    let count = 0;
    for (let at = 0; at < lines.length; count++) {
      const end = lines.indexOf(NEWLINE, at);
      this.#take(numberOf(count), lines, at, end);
      at = end + 1;
    }
    desk.out.flush();
    return {
      lines: count,
      refusals: this.#refusals,
      trades: desk.trades - tradesBefore,
      output: Buffer.concat(this.#output),
    };
  }

  /** The resting orders as messages that make the same book again: by side, best first, then the earliest. */
  *snapshot(): Generator<Uint8Array> {
    const { engine, names } = this.#desk.market;
    const cutter = new LineCutter();
    const parts: Uint8Array[] = [];
    const out = new Output((bytes) => void parts.push(cutter.push(bytes)));
    for (const { side, end } of SIDES) {
      for (const { id: handle, price, quantity } of walk(engine, side)) {
        out.raw(ORDER);
        out.name(names, handle);
        out.raw(PRICE);
        out.integer(price);
        out.raw(QUANTITY);
        out.integer(quantity);
        out.raw(end);
        yield* parts.splice(0);
      }
    }
    out.flush();
    yield* parts;
  }

  #take(number: number, bytes: Uint8Array, start: number, end: number): void {
    if (end - start > MAX_RECORD_BYTES) {
      const most = `at most ${MAX_RECORD_BYTES} bytes`;
      this.#desk.refuse(number, fault("", "a longer record", most));
      return;
    }
    if (this.#messages.takeBytes(number, bytes, start, end)) return;
    const line = bytes.subarray(start, end);
    if (line.every(isBlank)) return;
    const why = this.#takeText(number, line);
    if (why !== undefined) this.#desk.refuse(number, why);
  }

  #takeText(number: number, line: Uint8Array): FieldFault | undefined {
    let text: string;
    try {
      text = this.#decoder.decode(line);
    } catch {
      return fault("", `${line.length} bytes`, "UTF-8");
    }
    try {
      this.#messages.takeText(number, text);
      return undefined;
    } catch (error) {
      if (error instanceof Fault) return error.fault;
      throw error;
    }
  }
}
