import { parseDecimal } from "../decimal.ts";
import { type Json, JsonFault, JsonNumber, type JsonObject, parseJson, showJson } from "./json.ts";
import { type FieldFault, fault } from "./refusal.ts";

/** Reads the fields of one record exactly; whatever is wrong leaves as a Fault. */

/** Longest id in characters. */
export const MAX_ID = 128;

/** Half of a character, which UTF-8 cannot write. */
const HALF = /\p{Surrogate}/u;

/** Leaves the reading of one record. */
export class Fault extends Error {
  readonly fault: FieldFault;

  constructor(what: FieldFault) {
    super(what.expected);
    this.fault = what;
  }
}

export function objectOf(text: string): JsonObject {
  const value = jsonOf(text, text);
  if (value instanceof Map) return value;
  throw new Fault(fault("", text, "a JSON object"));
}

/** @param shown the record as it was written, for the message. */
export function jsonOf(text: string, shown: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonFault) throw new Fault(fault("", shown, error.expected));
    throw error;
  }
}

export function wordOf<W extends string>(fields: JsonObject, name: string, words: readonly W[]): W {
  const word = words.find((allowed) => allowed === fields.get(name));
  if (word === undefined) throw wrong(fields, name, words.map((w) => `"${w}"`).join(" or "));
  return word;
}

/** Text, or a whole number, whose digits are then the text. */
export function idOf(fields: JsonObject, name: string): string {
  const value = fields.get(name);
  const id = value instanceof JsonNumber && /^\d+$/.test(value.text) ? value.text : value;
  if (typeof id === "string" && id.length > 0 && id.length <= MAX_ID && !HALF.test(id)) return id;
  throw wrong(fields, name, `text of 1 … ${MAX_ID} characters`);
}

/** A number, or a number as text, in units of 10^−places. */
export function unitsOf(fields: JsonObject, name: string, places: number): number {
  const value = fields.get(name);
  const text = value instanceof JsonNumber ? value.text : value;
  if (typeof text !== "string") throw wrong(fields, name, "a number");
  const reading = parseDecimal(text, places);
  if (!reading.ok) throw wrong(fields, name, reading.expected);
  return reading.units;
}

/** Units of which there must be some. */
export function quantityOf(fields: JsonObject, name: string, places: number): number {
  const units = unitsOf(fields, name, places);
  if (units === 0) throw wrong(fields, name, "more than 0");
  return units;
}

export function wrong(fields: JsonObject, name: string, expected: string): Fault {
  const value = fields.get(name);
  return new Fault(fault(name, value === undefined ? "nothing" : showJson(value), expected));
}
