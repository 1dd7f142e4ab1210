#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";

const entry = new URL("../dist/cli/main.js", import.meta.url);

if (!existsSync(entry)) {
  console.error("walras is not built yet. Run `npm run build` in its directory, then try again.");
  process.exit(1);
}

const { main } = await import(entry.href);
const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
await main(process.argv, manifest.version);
