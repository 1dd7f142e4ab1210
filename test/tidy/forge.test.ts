import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { read } from "./files.ts";

const launcher = fileURLToPath(new URL("../../scripts/forge.js", import.meta.url));
const exitCode = (...args: string[]) => spawnSync(process.execPath, [launcher, ...args]).status;

describe("scripts/forge.js", () => {
  test("hands on Forge's exit code", () => {
    expect(exitCode("--version")).toBe(0);
    expect(exitCode("no-such-command")).not.toBe(0);
  });

  test("is the only way in which npm scripts start Forge", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read("package.json"));
    const direct = Object.entries(scripts).filter(([, line]) => /(^|[\s&])forge\s/.test(line));
    expect(direct).toEqual([]);
  });
});
