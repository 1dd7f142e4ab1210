#!/usr/bin/env node
import { existsSync } from "node:fs";

const entry = new URL("../dist/cli/main.js", import.meta.url);

if (!existsSync(entry)) {
  console.error("walras is not built yet. Run `npm run build` in its directory, then try again.");
  process.exit(1);
}

const { main } = await import(entry.href);
await main(process.argv);
