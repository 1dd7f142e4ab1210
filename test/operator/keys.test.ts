import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sealKey } from "../../client/node/keystore.ts";
import { keyAt } from "../../operator/keys.ts";
import { scratch } from "./files.ts";

const KEY = `0x${"7a".repeat(32)}` as const;
/** Of scrypt: enough for a test. */
const COST = 2 ** 10;

let folder: ReturnType<typeof scratch>;
beforeEach(() => {
  folder = scratch();
});
afterEach(() => folder.clean());

function secret(name: string, text: string, mode = 0o600): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe("a private key", () => {
  test("is read from a file that its owner alone may read", async () => {
    expect(await keyAt({ keyFile: secret("a.key", `${KEY}\n`) })).toBe(KEY);
    for (const mode of [0o640, 0o604, 0o660]) {
      const keyFile = secret("b.key", KEY, mode);
      await expect(keyAt({ keyFile })).rejects.toThrow("chmod 600");
    }
  });

  test("is nothing else, and never shown", async () => {
    for (const text of ["", "0x12", KEY.slice(2), `${KEY}00`]) {
      const keyFile = secret("c.key", text);
      const failed = keyAt({ keyFile });
      await expect(failed).rejects.toMatchObject({ code: "secretFile" });
      await expect(failed).rejects.not.toThrow("7a7a");
    }
    await expect(keyAt({ keyFile: join(folder.path, "none") })).rejects.toThrow("no such file");
  });

  test("may be encrypted, with its passphrase in a file of its own", async () => {
    const keystore = secret("d.json", await sealKey(KEY, "open sesame", COST), 0o644);
    const passphraseFile = secret("d.pass", "open sesame\n");
    expect(await keyAt({ keystore, passphraseFile })).toBe(KEY);
    const wrong = secret("e.pass", "open says me\n");
    await expect(keyAt({ keystore, passphraseFile: wrong })).rejects.toMatchObject({
      code: "wrongPassphrase",
    });
    const shared = secret("f.pass", "open sesame\n", 0o644);
    await expect(keyAt({ keystore, passphraseFile: shared })).rejects.toThrow("chmod 600");
  });
});
