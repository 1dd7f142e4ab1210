import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  askHidden,
  confirm,
  Interrupted,
  newPassphrase,
  PassphraseError,
  passphraseOf,
  type Terminal,
} from "../../../cli/trader/passphrase.ts";

/** A terminal on which each question is answered by the next of `answers`. */
function scripted(answers: readonly string[], isTTY = true) {
  const seen: string[] = [];
  const raw: boolean[] = [];
  const left = [...answers];
  class Input extends EventEmitter {
    readonly isTTY = isTTY;
    setRawMode(on: boolean): void {
      raw.push(on);
    }
    resume(): this {
      setImmediate(() => this.emit("data", left.shift() ?? ""));
      return this;
    }
    pause(): this {
      return this;
    }
  }
  const input = new Input();
  const output = { isTTY, write: (text: string) => void seen.push(text) };
  return { terminal: { input, output } as unknown as Terminal, seen, raw, input };
}

let folder: string;
const notes: string[] = [];
const note = (line: string): void => void notes.push(line);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "walras-passphrase-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode });
  return path;
}

describe("a passphrase typed on a terminal", () => {
  test("is not shown, and may be corrected", async () => {
    const { terminal, seen, raw, input } = scripted(["open\u007f\u007f\u007fut\bver sésame\r"]);
    expect(await askHidden(terminal, "Passphrase: ")).toBe("ouver sésame");
    expect(seen).toEqual(["Passphrase: ", "\n"]);
    expect(raw).toEqual([true, false]);
    expect(input.listenerCount("data")).toBe(0);
  });

  test.each(["\u0003", "abc\u0003", "\u0004"])("may be refused: %j", async (keys) => {
    const { terminal, raw } = scripted([keys]);
    await expect(askHidden(terminal, "Passphrase: ")).rejects.toThrow(Interrupted);
    expect(raw).toEqual([true, false]);
  });

  test("has its limit", async () => {
    const { terminal } = scripted(["x".repeat(1_025)]);
    await expect(askHidden(terminal, "? ")).rejects.toThrow(PassphraseError);
  });

  test("is asked twice for a new key", async () => {
    const ask = (...answers: string[]) =>
      newPassphrase(undefined, scripted(answers).terminal, note);
    expect(await ask("long enough\r", "long enough\r")).toBe("long enough");
    await expect(ask("long enough\r", "long enouhg\r")).rejects.toThrow(/the same twice/);
    await expect(ask("short\r")).rejects.toThrow(/at least 8/);
  });

  test("needs a terminal", async () => {
    const { terminal } = scripted([], false);
    for (const asked of [
      passphraseOf(undefined, terminal, note, "? "),
      newPassphrase(undefined, terminal, note),
    ])
      await expect(asked).rejects.toThrow(/--passphrase-file/);
  });
});

describe("a passphrase in a file", () => {
  const { terminal } = scripted([], false);

  test("is its one line", async () => {
    expect(await passphraseOf(file("a", " two words \r\n"), terminal, note, "")).toBe(
      " two words ",
    );
    expect(await newPassphrase(file("b", "x"), terminal, note)).toBe("x");
    expect(notes).toEqual([]);
  });

  test("that others can read is told of", async () => {
    const path = file("shared", "x\n", 0o644);
    expect(await passphraseOf(path, terminal, note, "")).toBe("x");
    expect(notes.splice(0)).toEqual([`${path} can be read by others; chmod 600 it`]);
  });

  test.each(["", "\n", "a\nb\n"])("is none: %j", async (text) => {
    await expect(passphraseOf(file("bad", text), terminal, note, "")).rejects.toThrow(
      PassphraseError,
    );
  });
});

test.each([
  ["y\n", true],
  ["YES\n", true],
  ["\n", false],
  ["no\n", false],
  ["yesterday\n", false],
])("a question of yes or no takes %j as %s", async (answer, expected) => {
  const { terminal, seen } = scripted([answer]);
  expect(await confirm(terminal, "Pay?")).toBe(expected);
  expect(seen).toEqual(["Pay? [y/N] "]);
});
