import { z } from "zod";

/** Ranges of the whole numbers that arrive as text, in a path or a query; the document tells them as integers. */
const ranges = new WeakMap<object, { readonly least: number; readonly most: number }>();

/** A whole number written in decimal digits alone, within the range of `schema`. */
export function number(schema: z.ZodNumber) {
  const least = schema.minValue ?? 0;
  const most = schema.maxValue ?? Number.MAX_SAFE_INTEGER;
  const expected = `a whole number of ${least} … ${most}`;
  const made = z
    .string()
    .refine((text) => /^\d{1,16}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: expected,
    })
    .transform(Number)
    .describe(schema.description ?? "");
  ranges.set(made, { least, most });
  return made;
}

export const rangeOf = (
  schema: object,
): { readonly least: number; readonly most: number } | undefined => ranges.get(schema);
