import { describe, expect, test } from "vitest";
import { createLog, logStatus } from "../../../sequencer/api/log.ts";
import type { Status } from "../../../sequencer/status.ts";
import { StoreError } from "../../../storage/errors.ts";

const INFO = 30;
const WARN = 40;
const ERROR = 50;

function lineOf(status: Status): Record<string, unknown> {
  const lines: string[] = [];
  logStatus(createLog("debug", { write: (line) => lines.push(line) }), status);
  expect(lines.length).toBe(1);
  return JSON.parse(lines[0] ?? "") as Record<string, unknown>;
}

describe("what the sequencer says is one line", () => {
  test("with numbers of any size", () => {
    const line = lineOf({ kind: "sealed", slot: 7, gasUsed: 2n ** 60n, calldataBytes: 9 });
    expect(line).toMatchObject({
      level: INFO,
      kind: "sealed",
      slot: 7,
      gasUsed: "1152921504606846976",
      msg: "slot 7 sealed",
    });
    expect(line["time"]).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(line).not.toHaveProperty("pid");
  });

  test("at the level that it deserves", () => {
    const error = new StoreError("full", "the log", "a full disk", "room");
    const rows: readonly (readonly [Status, number])[] = [
      [{ kind: "trouble", what: "storing envelopes", error }, WARN],
      [{ kind: "halted", what: "executing", error }, ERROR],
      [{ kind: "lost", slot: 5, envelopes: 3 }, ERROR],
      [{ kind: "startedOver", slot: 5 }, ERROR],
      [{ kind: "foreignClaim", index: 2, author: "0x00", right: false }, WARN],
      [{ kind: "finalised", index: 2, gasUsed: 1n }, INFO],
    ];
    for (const [status, level] of rows) expect(lineOf(status)["level"], status.kind).toBe(level);
  });

  test("that names what failed", () => {
    const error = new Error("no answer");
    const line = lineOf({ kind: "trouble", what: "looking at L1", error });
    expect(line).toMatchObject({
      error: { name: "Error", message: "no answer" },
      msg: "looking at L1 failed and is tried again",
    });
  });

  test("without the password in a node's address", () => {
    const error = new Error(
      'asking https://me:word@node.example:8545/v3/key?x=1 and "wss://b.example/key" failed',
    );
    const line = lineOf({ kind: "trouble", what: "looking at L1", error });
    expect(line["error"]).toMatchObject({
      message: 'asking https://node.example:8545/… and "wss://b.example/…" failed',
    });
  });
});
