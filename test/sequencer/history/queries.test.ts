import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { QUERIES } from "../../../sequencer/history/queries.ts";
import { HISTORY_TABLES } from "../../../sequencer/history/tables.ts";

let database: Sqlite.Database;
beforeAll(() => {
  database = new Sqlite(":memory:");
  database.exec(HISTORY_TABLES);
});
afterAll(() => database.close());

interface Plan {
  readonly detail: string;
}

const planOf = (sql: string): string[] => {
  const values = Array(sql.split("?").length - 1).fill(1);
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as Plan[];
  return plan.map(({ detail }) => detail);
};

describe("how SQLite goes about a question of the history", () => {
  test.each(Object.entries(QUERIES))("%s: by an index", (_, sql) => {
    const plan = planOf(sql);
    expect(plan.length).toBeGreaterThan(0);
    expect(plan.filter((step) => step.startsWith("SCAN"))).toEqual([]);
    expect(plan.some((step) => step.startsWith("SEARCH"))).toBe(true);
  });

  // Sorting reads all rows of an answer before it gives the first.
  test.each(Object.entries(QUERIES).filter(([, sql]) => sql.includes("LIMIT")))(
    "%s: in the order of that index",
    (_, sql) => {
      expect(planOf(sql).filter((step) => step.includes("TEMP B-TREE"))).toEqual([]);
    },
  );

  test("a question without an index is found out", () => {
    expect(planOf("SELECT id FROM event WHERE lots = ?").join()).toContain("SCAN");
  });
});
