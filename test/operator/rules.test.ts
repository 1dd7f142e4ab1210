import { describe, expect, test } from "vitest";
import { deploymentFaults } from "../../operator/deploy/rules.ts";
import { goodDeployment, NOW } from "./files.ts";
import { RULE_CASES } from "./ruleCases.ts";

describe("the rules of a deployment", () => {
  test.each(RULE_CASES)("$what", ({ deployment, path }) => {
    const faults = deploymentFaults(deployment, NOW);
    // What follows from the first, such as a quorum of nobody, may be told too.
    expect(faults[0]?.path).toBe(path);
  });

  test("name all that is wrong at once", () => {
    const faults = deploymentFaults(
      { ...goodDeployment, interval: 0, sealDelay: 0, quorum: 1, dropFee: 99n },
      NOW,
    );
    expect(faults.map(({ path }) => path)).toEqual([
      "deployment.interval",
      "deployment.sealDelay",
      "deployment.dropFee",
      "deployment.quorum",
    ]);
  });
});
