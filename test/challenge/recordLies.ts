import { State } from "#protocol/state";
import type { Lie, Truth } from "./lieTypes.ts";
import { fieldsOf, slackVarint, varint } from "./varints.ts";

/** Fields of a long chunk's records that are tried. */
const TRIED = 4;

/** The right root under records that are not the right ones. */
export function recordLies({ chunk, random }: Truth): Lie[] {
  const { after, records } = chunk;
  const root = new State(after.root).root();
  const lies: Lie[] = [];
  const tell = (mutation: string, bytes: readonly number[] | Uint8Array): void => {
    lies.push({ mutation, root, records: Uint8Array.from(bytes) });
  };
  const fields = fieldsOf(records);
  tell("records: a byte too many", [...records, 0]);
  tell("records: a record too many", [...records, ...(records.length > 0 ? records : [1, 1])]);
  tell("records: noise behind", [...records, ...random.bytes(1 + random.below(5))]);
  if (fields.length === 0) return lies;
  tell("records: none", []);
  tell("records: cut short", records.slice(0, -1));
  tell("records: a field missing", join(fields.slice(0, -1)));
  const first = fields.length > TRIED ? random.below(fields.length - TRIED) : 0;
  for (let at = first; at < Math.min(fields.length, first + TRIED); at++) {
    const field = fields[at] ?? 0n;
    const put = (bytes: readonly number[]): number[] =>
      fields.flatMap((value, n) => (n === at ? bytes : varint(value)));
    tell("records: one more", put(varint(field + 1n)));
    tell("records: zero", put(varint(0n)));
    if (field > 0n) tell("records: one less", put(varint(field - 1n)));
    tell("records: another number", put(varint(BigInt(random.below(2 ** 20)))));
    tell("records: the highest number", put(varint(2n ** 53n - 1n)));
    tell("records: 2^20", put(varint(2n ** 20n)));
    tell("records: above 2^53-1", put(varint(2n ** 53n)));
    tell("records: ten bytes", put(varint(2n ** 69n)));
    tell("records: not minimal", put(slackVarint(field)));
    tell("records: a field dropped", join(fields.filter((_, n) => n !== at)));
    tell("records: a field twice", put([...varint(field), ...varint(field)]));
  }
  if (fields.length > 1) tell("records: reversed", join(fields.toReversed()));
  return lies;
}

const join = (fields: readonly bigint[]): number[] => fields.flatMap(varint);
