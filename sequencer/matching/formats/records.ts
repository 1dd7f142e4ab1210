import { type FieldFault, fault } from "./refusal.ts";

/** One record of an order flow: its text, or why it has none. */
export type RawRecord =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly fault: FieldFault };

/** Longest record in bytes; a longer one is refused and skipped. */
export const MAX_RECORD_BYTES = 65_536;

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];

const isBlank = (byte: number): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === NEWLINE;

/**
 * Cuts bytes into records as they come: lines of NDJSON, or the elements of one JSON array if the first byte that is not
 * blank opens one. For formats whose records are objects. It looks at brackets and quotes alone; whether a record is
 * JSON, its reader decides. In an array a record that does not balance ends with the input.
 */
export class RecordSplitter {
  #mode: "start" | "lines" | "array" | "after" = "start";
  #line = 1;
  #seen = 0;
  #elements = 0;
  /** The record so far, and the line that it began on. */
  readonly #record = new Uint8Array(MAX_RECORD_BYTES);
  #length = 0;
  #tooLong = false;
  #begun = 1;
  /** Within an element of an array. */
  #depth = 0;
  #quoted = false;
  #escaped = false;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });

  /** Records that are complete with these bytes. */
  push(bytes: Uint8Array): RawRecord[] {
    const records: RawRecord[] = [];
    for (let at = 0; at < bytes.length; ) {
      if (this.#mode === "lines") at = this.#takeLine(bytes, at, records);
      else this.#takeByte(bytes[at++] ?? 0, records);
    }
    return records;
  }

  /** What is left at the end of the input. */
  end(): RawRecord[] {
    const records: RawRecord[] = [];
    if (this.#holds) this.#finish(records);
    if (this.#mode === "array") {
      records.push({ line: this.#line, fault: fault("", "end of input", '"]"') });
    }
    return records;
  }

  /** Copies up to the next newline at once; lines are the usual form. */
  #takeLine(bytes: Uint8Array, from: number, records: RawRecord[]): number {
    const newline = bytes.indexOf(NEWLINE, from);
    const to = newline < 0 ? bytes.length : newline;
    this.#append(bytes.subarray(from, to));
    if (newline < 0) return to;
    this.#finish(records);
    this.#begun = ++this.#line;
    return to + 1;
  }

  #takeByte(byte: number, records: RawRecord[]): void {
    if (this.#mode === "start") this.#start(byte);
    else if (this.#mode === "array") this.#takeInArray(byte, records);
    else this.#takeBehind(byte, records);
    if (byte === NEWLINE) this.#line++;
  }

  #start(byte: number): void {
    const mark = BYTE_ORDER_MARK[this.#seen++] === byte;
    if (mark || isBlank(byte)) return;
    if (byte === OPEN_ARRAY) {
      this.#mode = "array";
      return;
    }
    this.#mode = "lines";
    this.#begun = this.#line;
    this.#append(Uint8Array.of(byte));
  }

  #takeInArray(byte: number, records: RawRecord[]): void {
    if (this.#depth === 0 && !this.#quoted) {
      if (byte === COMMA || byte === CLOSE_ARRAY) {
        this.#endElement(byte, records);
        return;
      }
      if (!this.#holds && isBlank(byte)) return;
    }
    if (!this.#holds) this.#begun = this.#line;
    this.#append(Uint8Array.of(byte));
    this.#balance(byte);
  }

  #endElement(by: number, records: RawRecord[]): void {
    if (this.#holds) this.#finish(records);
    else if (by === COMMA || this.#elements > 0) {
      records.push({ line: this.#line, fault: fault("", "nothing", "a record beside the comma") });
    }
    this.#elements++;
    if (by !== CLOSE_ARRAY) return;
    this.#mode = "after";
    this.#begun = this.#line;
  }

  #balance(byte: number): void {
    if (this.#quoted) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#quoted = false;
    } else if (byte === QUOTE) this.#quoted = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.#depth++;
    else if ((byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) && this.#depth > 0) this.#depth--;
  }

  /** Behind the array nothing may follow; it is reported once. */
  #takeBehind(byte: number, records: RawRecord[]): void {
    if (isBlank(byte) || this.#elements < 0) return;
    this.#elements = -1;
    const text = String.fromCharCode(byte);
    records.push({ line: this.#line, fault: fault("", text, "nothing behind the array") });
  }

  get #holds(): boolean {
    return this.#length > 0 || this.#tooLong;
  }

  #append(piece: Uint8Array): void {
    if (this.#length + piece.length > MAX_RECORD_BYTES) this.#tooLong = true;
    else {
      this.#record.set(piece, this.#length);
      this.#length += piece.length;
    }
  }

  /** Ends the record; blank ones count for nothing. */
  #finish(records: RawRecord[]): void {
    const line = this.#begun;
    const bytes = this.#record.subarray(0, this.#length);
    const tooLong = this.#tooLong;
    this.#length = 0;
    this.#tooLong = false;
    if (tooLong) {
      const expected = `at most ${MAX_RECORD_BYTES} bytes`;
      records.push({ line, fault: fault("", "a longer record", expected) });
    } else if (!bytes.every(isBlank)) records.push(this.#decode(line, bytes));
  }

  #decode(line: number, bytes: Uint8Array): RawRecord {
    try {
      return { line, text: this.#decoder.decode(bytes) };
    } catch {
      return { line, fault: fault("", `${bytes.length} bytes`, "UTF-8") };
    }
  }
}
