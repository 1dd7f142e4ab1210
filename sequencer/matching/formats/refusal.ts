/** Why a line of an order flow has no effect, precisely enough to repair the line. */
export interface Refusal {
  /** Of the input, from 1; the line where the record begins. */
  readonly line: number;
  /** The field at fault; "" where the record as a whole is. */
  readonly field: string;
  /** As it was written, shortened. */
  readonly value: string;
  readonly expected: string;
}

/** What is wrong with one field, before it is known on which line. */
export type FieldFault = Omit<Refusal, "line">;

const MAX_SHOWN = 80;

export function fault(field: string, value: string, expected: string): FieldFault {
  const shown = value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN - 1)}…` : value;
  return { field, value: shown, expected };
}

/** One line of text for people. */
export function describeRefusal({ line, field, value, expected }: Refusal): string {
  return `line ${line}: ${field === "" ? "record" : field}: got ${value}, expected ${expected}`;
}
