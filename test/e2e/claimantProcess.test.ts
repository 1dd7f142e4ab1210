import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { headLine } from "../../claimant/receipts/file.ts";

/** What `walras claim`, `exit` and `receipt check` say of arguments that cannot be, before any L1 is asked. */

const LAUNCHER = fileURLToPath(new URL("../../bin/walras.js", import.meta.url));
const ADDRESS = `0x${"11".repeat(20)}`;
/** Nobody listens there. */
const RPC = "http://127.0.0.1:1";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "walras-test-"));
  writeFileSync(join(folder, "no.key"), "0x12");
  writeFileSync(join(folder, "torn.ndjson"), `${headLine({ chainId: 1, settlement: ADDRESS })}\n{`);
  writeFileSync(
    join(folder, "good.ndjson"),
    headLine({ chainId: 1, settlement: `0x${"22".repeat(20)}` }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const WHERE = ["--rpc", RPC, "--settlement", ADDRESS];

test.each<[string, string, string[]]>([
  ["a claim without a database", "--db", ["claim", ...WHERE, "--key-file", "no.key"]],
  [
    "a claim with a key that is none",
    "expected a private key",
    ["claim", ...WHERE, "--db", "c.db", "--key-file", "no.key"],
  ],
  ["an exit of nobody", "--everybody", ["exit", ...WHERE, "--dry-run"]],
  [
    "an exit of two parties",
    "name one of",
    ["exit", ...WHERE, "--dry-run", "--account", "1", "--everybody"],
  ],
  ["an exit that neither sends nor not", "--dry-run", ["exit", ...WHERE, "--account", "1"]],
  ["an account beyond the last", "whole number", ["exit", ...WHERE, "--account", "16777216"]],
  ["receipts that are not there", "ENOENT", ["receipt", "check", "none.ndjson", ...WHERE]],
  ["receipts cut short", "line 2 of the receipts", ["receipt", "check", "torn.ndjson", ...WHERE]],
  [
    "a slash without a key",
    "go together",
    ["receipt", "check", "good.ndjson", ...WHERE, "--slash"],
  ],
  [
    "a certificate without a slot",
    "SLOT:PARENT:ROOT:CERTIFICATE",
    ["receipt", "check", "good.ndjson", ...WHERE, "--certificate", "0x12"],
  ],
  [
    "a keyper without an address",
    "an address such as",
    ["receipt", "check", "good.ndjson", ...WHERE, "--keyper", RPC, "--keyper", "3"],
  ],
])("%s: 2, and what was expected", (_what, said, args) => {
  const ended = spawnSync(process.execPath, [LAUNCHER, ...args], { cwd: folder, encoding: "utf8" });
  expect(ended.stderr).toContain(said);
  expect(ended.status).toBe(2);
});
