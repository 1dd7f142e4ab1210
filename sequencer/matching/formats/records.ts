import { type FieldFault, fault } from "./refusal.ts";

/** One record of an order flow: its text, or why it has none. */
export type RawRecord =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly fault: FieldFault };

/** Longest record in bytes; a longer one is refused and skipped. */
export const MAX_RECORD_BYTES = 65_536;

/** Takes records in their order. */
export interface RecordSink {
  /** A record that is not blank: `bytes[start … end)`, which are good until the call returns. */
  record(line: number, bytes: Uint8Array, start: number, end: number): void;
  /** A piece of the input that is no record. */
  fault(line: number, what: FieldFault): void;
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const OPEN_TUPLE = 0x28;
const CLOSE_TUPLE = 0x29;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];

const isBlank = (byte: number): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === NEWLINE;
const opens = (byte: number): boolean =>
  byte === OPEN_ARRAY || byte === OPEN_OBJECT || byte === OPEN_TUPLE;
const closes = (byte: number): boolean =>
  byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || byte === CLOSE_TUPLE;

/**
 * Cuts bytes into records as they come: lines of NDJSON, or the elements of one JSON array if the first byte that is not
 * blank opens one. Where records are arrays themselves ("tuples"), that byte opens the array of all only if a bracket or
 * the end of the line follows it. It looks at brackets and quotes alone; whether a record is JSON, its reader decides. In
 * an array a record that does not balance ends with the input.
 */
export class RecordCutter {
  readonly #sink: RecordSink;
  readonly #form: "objects" | "tuples";
  #mode: "start" | "opened" | "lines" | "array" | "after" = "start";
  #line = 1;
  #seen = 0;
  #elements = 0;
  /** What earlier bytes held of the record that is open. */
  readonly #held = new Uint8Array(MAX_RECORD_BYTES);
  #length = 0;
  #tooLong = false;
  /** The line that the record began on. */
  #begun = 1;
  /** Of an array: whether an element has begun, and where in it the last byte stands. */
  #open = false;
  #depth = 0;
  #quoted = false;
  #escaped = false;

  constructor(sink: RecordSink, form: "objects" | "tuples") {
    this.#sink = sink;
    this.#form = form;
  }

  /** Hands on the records that are complete with these bytes. */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#mode === "lines") at = this.#takeLine(bytes, at);
      else if (this.#mode === "array") at = this.#takeElement(bytes, at);
      else if (this.#mode === "after") this.#takeBehind(bytes[at++] ?? 0);
      else at = this.#start(bytes[at] ?? 0, at);
    }
  }

  /** Hands on what is left at the end of the input. */
  end(): void {
    if (this.#length > 0 || this.#tooLong) this.#finish(this.#held, 0, 0);
    if (this.#mode === "array" || this.#mode === "opened") {
      this.#sink.fault(this.#line, fault("", "end of input", '"]"'));
    }
  }

  /** Takes a byte before the first record, unless that record begins with it. Returns where the next byte is. */
  #start(byte: number, at: number): number {
    const mark = BYTE_ORDER_MARK[this.#seen++] === byte;
    if (this.#mode === "opened") return this.#decide(byte, at);
    if (mark || isBlank(byte)) {
      if (byte === NEWLINE) this.#line++;
      return at + 1;
    }
    this.#begun = this.#line;
    if (byte !== OPEN_ARRAY) this.#mode = "lines";
    else if (this.#form === "objects") this.#mode = "array";
    else this.#mode = "opened";
    return byte === OPEN_ARRAY ? at + 1 : at;
  }

  /** Behind the first bracket of tuples: is it the array of all, or the first of them? */
  #decide(byte: number, at: number): number {
    if (byte !== NEWLINE && isBlank(byte)) return at + 1;
    if (byte === NEWLINE || byte === CLOSE_ARRAY || opens(byte)) this.#mode = "array";
    else {
      this.#mode = "lines";
      this.#hold(Uint8Array.of(OPEN_ARRAY), 0, 1);
    }
    return at;
  }

  #takeLine(bytes: Uint8Array, from: number): number {
    const newline = bytes.indexOf(NEWLINE, from);
    if (newline < 0) {
      this.#hold(bytes, from, bytes.length);
      return bytes.length;
    }
    this.#finish(bytes, from, newline);
    this.#begun = ++this.#line;
    return newline + 1;
  }

  /** Takes the bytes up to the end of an element. */
  #takeElement(bytes: Uint8Array, from: number): number {
    let start = from;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (byte === NEWLINE) this.#line++;
      if (!this.#quoted && this.#depth === 0) {
        if (byte === COMMA || byte === CLOSE_ARRAY) {
          this.#endElement(byte, bytes, start, at);
          return at + 1;
        }
        if (!this.#open) {
          if (isBlank(byte)) continue;
          this.#open = true;
          this.#begun = this.#line;
          start = at;
        }
      }
      this.#balance(byte);
    }
    if (this.#open) this.#hold(bytes, start, bytes.length);
    return bytes.length;
  }

