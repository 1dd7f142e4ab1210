import { expect, test } from "vitest";
import { INVALID, OUTCOME, outcomeName, REFUSAL } from "#protocol/outcomes";
import { vectorsOf } from "./vectorFile.ts";

const { cases } = vectorsOf<{ cases: { number: number; name: string; group: string }[] }>(
  "outcomes.json",
);

test.each(cases)("$number is $name", ({ number, name, group }) => {
  const tables: Record<string, Record<string, number>> = {
    outcome: OUTCOME,
    refusal: REFUSAL,
    invalid: INVALID,
  };
  expect(tables[group]?.[name]).toBe(number);
  expect(outcomeName(number)).toBe(name);
});

test("every number has one name", () => {
  const numbers = [OUTCOME, REFUSAL, INVALID].flatMap((table) => Object.values<number>(table));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(cases.length).toBe(numbers.length);
  expect(outcomeName(999)).toBe("unknown(999)");
});
