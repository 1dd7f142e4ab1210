import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { sha256 } from "../matching/streams.ts";
import { type Flow, textOf } from "./flows.ts";

/** Path of a flow's file in a folder; it is made from W1's words if it is not there. Its SHA-256 must be the stated one. */
export function flowFile(folder: string, flow: Flow, words: Uint32Array): string {
  const file = join(folder, `${flow.name}.${flow.isArray ? "json" : "ndjson"}`);
  if (existsSync(file) && sha256(readFileSync(file)) === flow.sha256) return file;
  mkdirSync(folder, { recursive: true });
  const made = write(`${file}.new`, textOf(flow, words));
  if (made !== flow.sha256)
    throw new RangeError(`${flow.name}: SHA-256 ${made}, expected ${flow.sha256}`);
  renameSync(`${file}.new`, file);
  return file;
}

/** Writes a text and returns its SHA-256. */
function write(file: string, pieces: Iterable<string>): string {
  const hash = createHash("sha256");
  const target = openSync(file, "w");
  for (const piece of pieces) {
    hash.update(piece);
    writeSync(target, piece);
  }
  closeSync(target);
  return hash.digest("hex");
}
