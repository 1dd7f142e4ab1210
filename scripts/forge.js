// Runs Forge and ends with Forge's own exit code. The launcher in the npm package always ends with 0, which would let
// failing tests pass.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { arch, platform } from "node:process";

const cpu = arch === "x64" ? "amd64" : arch;
const suffix = platform === "win32" ? ".exe" : "";
const require = createRequire(
  createRequire(import.meta.url).resolve("@foundry-rs/forge/package.json"),
);
const binary = require.resolve(`@foundry-rs/forge-${platform}-${cpu}/bin/forge${suffix}`);

const { error, status, signal } = spawnSync(binary, process.argv.slice(2), { stdio: "inherit" });
if (error) throw error;
if (signal) console.error(`Forge was ended by ${signal}.`);
process.exit(status ?? 1);
