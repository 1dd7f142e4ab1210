// `npm run fuzz:challenge [-- COUNT]`: challenges honest claims COUNT times, a million unless told, with proofs spoiled at
// random; fails at the first that is accepted. WALRAS_SEED repeats a run.
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";

const BATCH = 50_000;
const count = Number(process.argv[2] ?? "1000000");
if (!Number.isSafeInteger(count) || count < 1) {
  throw new RangeError(`count: got ${process.argv[2]}, expected a positive integer`);
}
const seed = Number(process.env.WALRAS_SEED ?? randomInt(2 ** 31));
console.log(`${count} challenges of honest claims, WALRAS_SEED=${seed}`);
for (let done = 0, batch = 0; done < count; batch++) {
  const size = Math.min(BATCH, count - done);
  const { status } = spawnSync(
    process.execPath,
    ["scripts/forge.js", "test", "--match-contract", "HonestTest", "-vv"],
    {
      stdio: "inherit",
      env: {
        ...process.env,
        WALRAS_CHALLENGES: String(size),
        WALRAS_SEED: String(seed + batch * 2 ** 32),
      },
    },
  );
  if (status !== 0) {
    console.error(`failed in the batch of seed ${seed + batch * 2 ** 32}`);
    process.exit(1);
  }
  done += size;
  console.log(`${done} of ${count} refused, as they must be`);
}
