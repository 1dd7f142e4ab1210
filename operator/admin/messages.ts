import { z } from "zod";

/** What is said through the admin socket: one line of JSON each way. */

export const requestSchema = z.strictObject({
  do: z.literal("backup"),
  /** A folder that is made for it, absolute. */
  folder: z.string().startsWith("/").max(4_096),
});
export type AdminRequest = z.infer<typeof requestSchema>;

export const answerSchema = z.union([
  z.object({ ok: z.literal(true), files: z.array(z.string()) }),
  z.object({ ok: z.literal(false), why: z.string() }),
]);
export type AdminAnswer = z.infer<typeof answerSchema>;

/** A request or an answer is no longer than this. */
export const MOST_BYTES = 16_384;
