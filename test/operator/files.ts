import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Deployment } from "#protocol/config";
import { OperatorConfigError } from "../../operator/config/faults.ts";
import { readToml, type TomlFile } from "../../operator/config/toml.ts";

/** Files of an operator, for a test. */

export const EXAMPLES = fileURLToPath(new URL("../../examples/operator/", import.meta.url));

/** A folder that `clean` removes. */
export function scratch(): { readonly path: string; readonly clean: () => void } {
  const path = mkdtempSync(join(tmpdir(), "walras-operator-unit-"));
  return { path, clean: () => rmSync(path, { recursive: true }) };
}

/** A TOML file of this text. */
export function tomlOf(folder: string, text: string): TomlFile {
  const path = join(folder, "walras.toml");
  writeFileSync(path, text);
  return readToml(path);
}

/** The example with its placeholders filled in, each by another address. */
export function filledIn(text: string): string {
  let n = 0;
  return text.replace(/"fill in: ([^"]*)"/g, (_, what: string) => {
    n++;
    if (/node|HTTP/.test(what)) return `"http://127.0.0.1:${8_000 + n}"`;
    return `"0x${n.toString(16).padStart(40, "0")}"`;
  });
}

/** Paths of the faults that something throws; none if it does not. */
export function faultsIn(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof OperatorConfigError) return error.faults.map(({ path }) => path);
    throw error;
  }
  return [];
}

const party = (n: number): string => `0x${n.toString(16).padStart(40, "0")}`;

export const NOW = 1_800_000_000;

/** A deployment that L1 takes at `NOW`. */
export const goodDeployment: Deployment = {
  genesisTime: NOW + 60,
  interval: 10,
  stepsPerRoot: 16,
  sealDelay: 100,
  inboxDelay: 2,
  revealDelay: 100,
  challengeWindow: 200,
  sweepDelay: 300,
  freezeDelay: 900,
  exitDelay: 600,
  operationFee: 1_000,
  registrationFee: 1n,
  sequencerBond: 10n,
  keyperBond: 10n,
  claimantBond: 10n,
  dropFee: 10n,
  sequencer: party(1),
  operatorOwner: party(2),
  operatorSigner: party(3),
  keypers: [party(4), party(5), party(6)],
  threshold: 2,
  quorum: 3,
  assets: [
    { token: party(0), scale: 10n ** 9n },
    { token: party(0xff), scale: 1n },
  ],
  markets: [
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
  ],
};
