/** Where an operator's command says what it does. */
export interface Output {
  /** One object for each result: standard output. */
  out(result: object): void;
  /** A line for people meanwhile: standard error. */
  note(line: string): void;
}

/** One line of JSON; bigints as decimal text. */
export const jsonLine = (value: object): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "bigint" ? part.toString() : part,
  );
