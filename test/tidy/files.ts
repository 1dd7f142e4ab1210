import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Every file that is, or would be, committed: paths relative to the repository, with forward slashes. */
export const files: readonly string[] = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "-z"],
  { cwd: root, encoding: "utf8" },
)
  .split("\0")
  .filter((path) => path !== "" && existsSync(root + path))
  .sort();

export function read(path: string): string {
  return readFileSync(root + path, "utf8");
}

export function isVendored(path: string): boolean {
  return path.startsWith("lib/");
}

export function isGenerated(path: string): boolean {
  return path.includes("/generated/") || path.startsWith("test/vectors/");
}

export function isTest(path: string): boolean {
  return path.startsWith("test/");
}

const BINARY = /\.(png|jpg|ico|woff2|wasm|gz)$/;

/** Files that people write and read. */
export const ownText: readonly string[] = files.filter(
  (path) =>
    !(isVendored(path) || isGenerated(path) || BINARY.test(path)) && path !== "package-lock.json",
);

export const typescript: readonly string[] = files.filter((path) => /\.tsx?$/.test(path));
export const solidity: readonly string[] = files.filter(
  (path) => path.endsWith(".sol") && !isVendored(path),
);
