import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeStream, type Workload } from "./w1.ts";

/** Path of a frozen stream in a folder; it is made if it is not there. Its SHA-256 must be the stated one. */
export function frozenStream(folder: string, workload: Workload): string {
  const file = join(folder, `${workload.name}.bin`);
  if (existsSync(file) && sha256(readFileSync(file)) === workload.sha256) return file;
  const bytes = new Uint8Array(makeStream(workload).buffer);
  const made = sha256(bytes);
  if (made !== workload.sha256)
    throw new RangeError(`${workload.name}: SHA-256 ${made}, expected ${workload.sha256}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.new`, bytes);
  renameSync(`${file}.new`, file);
  return file;
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");
