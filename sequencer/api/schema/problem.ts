import { z } from "zod";

/** RFC 9457, "Problem Details for HTTP APIs", with the protocol's numbered reasons. */
export const Problem = z.object({
  type: z.string().describe("urn:walras:problem: and the name of the kind."),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().describe("What was wrong, and what to do."),
  instance: z.string().describe("The request's id, as in the header x-request-id."),
  reason: z
    .int()
    .min(0)
    .max(255)
    .optional()
    .describe('Number of the refusal (PROTOCOL.md, "Outcome numbers").'),
  reasonName: z.string().optional(),
  errors: z
    .array(z.object({ where: z.string(), given: z.unknown(), expected: z.string() }))
    .max(64)
    .optional()
    .describe("Each fault of the request."),
});
