import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";

// A process that starts a devnet and ends in some way without stopping it.
const MODULE = new URL("../../dist/circuits-free-verifier/l1/devnet.js", import.meta.url);

test.each([
  ["it exits", "process.exit(0)"],
  ["it throws", "throw new RangeError('on purpose')"],
  ["it is asked to end", "process.kill(process.pid, 'SIGTERM')"],
  ["its terminal goes", "process.kill(process.pid, 'SIGHUP')"],
])("anvil ends with the process that started it: %s", async (_what, ending) => {
  const script = `
    import { startDevnet } from "${MODULE}";
    const { pid } = await startDevnet();
    process.stdout.write(String(pid), () => { ${ending} });
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.on("data", (data: Buffer) => {
    said += data.toString();
  });
  await new Promise((resolve) => child.once("close", resolve));
  const pid = Number(said);
  expect(pid).toBeGreaterThan(1);
  while (isAlive(pid)) await pause(20);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Ended, though whoever inherited it has not fetched its exit code yet.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
