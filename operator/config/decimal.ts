/** Decimals as people write them, exactly: digits · 10^−places. */
export interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

const MOST_DIGITS = 40;

/** Reads "12", "0.5" or "12.50"; undefined for anything else, signs and exponents included. */
export function readDecimal(text: string): Decimal | undefined {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  const [whole, fraction = ""] = [match?.[1], match?.[2]];
  if (whole === undefined || whole.length + fraction.length > MOST_DIGITS) return undefined;
  return { digits: BigInt(whole + fraction), places: fraction.length };
}

/** Such as "0.5": no zeros at the end. */
export function showDecimal({ digits, places }: Decimal): string {
  const text = digits.toString().padStart(places + 1, "0");
  const cut = text.length - places;
  const fraction = text.slice(cut).replace(/0+$/, "");
  return fraction === "" ? text.slice(0, cut) : `${text.slice(0, cut)}.${fraction}`;
}

/** a · 10^places where that is a whole number, else undefined. */
export function scaled(a: Decimal, places: number): bigint | undefined {
  return quotient(a, { digits: 1n, places });
}

/** a / b where that is a whole number, else undefined. `b` is not zero. */
export function quotient(a: Decimal, b: Decimal): bigint | undefined {
  const numerator = a.digits * 10n ** BigInt(b.places);
  const denominator = b.digits * 10n ** BigInt(a.places);
  return numerator % denominator === 0n ? numerator / denominator : undefined;
}

export const product = (a: Decimal, b: Decimal): Decimal => ({
  digits: a.digits * b.digits,
  places: a.places + b.places,
});
