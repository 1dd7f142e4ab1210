import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { createMetrics } from "../../sequencer/api/metrics.ts";
import { FakeExchange } from "../sequencer/api/socket/fakeExchange.ts";
import { EXAMPLES } from "./files.ts";

const alerts = readFileSync(join(EXAMPLES, "alerts.yml"), "utf8");
const dashboard = readFileSync(join(EXAMPLES, "grafana.json"), "utf8");
const root = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const runbook = readFileSync(root("RUNBOOK.md"), "utf8");

/** Names that the server tells, with what Prometheus makes of a histogram. */
const told = new Set<string>();
beforeAll(async () => {
  const fake = new FakeExchange();
  const metrics = createMetrics({ exchange: fake.exchange, version: "1", now: () => fake.nowMs });
  for (const [, name = "", kind] of (await metrics.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    told.add(name);
    if (kind === "histogram")
      for (const part of ["bucket", "sum", "count"]) told.add(`${name}_${part}`);
  }
  metrics.stop();
});

const namesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\bwalras_[a-z0-9_]+/g)].map(([name]) => name)),
];

/** Anchors that the page's headings have. */
const anchors = new Set(
  [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  ),
);

describe("what is watched", () => {
  test("is told by the server: every figure of the alert rules and of the dashboard", () => {
    for (const text of [alerts, dashboard]) {
      const names = namesIn(text);
      expect(names.length).toBeGreaterThan(10);
      expect(names.filter((name) => !told.has(name))).toEqual([]);
    }
  });

  test("is all there is: no figure of the server is on neither", () => {
    const watched = new Set([...namesIn(alerts), ...namesIn(dashboard)]);
    const base = [...told].filter((name) => !/_(bucket|sum|count)$/.test(name));
    expect(base.filter((name) => !watched.has(name) && !watched.has(`${name}_bucket`))).toEqual([]);
  });
});

describe("the runbook", () => {
  test("says of every alarm what it means, where the alarm points", () => {
    const rules = [...alerts.matchAll(/alert: (\w+)[\s\S]*?runbook: RUNBOOK\.md#(\S+)/g)];
    expect(rules.length).toBeGreaterThan(15);
    for (const [, name = "", anchor = ""] of rules) {
      expect(anchor).toBe(name.toLowerCase());
      expect(anchors).toContain(anchor);
    }
  });

  test("says of every kind of status what it means", () => {
    const source = readFileSync(root("sequencer/status.ts"), "utf8");
    const kinds = [...source.matchAll(/readonly kind: "(\w+)"/g)].map(([, kind = ""]) => kind);
    expect(kinds.length).toBeGreaterThan(10);
    for (const kind of kinds) expect(runbook).toContain(`\n### ${kind}\n`);
  });

  test("links to headings and files that exist", () => {
    for (const [, target = ""] of runbook.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith("#")) expect(anchors).toContain(target.slice(1));
      else expect(() => readFileSync(root(target.split("#")[0] ?? ""))).not.toThrow();
    }
  });
});
