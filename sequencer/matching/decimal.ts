/**
 * Exact decimals. A value is a whole number of units of 10^−places, read from its digits; no binary floating point is
 * involved.
 */

/** Longest text of a number. */
const MAX_DIGITS = 64;

export type DecimalReading =
  | { readonly ok: true; readonly units: number }
  | { readonly ok: false; readonly expected: string };

const GRAMMAR = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads a number as JSON writes it, exponents included, in units of 10^−places: 0 … 2^53−1 of them. Zeros behind the last
 * place are no decimals. What cannot be kept exactly is refused, never rounded.
 */
export function parseDecimal(text: string, places: number): DecimalReading {
  if (text.length > MAX_DIGITS) return refuse(`at most ${MAX_DIGITS} characters`);
  const match = GRAMMAR.exec(text);
  if (match === null) return refuse("a decimal number");
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  if (digits === "") return { ok: true, units: 0 };
  if (sign === "-") return refuse("0 or more");
  const significant = digits.replace(/0+$/, "");
  // digits = significant·10^(digits.length − significant.length), so the value in units is significant·10^shift.
  const shift = places + Number(exponent) - fraction.length + (digits.length - significant.length);
  if (shift < 0) return refuse(`at most ${places} decimals`);
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  const units = shift > MAX_DIGITS ? most + 1n : BigInt(significant) * 10n ** BigInt(shift);
  if (units > most) return refuse(`at most ${formatDecimal(most, places)}`);
  return { ok: true, units: Number(units) };
}

const refuse = (expected: string): DecimalReading => ({ ok: false, expected });

/** The shortest decimal that `parseDecimal` reads back; at least `least` decimals are shown. */
export function formatDecimal(units: number | bigint, places: number, least = 0): string {
  const value = BigInt(units);
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits
    .slice(digits.length - places)
    .replace(/0+$/, "")
    .padEnd(least, "0");
  return `${value < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
