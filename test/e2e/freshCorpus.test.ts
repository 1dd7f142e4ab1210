import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Context } from "#protocol/stepTypes";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { corpus } from "../challenge/corpus.ts";
import { twins } from "../challenge/twins.ts";
import { Random, SEED, scaled, scaledTimeout } from "../reference/random.ts";
import { format, context as pureContext, type Vectors } from "../vectors/source.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Slots of one corpus: Forge reads it whole, so a long run draws many small ones. */
const EXTENT = { single: 20, whole: 6 };
const CASES = 400;

function write(file: string, vectors: Vectors): void {
  mkdirSync(`${root}.cache/fuzz`, { recursive: true });
  writeFileSync(`${root}.cache/fuzz/${file}`, format(vectors));
}

/** Exit code and output of the Solidity tests that read what was written. */
function runInSolidity(): { status: number | null; output: string } {
  const args = ["scripts/forge.js", "test", "--match-contract", "StepsTest|TwinsTest", "-vv"];
  const env = { ...process.env, WALRAS_FRESH: ".cache/fuzz" };
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    env,
    encoding: "utf8",
  });
  return { status, output: stdout };
}

describe(`inputs that no vector file holds (WALRAS_SEED=${SEED})`, () => {
  const rounds = scaled(1);
  test(
    `come to the same roots, verdicts and numbers in Solidity, in ${rounds} rounds`,
    async () => {
      const context: Context = { ...pureContext, crypto: await loadCrypto() };
      for (let round = 0; round < rounds; round++) {
        const [steps, chunks, calls] = [0, 1, 2].map((n) => new Random(SEED, 3 * round + n + 40));
        if (!(steps && chunks && calls)) throw new RangeError("three streams");
        write("steps.json", corpus(context, [steps, chunks], EXTENT));
        write("twins.json", twins(calls, context, CASES));
        expect(runInSolidity(), `round ${round}`).toMatchObject({ status: 0 });
      }
    },
    scaledTimeout(600_000),
  );
});
