import { loadCrypto } from "../circuits-free-verifier/crypto/load.ts";
import { loadGroup } from "../circuits-free-verifier/crypto/loadGroup.ts";
import { createPureGroup } from "../circuits-free-verifier/crypto/pureGroup.ts";
import { benchKeyGeneration } from "./keyGeneration.ts";
import { benchRelease } from "./release.ts";

/** `npm run bench:keypers [-- --json]`: what a committee costs, asserted here and never in a timed test. */

const MOST_MS_PER_SLOT_KEY = 20;
const MOST_MS_TO_OPEN = 150;
const FALLBACK_SLOTS = 16;
const SLOTS = 21;

const json = process.argv.includes("--json");
const crypto = await loadCrypto();
const group = await loadGroup();
benchKeyGeneration(crypto, group, 5, 3, FALLBACK_SLOTS);
const generation = [
  benchKeyGeneration(crypto, group, 5, 3),
  benchKeyGeneration(crypto, group, 7, 5),
  benchKeyGeneration(crypto, createPureGroup(), 5, 3, FALLBACK_SLOTS),
];
const release = await benchRelease(crypto, group, 5, 3, SLOTS);
const met =
  (generation[0]?.msPerSlotKey ?? 0) <= MOST_MS_PER_SLOT_KEY && release.bothMs <= MOST_MS_TO_OPEN;

if (json) {
  process.stdout.write(`${JSON.stringify({ generation, release, met })}\n`);
} else {
  console.log("Key generation, one core, of one keyper");
  console.table(
    generation.map((r) => ({
      arithmetic: r.group,
      keypers: r.keypers,
      threshold: r.threshold,
      slots: r.slots,
      "ms/slot key": r.msPerSlotKey.toFixed(2),
      "kB said": Math.round(r.bytesPerKeyper / 1_000),
    })),
  );
  console.log("Certificate and key of a slot, keypers in processes of their own");
  console.table([
    {
      keypers: release.keypers,
      envelopes: release.envelopes,
      slots: release.slots,
      "certify ms": release.certifyMs.toFixed(1),
      "release ms": release.releaseMs.toFixed(1),
      "both ms": release.bothMs.toFixed(1),
      "worst ms": release.worstBothMs.toFixed(1),
    },
  ]);
  console.log(met ? "Both figures are met." : "A figure is missed.");
}
process.exitCode = met ? 0 : 1;