  #endElement(by: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#open) {
      this.#open = false;
      this.#finish(bytes, start, end);
    } else if (by === COMMA || this.#elements > 0) {
      this.#sink.fault(this.#line, fault("", "nothing", "a record beside the comma"));
    }
    this.#elements++;
    if (by === CLOSE_ARRAY) this.#mode = "after";
  }

  #balance(byte: number): void {
    if (this.#quoted) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#quoted = false;
    } else if (byte === QUOTE) this.#quoted = true;
    else if (opens(byte)) this.#depth++;
    else if (closes(byte) && this.#depth > 0) this.#depth--;
  }

  /** Behind the array nothing may follow; it is reported once. */
  #takeBehind(byte: number): void {
    if (byte === NEWLINE) this.#line++;
    if (isBlank(byte) || this.#elements < 0) return;
    this.#elements = -1;
    const text = String.fromCharCode(byte);
    this.#sink.fault(this.#line, fault("", text, "nothing behind the array"));
  }

  #hold(bytes: Uint8Array, start: number, end: number): void {
    if (this.#length + (end - start) > MAX_RECORD_BYTES) this.#tooLong = true;
    else {
      this.#held.set(bytes.subarray(start, end), this.#length);
      this.#length += end - start;
    }
  }

  /** Ends the record with these bytes; blank ones count for nothing. */
  #finish(bytes: Uint8Array, start: number, end: number): void {
    if (this.#length === 0 && !this.#tooLong && end - start <= MAX_RECORD_BYTES) {
      this.#emit(bytes, start, end);
      return;
    }
    this.#hold(bytes, start, end);
    const length = this.#length;
    const tooLong = this.#tooLong;
    this.#length = 0;
    this.#tooLong = false;
    if (!tooLong) this.#emit(this.#held, 0, length);
    else {
      const expected = `at most ${MAX_RECORD_BYTES} bytes`;
      this.#sink.fault(this.#begun, fault("", "a longer record", expected));
    }
  }

  #emit(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end && isBlank(bytes[at] as number)) at++;
    if (at < end) this.#sink.record(this.#begun, bytes, start, end);
  }
}

/** Cuts bytes into the texts of records that are objects. */
export class RecordSplitter {
  #records: RawRecord[] = [];
  readonly #cutter = new RecordCutter(
    {
      record: (line, bytes, start, end) =>
        void this.#records.push(decodeRecord(line, bytes.subarray(start, end))),
      fault: (line, what) => void this.#records.push({ line, fault: what }),
    },
    "objects",
  );

  /** Records that are complete with these bytes. */
  push(bytes: Uint8Array): RawRecord[] {
    this.#cutter.push(bytes);
    return this.#taken();
  }

  /** What is left at the end of the input. */
  end(): RawRecord[] {
    this.#cutter.end();
    return this.#taken();
  }

  #taken(): RawRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The text of a record's bytes, if they are UTF-8. */
export function decodeRecord(line: number, bytes: Uint8Array): RawRecord {
  try {
    return { line, text: decoder.decode(bytes) };
  } catch {
    return { line, fault: fault("", `${bytes.length} bytes`, "UTF-8") };
  }
}
