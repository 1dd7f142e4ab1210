import { getAddress, isAddress } from "viem";
import { z } from "zod";
import { type Decimal, readDecimal, scaled } from "./decimal.ts";

/** Settings as people write them, each read to one exact value. Messages say what is expected. */

const ETHER_PLACES = 18;
const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };
const DURATION = 'a duration, such as "7d", "1h30m" or 90 (seconds)';

/** Seconds of "7d", "1h30m" or a whole number; undefined for anything else. */
export function readDuration(given: string | number): number | undefined {
  if (typeof given === "number")
    return Number.isSafeInteger(given) && given >= 0 ? given : undefined;
  if (!/^(\d{1,9}[dhms])+$/.test(given)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of given.matchAll(/(\d+)([dhms])/g))
    seconds += Number(count) * (UNITS[unit ?? ""] ?? 0);
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** Seconds. */
export const duration = z
  .union([z.string(), z.number()], { error: DURATION })
  .transform((given, context) => exact(readDuration(given), context, DURATION));

const DECIMAL = 'a decimal in quotes, such as "0.001"';

/** Exact, above zero where `positive`. In quotes, because a TOML float is not the decimal that was written. */
export const decimal = (positive: boolean) =>
  z.string({ error: DECIMAL }).transform((text, context): Decimal => {
    const read = readDecimal(text);
    const good = read !== undefined && !(positive && read.digits === 0n) ? read : undefined;
    return exact(good, context, positive ? `${DECIMAL}, above zero` : DECIMAL);
  });

const ETHER = 'an amount of ETH in quotes with at most 18 decimals, such as "1.5"';

/** Wei. */
export const ether = z.string({ error: ETHER }).transform((text, context): bigint => {
  const read = readDecimal(text);
  return exact(read === undefined ? undefined : scaled(read, ETHER_PLACES), context, ETHER);
});

const ADDRESS = "an address: 0x and 40 hex digits; the example's placeholders are yours to fill in";
const CHECKSUM = "an address whose capitals are its checksum (EIP-55), or one in lower case";

/** Lower case. Where it has capitals they must be its checksum. */
export const address = z.string({ error: ADDRESS }).transform((text, context): string => {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return exact<string>(undefined, context, ADDRESS);
  const lower = text.toLowerCase();
  const checked = text === lower || (isAddress(text) && getAddress(lower) === text);
  return exact(checked ? lower : undefined, context, CHECKSUM);
});

export const httpUrl = z
  .string({ error: "an address such as http://127.0.0.1:8545" })
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    error: "an address such as http://127.0.0.1:8545",
  });

/** Path of a file; a relative one counts from the folder of the file that it is written in. */
export const file = z.string({ error: "the path of a file" }).min(1, "the path of a file");

export const whole = (least: number, most: number) =>
  z
    .int({ error: `a whole number of ${least} … ${most}` })
    .min(least, `a whole number of ${least} … ${most}`)
    .max(most, `a whole number of ${least} … ${most}`);

function exact<T>(value: T | undefined, context: z.RefinementCtx, expected: string): T {
  if (value !== undefined) return value;
  context.addIssue({ code: "custom", message: expected });
  return z.NEVER;
}
