import { equalBytes, toHex } from "#protocol/bytes";
import { Fault } from "./errors.ts";
import { placeOf } from "./events.ts";
import type { L1Event } from "./eventTypes.ts";

/** Guards that name the place, the datum, the given and the expected value. All throw Fault. */
export class Checker {
  readonly #place: string;
  readonly #slot: number | undefined;

  constructor(event: L1Event, slot?: number) {
    this.#place = `${placeOf(event)}, ${event.kind}`;
    this.#slot = slot;
  }

  fail(datum: string, given: unknown, expected: string): never {
    throw new Fault(this.#place, this.#slot, datum, given, expected);
  }

  holds(condition: boolean, datum: string, given: unknown, expected: string): void {
    if (!condition) this.fail(datum, given, expected);
  }

  equal(datum: string, given: number | bigint | string | boolean, expected: typeof given): void {
    if (given !== expected) this.fail(datum, given, String(expected));
  }

  sameBytes(datum: string, given: Uint8Array, expected: Uint8Array): void {
    if (!equalBytes(given, expected)) this.fail(datum, toHex(given), toHex(expected));
  }
}
