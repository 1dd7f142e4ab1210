/** secp256k1's equation on plain integers, to find coordinates on and off the curve without its libraries. */

const FIELD = 2n ** 256n - 2n ** 32n - 977n;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % FIELD;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % FIELD;
    square = (square * square) % FIELD;
  }
  return result;
}

/** Whether some y has y² = x³ + 7; x below the field's size. */
export function isOnCurve(x: bigint): boolean {
  return power(x ** 3n + 7n, (FIELD - 1n) / 2n) !== FIELD - 1n;
}

/** The least x ≥ from on the curve. */
export function onCurveFrom(from: bigint): bigint {
  let x = from;
  while (!isOnCurve(x)) x += 1n;
  return x;
}

/** The least x ≥ from off the curve. */
export function offCurveFrom(from: bigint): bigint {
  let x = from;
  while (isOnCurve(x)) x += 1n;
  return x;
}
