import { MAX_RECORD_BYTES } from "../formats/records.ts";

const NEWLINE = 0x0a;
const NOTHING = new Uint8Array(0);

/**
 * Cuts bytes into runs of complete lines. Of a line that is too long it keeps as much as its reader needs to refuse it, so
 * that no input takes more memory than its largest piece.
 */
export class LineCutter {
  /** The beginning of the line that is not complete yet. */
  #begun: Uint8Array = NOTHING;
  /** Bytes of that line, those not kept included. */
  #length = 0;
  /** Bytes of all complete lines so far. */
  taken = 0;

  /** The lines that are complete with these bytes, each ended by a newline; empty if there are none. */
  push(bytes: Uint8Array): Uint8Array {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      this.#begin(bytes);
      return NOTHING;
    }
    const first = bytes.indexOf(NEWLINE);
    const whole = this.#length === this.#begun.length;
    // What was left out of a line that is too long stays out of it.
    const rest = bytes.subarray(whole ? 0 : first, end);
    const lines = this.#length === 0 ? bytes.slice(0, end) : Buffer.concat([this.#begun, rest]);
    this.taken += this.#length + end;
    this.#begun = NOTHING;
    this.#length = 0;
    this.#begin(bytes.subarray(end));
    return lines;
  }

  /** The last line, if the input ended without a newline. */
  end(): Uint8Array {
    if (this.#length === 0) return NOTHING;
    const line = Buffer.concat([this.#begun, Uint8Array.of(NEWLINE)]);
    this.taken += this.#length;
    this.#begun = NOTHING;
    this.#length = 0;
    return line;
  }

  #begin(bytes: Uint8Array): void {
    const room = MAX_RECORD_BYTES + 1 - this.#begun.length;
    if (bytes.length > 0 && room > 0)
      this.#begun = Buffer.concat([this.#begun, bytes.subarray(0, room)]);
    this.#length += bytes.length;
  }
}
