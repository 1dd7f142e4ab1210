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
