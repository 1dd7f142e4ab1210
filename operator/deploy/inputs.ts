import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Abi, encodeAbiParameters, type Hex } from "viem";
import { abiDeployment } from "#l1/deploy";
import { fraudProofAbi } from "#l1/generated/fraudProof";
import { misconductAbi } from "#l1/generated/misconduct";
import { settlementAbi } from "#l1/generated/settlement";
import type { Deployment } from "#protocol/config";
import type { Manifest } from "./manifest.ts";
import { COMPILER, CONTRACTS, type ContractName, compilerInput, entryOf } from "./sources.ts";

/** What an explorer asks for beside the compiler's input. */
export interface VerificationNote {
  readonly address: Hex;
  readonly contract: string;
  readonly compiler: string;
  /** ABI-encoded, without 0x, as explorers take it. */
  readonly constructorArguments: string;
}

const ABI: Readonly<Record<ContractName, Abi>> = {
  Settlement: settlementAbi,
  FraudProof: fraudProofAbi,
  Misconduct: misconductAbi,
};

/** Of one contract of a deployment. */
export function noteOf(
  name: ContractName,
  manifest: Manifest,
  deployment: Deployment,
): VerificationNote {
  const { settlement, challenger, misconduct, genesisRoot } = manifest;
  const parameters = abiDeployment(deployment);
  const [address, args] = {
    Settlement: [settlement, [parameters, challenger, misconduct, genesisRoot]] as const,
    FraudProof: [challenger, [settlement]] as const,
    Misconduct: [misconduct, [settlement, parameters]] as const,
  }[name];
  const creation = ABI[name].find((entry) => entry.type === "constructor");
  const encoded = encodeAbiParameters(creation?.inputs ?? [], args as readonly unknown[]);
  return {
    address,
    contract: entryOf(name),
    compiler: COMPILER,
    constructorArguments: encoded.slice(2),
  };
}

/** Writes, for each contract, the compiler's standard JSON and NAME.verify.json. Throws SourcesMissing. */
export function writeInputs(folder: string, manifest: Manifest, deployment: Deployment): void {
  mkdirSync(folder, { recursive: true });
  for (const name of CONTRACTS) {
    const write = (file: string, value: unknown): void =>
      writeFileSync(join(folder, file), `${JSON.stringify(value, null, 1)}\n`);
    write(`${name}.json`, compilerInput(name));
    write(`${name}.verify.json`, noteOf(name, manifest, deployment));
  }
}
