/** Base of all typed errors: a stable code, what was given and what was expected. */
export class WalrasError extends Error {
  readonly code: string;
  readonly given: unknown;
  readonly expected: string;

  constructor(code: string, what: string, given: unknown, expected: string) {
    super(`${what}: got ${show(given)}, expected ${expected}`);
    this.name = new.target.name;
    this.code = code;
    this.given = given;
    this.expected = expected;
  }
}

/** A value outside its range, or bytes that do not decode. */
export class EncodingError extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("encoding", what, given, expected);
  }
}

function show(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "string")
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}…` : value);
  if (typeof value === "object" && value !== null) return JSON.stringify(value, bigintAsText);
  return String(value);
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
