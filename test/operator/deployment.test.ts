import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deployConfigOf } from "../../operator/deploy/config.ts";
import { deploymentOf } from "../../operator/deploy/deployment.ts";
import { deploymentFromJson, deploymentToJson, differences } from "../../operator/deploy/json.ts";
import { EXAMPLES, faultsIn, filledIn, goodDeployment, NOW, scratch, tomlOf } from "./files.ts";

let folder: ReturnType<typeof scratch>;
beforeEach(() => {
  folder = scratch();
});
afterEach(() => folder.clean());

const example = readFileSync(join(EXAMPLES, "walras.toml"), "utf8");

function derived(change: (text: string) => string = (text) => text) {
  return deploymentOf(deployConfigOf(tomlOf(folder.path, change(filledIn(example)))), NOW);
}

const paths = (change: (text: string) => string): string[] => {
  const result = derived(change);
  return "faults" in result ? result.faults.map(({ path }) => path) : [];
};

describe("what people write", () => {
  test("becomes the integers that L1 keeps", () => {
    const result = derived();
    if (!("value" in result)) throw new Error(JSON.stringify(result.faults));
    const { value } = result;
    expect(value).toMatchObject({
      genesisTime: NOW + 300,
      interval: 10,
      challengeWindow: 86_400,
      operationFee: 1_000,
      registrationFee: 10n ** 15n,
      sequencerBond: 10n ** 19n,
      assets: [{ scale: 10n ** 9n }, { scale: 1n }],
    });
    // 0.001 ETH are a million units; at 0.01 USD for one ETH they cost 10 millionths.
    expect(value.markets).toEqual([
      {
        base: 0,
        quote: 1,
        feeBps: 10,
        bandBps: 1_000,
        minLots: 1,
        baseUnit: 1_000_000,
        quoteUnit: 10,
        referenceTick: 200_000,
      },
    ]);
  });

  test("is refused where it is no whole number of units, and never rounded", () => {
    expect(paths((text) => text.replace('tickSize = "0.01"', 'tickSize = "0.0001"'))).toEqual([
      "markets[0].tickSize",
      "markets[0].referencePrice",
    ]);
    expect(
      paths((text) => text.replace('lotSize = "0.001"', 'lotSize = "0.0000000001"')),
    ).toContain("markets[0].lotSize");
    expect(paths((text) => text.replace('"2000" ', '"2000.001" '))).toEqual([
      "markets[0].referencePrice",
    ]);
    expect(
      paths((text) => text.replace('operationFee = "0.000001"', 'operationFee = "0.0000000001"')),
    ).toEqual(["deployment.operationFee"]);
    expect(paths((text) => text.replace('unit = "0.000001"', 'unit = "0.0000001"'))).toContain(
      "assets[1].unit",
    );
  });

  test("is refused where a market names what is not listed, or a symbol stands twice", () => {
    expect(paths((text) => text.replace('quote = "USD"', 'quote = "EUR"'))).toContain(
      "markets[0].quote",
    );
    expect(paths((text) => text.replace('symbol = "USD"', 'symbol = "ETH"'))).toContain(
      "assets[1].symbol",
    );
  });

  test("may name a moment with its zone instead", () => {
    const at = (moment: string) =>
      derived((text) => text.replace('opensIn = "5m"', `opensAt = ${moment}`));
    expect(at("2027-01-15T09:00:00+01:00")).toMatchObject({ value: { genesisTime: NOW } });
    expect(at(String(NOW))).toMatchObject({ value: { genesisTime: NOW } });
    for (const moment of ["2027-01-15T08:00:00", "2027-01-15", "1.5", '"soon"']) {
      expect(faultsIn(() => at(moment))).toEqual(["deployment.opensAt"]);
    }
    const neither = (): unknown => derived((text) => text.replace('opensIn = "5m"', ""));
    expect(faultsIn(neither)).toEqual(["deployment.opensAt"]);
  });
});

describe("the examples", () => {
  test.each(["walras.toml", "sepolia.toml"])("%s is refused until it is filled in", (name) => {
    const text = readFileSync(join(EXAMPLES, name), "utf8");
    const open = (text.match(/"fill in: /g) ?? []).length;
    const ofKeypers = (text.match(/keyper's HTTP address/g) ?? []).length;
    const faults = faultsIn(() => deployConfigOf(tomlOf(folder.path, text)));
    expect(faults).toHaveLength(open - ofKeypers);
    const filled = deployConfigOf(tomlOf(folder.path, filledIn(text)));
    expect(deploymentOf(filled, NOW)).toHaveProperty("value");
  });
});

describe("a deployment as text", () => {
  test("comes back as it was, wei and all", () => {
    expect(deploymentFromJson(deploymentToJson(goodDeployment))).toEqual(goodDeployment);
  });

  test("is compared parameter by parameter", () => {
    const other = { ...goodDeployment, quorum: 2, registrationFee: 2n };
    expect(differences(goodDeployment, goodDeployment)).toEqual([]);
    expect(differences(goodDeployment, other).sort((a, b) => (a < b ? -1 : 1))).toEqual([
      "quorum",
      "registrationFee",
    ]);
  });
});
