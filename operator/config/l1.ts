import type { Hex } from "viem";
import { z } from "zod";
import { readManifest } from "../deploy/manifest.ts";
import { address, file, httpUrl, whole } from "./quantities.ts";
import type { TomlFile } from "./toml.ts";

/** The table [l1]. */
export const l1Schema = z.strictObject({
  /** HTTP address of a node. */
  rpc: httpUrl,
  /** Any other chain is refused. */
  chainId: whole(1, Number.MAX_SAFE_INTEGER),
  /** Where Settlement is; or else the file that `walras deploy` wrote. */
  settlement: address.optional(),
  deployment: file.default("deployment.json"),
});

export type L1Settings = z.output<typeof l1Schema>;

/** @throws OperatorConfigError where the deployment's file cannot be used or is another chain's */
export function settlementOf(settings: L1Settings, toml: TomlFile): Hex {
  if (settings.settlement !== undefined) return settings.settlement as Hex;
  return readManifest(toml.pathOf(settings.deployment), settings.chainId).settlement;
}
