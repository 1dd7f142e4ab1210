import { z } from "zod";
import { hexToBytes } from "#protocol/bytes";
import { MAX_SLOT } from "#protocol/constants";
import { WalrasError } from "#protocol/errors";
import type { SignedLink } from "./certified.ts";

/** One request of the keypers' API, which anybody may make (PROTOCOL.md §4, "What keypers do for a slot"). */

export const SIGNED_PATH = "/v1/signed";
/** Number of the refusal of a keyper that signed nothing of the slot. */
export const NOT_CERTIFIED = 9;
/** After so long a keyper counts as away. */
const TIMEOUT_MS = 5_000;
/** Far more than a root and a signature take. */
const MAX_ANSWER_BYTES = 4_096;

/** A keyper gave no answer, or none that makes sense. */
export class KeyperSilent extends WalrasError {
  constructor(url: string, given: string) {
    super("keyperSilent", `keyper at ${url}`, given, "what it signed of the slot");
  }
}

const bytes = (length: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * length}}$`))
    .transform((hex) => hexToBytes(hex));
export const SIGNED_ANSWER = z.object({
  root: bytes(32),
  parent: z.int().min(0).max(MAX_SLOT),
  signature: bytes(65),
});
const FAILURE = z.object({ error: z.object({ number: z.int(), message: z.string() }) });

/** What the keyper says that it signed of a slot; undefined if nothing. Throws KeyperSilent. */
export async function askKeyper(url: string, slot: number): Promise<SignedLink | undefined> {
  const { status, text } = await post(url, JSON.stringify({ slot }));
  const value = json(text);
  if (status === 200) {
    const link = SIGNED_ANSWER.safeParse(value);
    if (link.success) return link.data;
    throw new KeyperSilent(url, "an answer of another form");
  }
  const failure = FAILURE.safeParse(value).data?.error;
  if (failure?.number === NOT_CERTIFIED) return undefined;
  throw new KeyperSilent(url, `status ${status}: ${failure?.message ?? "no reason"}`);
}

async function post(url: string, body: string): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(new URL(SIGNED_PATH, url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > MAX_ANSWER_BYTES) throw new KeyperSilent(url, "a longer answer than any");
      parts.push(part);
    }
    return { status: response.status, text: Buffer.concat(parts).toString() };
  } catch (error) {
    if (error instanceof KeyperSilent) throw error;
    throw new KeyperSilent(url, reasonOf(error));
  }
}

/** What fetch throws hides the reason in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
