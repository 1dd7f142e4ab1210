import type { AssetParams, Deployment, MarketParams } from "#protocol/config";
import type { Fault } from "../config/faults.ts";
import { deploymentFaults } from "./rules.ts";
import type { AssetSettings, DeploymentSettings, MarketSettings } from "./settings.ts";
import { assetOf, type Derived, marketOf, operationFeeOf } from "./units.ts";

export interface DeploymentTables {
  readonly deployment: DeploymentSettings;
  readonly assets: readonly AssetSettings[];
  readonly markets: readonly MarketSettings[];
}

/**
 * What the tables say as L1 takes it, checked by L1's own rules.
 * @param now unix seconds
 */
export function deploymentOf(tables: DeploymentTables, now: number): Derived<Deployment> {
  const faults: Fault[] = [...duplicateSymbols(tables.assets)];
  const take = <T>(derived: Derived<T>): T | undefined => {
    if ("value" in derived) return derived.value;
    faults.push(...derived.faults);
    return undefined;
  };
  const { assets: assetTables, markets: marketTables } = tables;
  const assets = assetTables.flatMap((asset, index): AssetParams[] => {
    const value = take(assetOf(index, asset));
    return value === undefined ? [] : [value];
  });
  const markets = marketTables.flatMap((market, index): MarketParams[] => {
    const value = take(marketOf(index, market, assetTables));
    return value === undefined ? [] : [value];
  });
  const { opensAt, opensIn, operationFee: feeText, ...rest } = tables.deployment;
  const [feeAsset] = assetTables;
  const operationFee = feeAsset === undefined ? undefined : take(operationFeeOf(feeText, feeAsset));
  const deployment: Deployment = {
    ...rest,
    genesisTime: opensAt ?? now + (opensIn ?? 0),
    operationFee: operationFee ?? 0,
    assets,
    markets,
  };
  const complete = assets.length === assetTables.length && markets.length === marketTables.length;
  const ruled = deploymentFaults(deployment, now);
  // Indices would name others than in the file.
  faults.push(...ruled.filter(({ path }) => complete || path.startsWith("deployment.")));
  return faults.length > 0 ? { faults } : { value: deployment };
}

function duplicateSymbols(assets: readonly AssetSettings[]): Fault[] {
  return assets.flatMap(({ symbol }, index) => {
    const first = assets.findIndex((other) => other.symbol === symbol);
    const path = `assets[${index}].symbol`;
    return first === index
      ? []
      : [{ path, given: symbol, expected: `another than assets[${first}]` }];
  });
}
