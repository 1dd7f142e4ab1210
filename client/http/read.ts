import { ApiError, ApiUnreachable } from "../errors.ts";
import type { operations } from "../generated/api.ts";
import { pause } from "../pause.ts";
import { type Query, type Requester, request } from "./request.ts";

/** Reading may be repeated without harm, so it is. */

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 250;
/** A server that asks for a longer pause is told of as it is. */
const MAX_PAUSE_MS = 5_000;

/** What 200 of an operation of the API carries. */
export type AnswerOf<Name extends keyof operations> = operations[Name]["responses"] extends {
  readonly 200: { content: { readonly "application/json": infer Answer } };
}
  ? Answer
  : never;

/**
 * Asks, again after a pause where the API is away or busy.
 * @throws ApiUnreachable, ApiError, AnswerError
 */
export async function read<Name extends keyof operations>(
  client: Requester,
  _operation: Name,
  path: string,
  query?: Query,
): Promise<AnswerOf<Name>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await request(client, path, query)) as AnswerOf<Name>;
    } catch (error) {
      const pauseMs = pauseBefore(error, attempt);
      if (pauseMs === undefined || attempt >= ATTEMPTS) throw error;
      await pause(pauseMs);
    }
  }
}

function pauseBefore(error: unknown, attempt: number): number | undefined {
  const backoff = FIRST_PAUSE_MS * 2 ** (attempt - 1);
  if (error instanceof ApiUnreachable) return backoff;
  if (!(error instanceof ApiError) || (error.status !== 429 && error.status !== 503)) {
    return undefined;
  }
  const asked = (error.retryAfter ?? 0) * 1_000;
  return asked > MAX_PAUSE_MS ? undefined : Math.max(backoff, asked);
}
