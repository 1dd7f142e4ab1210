import { expect, test } from "vitest";
import { Owners } from "../../../../sequencer/matching/formats/owners.ts";
import { Random, SEED } from "../../../reference/random.ts";

test(`every user has one number, however often they are met (WALRAS_SEED=${SEED})`, () => {
  const random = new Random(SEED, 0);
  const owners = new Owners();
  const numbers = new Map<string, number>();
  for (let n = 0; n < 20_000; n++) {
    const user = `${"ø".repeat(random.below(9))}${random.below(5_000)}`;
    const bytes = new TextEncoder().encode(`!${user}!`);
    const number = random.chance(50)
      ? owners.numberOf(user)
      : owners.numberOfBytes(bytes, 1, bytes.length - 1);
    expect(number).toBe(numbers.get(user) ?? number);
    numbers.set(user, number);
  }
  expect(new Set(numbers.values()).size).toBe(numbers.size);
  expect([...numbers.values()].every((number) => number > 0 && number < 2 ** 32)).toBe(true);
});
