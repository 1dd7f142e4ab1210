// Completes package-lock.json: names the optional packages of other platforms that a registry mirror did not offer,
// because `npm ci` refuses a lockfile without them although it would not install them. Run after adding a dependency.
import { readFileSync, writeFileSync } from "node:fs";

const OS = { android: "android", darwin: "darwin", linux: "linux", win32: "win32" };
const CPU = { amd64: "x64", arm64: "arm64", x64: "x64" };

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const packages = lock.packages;

for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const parts = name.split("-");
    const os = parts.map((part) => OS[part]).find(Boolean);
    const cpu = parts.map((part) => CPU[part]).find(Boolean);
    const known = packages[`node_modules/${name}`] ?? packages[`${path}/node_modules/${name}`];
    if (known !== undefined || os === undefined || cpu === undefined) continue;
    packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(entry.dev ? { dev: true } : {}),
      ...(name.endsWith("-musl") ? { libc: ["musl"] } : {}),
      optional: true,
      os: [os],
    };
    console.log(`added ${name}@${version} for ${os} ${cpu}`);
  }
}

const sorted = Object.keys(packages).sort((a, b) => a.localeCompare(b, "en"));
lock.packages = Object.fromEntries(sorted.map((path) => [path, packages[path]]));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
