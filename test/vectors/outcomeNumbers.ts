import { INVALID, OUTCOME, REFUSAL } from "#protocol/outcomes";
import type { Case, Vectors } from "./source.ts";

const rows = (group: string, table: Readonly<Record<string, number>>): Case[] =>
  Object.entries(table).map(([name, number]) => ({ number, name, group }));

export function outcomeNumbers(): Vectors {
  return {
    cases: [...rows("outcome", OUTCOME), ...rows("refusal", REFUSAL), ...rows("invalid", INVALID)],
  };
}
