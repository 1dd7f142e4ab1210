import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { WalrasError } from "#protocol/errors";

/**
 * The inputs by which block explorers compile the contracts again: the Solidity compiler's standard JSON, with the settings of
 * foundry.toml and exactly the files that a contract needs.
 */

/** The sources are not where this program was installed from. */
export class SourcesMissing extends WalrasError {
  constructor(path: string) {
    super("sourcesMissing", "Solidity source", path, "a file of the repository, after npm ci");
  }
}

export const CONTRACTS = ["Settlement", "FraudProof", "Misconduct"] as const;
export type ContractName = (typeof CONTRACTS)[number];

/** The compiler that package.json pins. */
export const COMPILER = "0.8.37";

const PROFILES: Readonly<Record<ContractName, { readonly viaIR: boolean; readonly runs: number }>> =
  {
    Settlement: { viaIR: true, runs: 1 },
    FraudProof: { viaIR: true, runs: 1_000 },
    Misconduct: { viaIR: false, runs: 200 },
  };

const OPENZEPPELIN = "@openzeppelin/contracts/";
const REMAPPED = `node_modules/${OPENZEPPELIN}`;

/** The compiler's standard JSON input. */
export interface CompilerInput {
  readonly language: "Solidity";
  readonly sources: Readonly<Record<string, { readonly content: string }>>;
  readonly settings: object;
}

/** The file and contract that an explorer asks for. */
export const entryOf = (name: ContractName): string => `contracts/${name}.sol:${name}`;

/**
 * @param root folder that holds contracts/ and node_modules/
 * @throws SourcesMissing
 */
export function compilerInput(name: ContractName, root: string = repository()): CompilerInput {
  const { viaIR, runs } = PROFILES[name];
  return {
    language: "Solidity",
    sources: sourcesOf(`contracts/${name}.sol`, root),
    settings: {
      remappings: [`${OPENZEPPELIN}=${REMAPPED}`],
      optimizer: { enabled: true, runs },
      viaIR,
      evmVersion: "prague",
      metadata: { bytecodeHash: "none", appendCBOR: false },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode", "evm.deployedBytecode"] } },
    },
  };
}

/** The nearest folder above this file that holds the contracts. */
function repository(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "contracts/Settlement.sol"))) {
    const above = dirname(folder);
    if (above === folder) throw new SourcesMissing("contracts/Settlement.sol");
    folder = above;
  }
  return folder;
}

/** A file and all that it imports, by name. */
function sourcesOf(entry: string, root: string): Record<string, { content: string }> {
  const found = new Map<string, string>();
  const waiting = [entry];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    const path = join(root, name);
    if (!existsSync(path)) throw new SourcesMissing(name);
    const content = readFileSync(path, "utf8");
    found.set(name, content);
    waiting.push(...importsIn(name, content));
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, content]) => [name, { content }]));
}

function importsIn(name: string, content: string): string[] {
  const statements = content.matchAll(/^import\s+(?:[^"';]*?\bfrom\s*)?["']([^"']+)["']\s*;/gm);
  return [...statements].map(([, specifier = ""]) => {
    if (specifier.startsWith(".")) return posix.join(posix.dirname(name), specifier);
    return specifier.startsWith(OPENZEPPELIN) ? `node_modules/${specifier}` : specifier;
  });
}
