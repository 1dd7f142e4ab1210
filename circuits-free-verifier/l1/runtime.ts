import type { Hex } from "viem";

/**
 * The code of a deployed contract.
 * @param zeroed its code with immutables zero
 * @param places of each immutable, in the order of declaration: the bytes at which it stands
 * @param values of the immutables, as hex of any length
 */
export function runtimeOf(
  zeroed: Hex,
  places: readonly (readonly number[])[],
  values: readonly Hex[],
): Hex {
  let code = zeroed.slice(2);
  for (const [n, starts] of places.entries()) {
    const word = (values[n] ?? "0x").slice(2).toLowerCase().padStart(64, "0");
    for (const start of starts) {
      code = code.slice(0, 2 * start) + word + code.slice(2 * start + 64);
    }
  }
  return `0x${code}`;
}
