import { describe, expect, test } from "vitest";
import { ConfigError, parseConfig } from "../../sequencer/config.ts";

function faultsOf(settings: unknown): string[] {
  try {
    parseConfig(settings);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ setting }) => setting);
    throw error;
  }
  return [];
}

describe("settings", () => {
  test("need only the database", () => {
    const config = parseConfig({ database: "a.db" });
    expect(config).toMatchObject({ database: "a.db", createDatabase: false, confirmations: 0 });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test("report every fault at once", () => {
    const faults = faultsOf({
      database: "",
      confirmations: -1,
      pollMs: 0.5,
      createDatabase: "yes",
    });
    expect(faults.sort((a, b) => a.localeCompare(b))).toEqual([
      "confirmations",
      "createDatabase",
      "database",
      "pollMs",
    ]);
  });

  test("refuse names that do not exist, and what is no object", () => {
    expect(faultsOf({ database: "a.db", pollSeconds: 1 })).toHaveLength(1);
    expect(faultsOf(undefined)).toEqual([""]);
  });

  test("say what was given and expected", () => {
    expect(() => parseConfig({ database: "a.db", guardMs: 70_000 })).toThrow(/guardMs.*60000/);
  });

  test.each([
    ["confirmations", -1, 1_001],
    ["pollMs", 0, 60_001],
    ["guardMs", -1, 60_001],
    ["l1PatienceMs", 0, 3_600_001],
    ["retryMs", 0, 60_001],
    ["maxClaimSlots", 0, 100_001],
    ["keyLeadSlots", 0, 1_025],
    ["maxPendingEnvelopes", 0, 100_001],
    ["chunksPerTurn", 0, 10_001],
  ])("%s is bounded", (setting, low, high) => {
    expect(faultsOf({ database: "a.db", [setting]: low })).toEqual([setting]);
    expect(faultsOf({ database: "a.db", [setting]: high })).toEqual([setting]);
    expect(faultsOf({ database: "a.db", [setting]: low + 1 })).toEqual([]);
    expect(faultsOf({ database: "a.db", [setting]: high - 1 })).toEqual([]);
  });
});
