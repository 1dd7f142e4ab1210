import {
  type AbiEvent,
  type AbiParameter,
  decodeAbiParameters,
  encodeAbiParameters,
  type Hex,
  toEventSelector,
} from "viem";
import { settlementAbi } from "#l1/generated/settlement";

/** One byte changed in one field of a posted event, for every field that the abi has. */

export interface Log {
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly logIndex: Hex;
}

export interface Flip {
  /** Such as "Claimed.claim.slot". */
  readonly field: string;
  readonly position: "first" | "middle" | "last";
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

const EVENTS: readonly AbiEvent[] = settlementAbi.filter((entry) => entry.type === "event");
export const EVENT_NAMES: readonly string[] = EVENTS.map((event) => event.name);
const POSITIONS = ["first", "middle", "last"] as const;

export const eventOf = (log: Pick<Log, "topics">): AbiEvent | undefined =>
  EVENTS.find((event) => toEventSelector(event) === log.topics[0]);

/** Every field of every event, arrays and tuples opened, from the abi alone. */
export const ALL_FIELDS: readonly string[] = EVENTS.flatMap((event) =>
  event.inputs.flatMap((input) => leaves(input, `${event.name}.${input.name}`)),
);

function leaves(parameter: AbiParameter, name: string): string[] {
  if (!("components" in parameter))
    return [name.replace(/$/, parameter.type.endsWith("[]") ? "[]" : "")];
  const opened = parameter.type.endsWith("[]") ? `${name}[]` : name;
  return parameter.components.flatMap((part) => leaves(part, `${opened}.${part.name}`));
}

/** The same log with one byte of one field changed, encoded as the abi wants it; empty fields have none. */
export function flipsOf(log: Log): Flip[] {
  const event = eventOf(log);
  if (event === undefined) return [];
  const plain = event.inputs.filter((input) => input.indexed !== true);
  const indexed = event.inputs.filter((input) => input.indexed === true);
  const values = decodeAbiParameters(plain, log.data);
  const flips: Flip[] = [];
  for (const position of POSITIONS) {
    for (const [n, input] of plain.entries()) {
      for (const [field, value] of changed(
        input,
        values[n],
        `${event.name}.${input.name}`,
        position,
      )) {
        const data = encodeAbiParameters(plain, values.with(n, value));
        flips.push({ field, position, topics: log.topics, data });
      }
    }
    for (const [n, input] of indexed.entries()) {
      const [value] = decodeAbiParameters([input], log.topics[n + 1] as Hex);
      for (const [field, other] of changed(input, value, `${event.name}.${input.name}`, position)) {
        const topics = log.topics.with(n + 1, encodeAbiParameters([input], [other]));
        flips.push({ field, position, topics, data: log.data });
      }
    }
  }
  return flips;
}

type Position = Flip["position"];

function* changed(
  parameter: AbiParameter,
  value: unknown,
  name: string,
  position: Position,
): Generator<[field: string, value: unknown]> {
  if (parameter.type.endsWith("[]")) {
    const list = value as readonly unknown[];
    const at = place(list.length, position);
    const element = { ...parameter, type: parameter.type.slice(0, -2) } as AbiParameter;
    if (list.length === 0) return;
    for (const [field, other] of changed(element, list[at], `${name}[]`, position)) {
      yield [field, list.with(at, other)];
    }
  } else if ("components" in parameter) {
    const tuple = value as Record<string, unknown>;
    for (const part of parameter.components) {
      const key = part.name ?? "";
      for (const [field, other] of changed(part, tuple[key], `${name}.${key}`, position)) {
        yield [field, { ...tuple, [key]: other }];
      }
    }
  } else {
    const other = scalar(parameter.type, value, position);
    if (other !== undefined) yield [name, other];
  }
}

function scalar(type: string, value: unknown, position: Position): unknown {
  if (type === "bool") return !value;
  if (type.startsWith("uint")) {
    const bytes = Number(type.slice(4)) / 8;
    const at = place(bytes, position);
    const bit = 1n << BigInt((bytes - 1 - at) * 8);
    const flipped = BigInt(value as number | bigint) ^ bit;
    return typeof value === "number" ? Number(flipped) : flipped;
  }
  const hex = (value as Hex).slice(2);
  if (hex.length === 0) return undefined;
  const at = place(hex.length / 2, position) * 2;
  const byte = Number.parseInt(hex.slice(at, at + 2), 16) ^ 1;
  return `0x${hex.slice(0, at)}${byte.toString(16).padStart(2, "0")}${hex.slice(at + 2)}`.toLowerCase();
}

const place = (length: number, position: Position): number =>
  ({ first: 0, middle: Math.floor(length / 2), last: length - 1 })[position];
