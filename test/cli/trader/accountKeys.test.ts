import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { importKey, newKey } from "../../../cli/trader/accountKeys.ts";
import { EXIT } from "../../../cli/trader/errors.ts";
import { Output } from "../../../cli/trader/output.ts";
import type { Terminal } from "../../../cli/trader/passphrase.ts";
import { Session } from "../../../cli/trader/session.ts";

const KEY = `0x${"5a".repeat(32)}` as const;

let folder: string;
let lines: string[];
let notes: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "walras-keys-"));
  writeFileSync(
    join(folder, "config.toml"),
    '[profiles.me]\nurl = "http://127.0.0.1:1"\nrpc = "http://127.0.0.1:1"\npassphraseFile = "word"\n',
  );
  writeFileSync(join(folder, "word"), "correct horse\n", { mode: 0o600 });
  lines = [];
  notes = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Where nobody is at a terminal. */
function session(): Session {
  const out = new Output({
    json: true,
    out: (line) => lines.push(line),
    note: (line) => notes.push(line),
  });
  const terminal = { input: { isTTY: false }, output: { isTTY: false } } as unknown as Terminal;
  const surroundings = { env: {}, cwd: folder };
  const { signal } = new AbortController();
  return new Session({ options: { config: "config.toml" }, surroundings, terminal, out, signal });
}

function keyFile(text: string, mode = 0o600): string {
  const path = join(folder, "key");
  writeFileSync(path, text, { mode });
  return path;
}

describe("a key", () => {
  test("that somebody has is encrypted, and opened again", async () => {
    const { address } = privateKeyToAccount(KEY);
    expect(await importKey(session(), keyFile(`${KEY}\n`, 0o644))).toBe(EXIT.done);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      address: address.toLowerCase(),
      keystore: join(folder, "me.keystore.json"),
    });
    expect(notes).toEqual([expect.stringContaining("chmod 600")]);
    const keystore = join(folder, "me.keystore.json");
    expect(statSync(keystore).mode & 0o777).toBe(0o600);
    expect(readFileSync(keystore, "utf8")).not.toContain(KEY.slice(2));
    expect(session().address()).toBe(address.toLowerCase());
    expect(await session().privateKey()).toBe(KEY);
  });

  test("is never replaced", async () => {
    const keystore = join(folder, "me.keystore.json");
    writeFileSync(keystore, "somebody's");
    await expect(newKey(session())).rejects.toThrow(/move it away/);
    await expect(importKey(session(), keyFile(KEY))).rejects.toThrow(/move it away/);
    expect(readFileSync(keystore, "utf8")).toBe("somebody's");
  });

  test.each(["", "0x12", KEY.slice(2), `${KEY}00`, `0x${"00".repeat(32)}`, `0x${"ff".repeat(32)}`])(
    "is refused where it is none: %s",
    async (text) => {
      const refused = expect(importKey(session(), keyFile(text))).rejects;
      await refused.toThrow(/private key: got "\d+ characters", expected 0x and 64 hex digits/);
      expect(existsSync(join(folder, "me.keystore.json"))).toBe(false);
    },
  );

  test("that is missing is missed with what makes one", async () => {
    expect(() => session().address()).toThrow(/walras account new/);
    await expect(session().client()).rejects.toThrow(/walras account import/);
  });

  test("whose address is not in its file is not guessed", () => {
    const crypto = {
      ...{ cipher: "aes-128-ctr", cipherparams: { iv: "00".repeat(16) }, mac: "00".repeat(32) },
      ...{ ciphertext: "00".repeat(32), kdf: "scrypt" },
      kdfparams: { dklen: 32, n: 2, r: 8, p: 1, salt: "00".repeat(32) },
    };
    writeFileSync(join(folder, "me.keystore.json"), JSON.stringify({ version: 3, crypto }));
    expect(() => session().address()).toThrow(/or account in the profile/);
  });
});
