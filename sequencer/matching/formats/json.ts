/**
 * JSON whose numbers keep their digits: JSON.parse would round them to binary floating point before anyone could look.
 */

export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

/** A number as it was written. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The text is not one JSON value. */
export class JsonFault extends Error {
  readonly expected: string;

  constructor(at: number, expected: string) {
    super(`character ${at + 1}: expected ${expected}`);
    this.name = "JsonFault";
    this.expected = `${expected} at character ${at + 1}`;
  }
}

const MAX_DEPTH = 16;
const TOKEN =
  /[ \t\n\r]*(?:([[\]{},:])|(true|false|null)|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|("(?:[^"\\]|\\.)*"))/y;
/** Text that is its own content: printable ASCII without quotes and backslashes. */
const PLAIN = /^"[ !#-[\]-~]*"$/;
const BLANK = /[ \t\n\r]*/y;

/** Throws JsonFault. Names that occur twice in an object are refused: they would leave open which one counts. */
export function parseJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

/** The value as JSON again, for messages. */
export function showJson(value: Json): string {
  if (value instanceof JsonNumber) return value.text;
  if (value instanceof Map) {
    return `{${[...value].map(([name, item]) => `${JSON.stringify(name)}:${showJson(item)}`)}}`;
  }
  if (Array.isArray(value)) return `[${value.map(showJson)}]`;
  return JSON.stringify(value);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    const from = this.#at;
    const [, mark, word, number, string] = this.#token("a JSON value");
    if (number !== undefined) return new JsonNumber(number);
    if (string !== undefined) return unquote(string, from);
    if (word !== undefined) return word === "null" ? null : word === "true";
    if (depth >= MAX_DEPTH) throw new JsonFault(from, `at most ${MAX_DEPTH} levels`);
    if (mark === "{") return this.#object(depth + 1);
    if (mark === "[") return this.#array(depth + 1);
    throw new JsonFault(from, "a JSON value");
  }

  end(): void {
    BLANK.lastIndex = this.#at;
    BLANK.exec(this.#text);
    if (BLANK.lastIndex !== this.#text.length) throw new JsonFault(BLANK.lastIndex, "nothing more");
  }

  #object(depth: number): JsonObject {
    const fields = new Map<string, Json>();
    if (this.#skip("}")) return fields;
    do {
      const from = this.#at;
      const quoted = this.#token("a name")[4];
      if (quoted === undefined) throw new JsonFault(from, "a name");
      const name = unquote(quoted, from);
      if (fields.has(name)) throw new JsonFault(from, `${JSON.stringify(name)} only once`);
      if (!this.#skip(":")) throw new JsonFault(this.#at, '":"');
      fields.set(name, this.value(depth));
    } while (this.#skip(","));
    if (!this.#skip("}")) throw new JsonFault(this.#at, '"," or "}"');
    return fields;
  }

  #array(depth: number): Json[] {
    const items: Json[] = [];
    if (this.#skip("]")) return items;
    do items.push(this.value(depth));
    while (this.#skip(","));
    if (!this.#skip("]")) throw new JsonFault(this.#at, '"," or "]"');
    return items;
  }

  #skip(mark: string): boolean {
    TOKEN.lastIndex = this.#at;
    if (TOKEN.exec(this.#text)?.[1] !== mark) return false;
    this.#at = TOKEN.lastIndex;
    return true;
  }

  #token(expected: string): RegExpExecArray {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    if (match === null) throw new JsonFault(this.#at, expected);
    this.#at = TOKEN.lastIndex;
    return match;
  }
}

function unquote(quoted: string, at: number): string {
  if (PLAIN.test(quoted)) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw new JsonFault(at, "text as JSON writes it");
  }
}
