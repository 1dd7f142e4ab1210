import { InvalidArgumentError } from "commander";

/** Reads an option that is a whole number of `least` … `most`. */
export function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Expected a whole number of ${least} … ${most}.`);
    }
    return value;
  };
}

/** Reads an option that is an HTTP address. */
export function httpUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError("Expected an address such as http://127.0.0.1:8545.");
  }
  return text;
}

/** Reads an option that is an address on L1; lower case. */
export function address(text: string): string {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text))
    throw new InvalidArgumentError("Expected 0x and 40 hex digits.");
  return text.toLowerCase();
}
