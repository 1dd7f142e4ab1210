import { type L1Settings, l1Schema } from "../config/l1.ts";
import { Tables } from "../config/tables.ts";
import type { TomlFile } from "../config/toml.ts";
import type { DeploymentTables } from "./deployment.ts";
import {
  assetsSchema,
  type DeploySettings,
  deploymentSchema,
  deploySchema,
  marketsSchema,
} from "./settings.ts";

/** All that `walras deploy` reads of walras.toml. */
export interface DeployConfig extends DeploymentTables {
  readonly l1: L1Settings;
  readonly deploy: DeploySettings;
}

/** @throws OperatorConfigError naming every setting that cannot be read */
export function deployConfigOf(toml: TomlFile): DeployConfig {
  const tables = new Tables(toml);
  const l1 = tables.read("l1", l1Schema);
  const deploy = tables.read("deploy", deploySchema);
  const deployment = tables.read("deployment", deploymentSchema);
  const assets = tables.read("assets", assetsSchema, []);
  const markets = tables.read("markets", marketsSchema, []);
  tables.refuse();
  return { l1, deploy, deployment, assets, markets } as DeployConfig;
}
