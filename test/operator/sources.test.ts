import solc from "solc";
import { describe, expect, test } from "vitest";
import { fraudProofBytecode, fraudProofRuntime } from "#l1/generated/fraudProof";
import { misconductBytecode, misconductRuntime } from "#l1/generated/misconduct";
import { settlementBytecode } from "#l1/generated/settlement";
import { COMPILER, type ContractName, compilerInput } from "../../operator/deploy/sources.ts";

interface Compiled {
  readonly evm: {
    readonly bytecode: { readonly object: string };
    readonly deployedBytecode: { readonly object: string };
  };
}

/** What L1 runs; Settlement's runtime follows from its creation code, which is compared. */
const DEPLOYED: Readonly<Record<ContractName, readonly [creation: string, runtime?: string]>> = {
  Settlement: [settlementBytecode],
  FraudProof: [fraudProofBytecode, fraudProofRuntime],
  Misconduct: [misconductBytecode, misconductRuntime],
};

describe("the input that explorers verify sources by", () => {
  test.each(Object.keys(DEPLOYED) as ContractName[])(
    "%s compiles to the code that is deployed, byte for byte",
    (name) => {
      expect(solc.version()).toContain(COMPILER);
      const output: { contracts: Record<string, Record<string, Compiled>> } = JSON.parse(
        solc.compile(JSON.stringify(compilerInput(name))),
      );
      const compiled = output.contracts[`contracts/${name}.sol`]?.[name];
      const [creation, runtime] = DEPLOYED[name];
      expect(`0x${compiled?.evm.bytecode.object}`).toBe(creation);
      if (runtime !== undefined) {
        expect(`0x${compiled?.evm.deployedBytecode.object}`).toBe(runtime);
      }
    },
    300_000,
  );

  test("holds only what the contract needs, by names without this machine in them", () => {
    const names = Object.keys(compilerInput("Misconduct").sources);
    expect(names.length).toBeGreaterThan(10);
    for (const name of names)
      expect(name).toMatch(/^(contracts|node_modules\/@openzeppelin\/contracts)\/[\w/.]+\.sol$/);
    expect(names).not.toContain("contracts/FraudProof.sol");
  });
});
