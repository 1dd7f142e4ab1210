import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Hex } from "viem";
import { z } from "zod";
import type { Deployment } from "#protocol/config";
import { OperatorConfigError } from "../config/faults.ts";
import { type DeploymentJson, jsonOf } from "./json.ts";

/** deployment.json: what a deployment came to, for programs and for people. */
export interface Manifest {
  readonly chainId: number;
  readonly settlement: Hex;
  /** FraudProof. */
  readonly challenger: Hex;
  readonly misconduct: Hex;
  readonly genesisRoot: Hex;
  /** Block of L1 that Settlement was made in: where to follow it from. */
  readonly block: number;
  readonly deployer: Hex;
  readonly transactions: {
    readonly settlement: Hex;
    readonly fraudProof: Hex;
    readonly misconduct: Hex;
  };
  readonly parameters: DeploymentJson;
}

export function manifestOf(found: Omit<Manifest, "parameters">, deployment: Deployment): Manifest {
  return { ...found, parameters: jsonOf(deployment) };
}

/** Writes it whole or not at all. */
export function writeManifest(path: string, manifest: Manifest): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

const pointer = z.object({
  chainId: z.int().min(1),
  settlement: z.string().regex(/^0x[0-9a-f]{40}$/),
});

/**
 * The part of a manifest by which programs find the deployment.
 * @throws OperatorConfigError where it cannot be read or is another chain's
 */
export function readManifest(path: string, chainId: number): { readonly settlement: Hex } {
  const fail = (given: unknown, expected = "the file that `walras deploy` wrote"): never => {
    throw new OperatorConfigError(path, [{ path: "l1.deployment", given, expected }]);
  };
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
  const parsed = pointer.safeParse(json);
  if (!parsed.success) return fail("other contents");
  if (parsed.data.chainId !== chainId) fail(`chain ${parsed.data.chainId}`, `chain ${chainId}`);
  return { settlement: parsed.data.settlement as Hex };
}
