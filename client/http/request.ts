import { AnswerError, ApiError, ApiUnreachable } from "../errors.ts";
import type { Problem } from "../types.ts";

/** One request to the API. */

/** What a request needs of a client. */
export interface Requester {
  /** Base of the API, without a slash at its end. */
  readonly url: string;
  /** How it is asked. */
  readonly fetch: typeof globalThis.fetch;
}

/** An answer that takes longer is none. */
export const REQUEST_TIMEOUT_MS = 30_000;
/** Most bytes of an answer that are read into memory. */
const MAX_ANSWER = 32 * 2 ** 20;

/** Values of a query; those undefined are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** @throws ApiUnreachable, ApiError, AnswerError */
export async function request(
  { url, fetch }: Requester,
  path: string,
  query: Query = {},
  body?: unknown,
): Promise<unknown> {
  const where = `${url}${path}${queryText(query)}`;
  const sent = body === undefined ? {} : posted(body);
  let response: Response;
  let text: string;
  try {
    response = await fetch(where, { ...sent, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    text = await textOf(where, response);
  } catch (error) {
    if (error instanceof AnswerError) throw error;
    throw new ApiUnreachable(where, reasonOf(error));
  }
  if (!response.ok) throw refusalOf(where, response, text);
  const value = parsed(text);
  if (value === undefined) throw new AnswerError(where, text.slice(0, 80), "JSON");
  return value;
}

/** Stops to read where the answer has no end. Throws AnswerError. */
async function textOf(where: string, { body }: Response): Promise<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const part = await reader?.read();
    if (part?.value === undefined) return text + decoder.decode();
    bytes += part.value.length;
    if (bytes > MAX_ANSWER) {
      await reader?.cancel();
      throw new AnswerError(where, "more", `at most ${MAX_ANSWER} bytes`);
    }
    text += decoder.decode(part.value, { stream: true });
  }
}

const posted = (body: unknown) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? "" : `?${search}`;
}

function refusalOf(where: string, response: Response, text: string): ApiError {
  const { status, headers } = response;
  const value = parsed(text) as Partial<Problem> | undefined;
  const isProblem = typeof value?.detail === "string" && typeof value.type === "string";
  const after = headers.get("retry-after") ?? "";
  const retryAfter = /^\d{1,6}$/.test(after) ? Number(after) : undefined;
  return new ApiError(where, status, isProblem ? (value as Problem) : undefined, retryAfter);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch hides what went wrong one level down. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" ? cause.message : error.message;
}
