import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  KeystoreError,
  openKey,
  readKeystore,
  sealKey,
  WrongPassphrase,
} from "../../../client/node/keystore.ts";
import { readSecret, SecretFileError, writeSecret } from "../../../client/node/secretFile.ts";

const COST = 2;
const KEY = `0x${"5a".repeat(32)}` as const;

/** The two examples of the Web3 Secret Storage Definition: one key, sealed in both ways with "testpassword". */
const EXAMPLE_KEY = "0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
const EXAMPLES = {
  pbkdf2: {
    cipher: "aes-128-ctr",
    cipherparams: { iv: "6087dab2f9fdbbfaddc31a909735c1e6" },
    ciphertext: "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
    kdf: "pbkdf2",
    kdfparams: {
      c: 262_144,
      dklen: 32,
      prf: "hmac-sha256",
      salt: "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
    },
    mac: "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
  },
  scrypt: {
    cipher: "aes-128-ctr",
    cipherparams: { iv: "83dbcc02d8ccb40e466191a123791e0e" },
    ciphertext: "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
    kdf: "scrypt",
    kdfparams: {
      dklen: 32,
      n: 262_144,
      p: 8,
      r: 1,
      salt: "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19",
    },
    mac: "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097",
  },
};

describe("a keystore", () => {
  test("gives the key back, and tells whose it is without the passphrase", async () => {
    const text = await sealKey(KEY, "correct horse", COST);
    expect(text).not.toContain(KEY.slice(2));
    const sealed = readKeystore(text, "k.json");
    expect(sealed.address).toMatch(/^0x[0-9a-f]{40}$/);
    expect(await openKey(sealed, "correct horse", "k.json")).toBe(KEY);
  });

  test("is another each time", async () => {
    expect(await sealKey(KEY, "p", COST)).not.toBe(await sealKey(KEY, "p", COST));
  });

  test("stays closed to another passphrase, and one of which a part was changed to all", async () => {
    const text = await sealKey(KEY, "correct horse", COST);
    const sealed = readKeystore(text, "k.json");
    await expect(openKey(sealed, "correct horsE", "k.json")).rejects.toThrow(WrongPassphrase);
    const changed = JSON.parse(text);
    changed.crypto.ciphertext = changed.crypto.ciphertext.replace(/^./, (digit: string) =>
      digit === "0" ? "1" : "0",
    );
    const spoiled = readKeystore(JSON.stringify(changed), "k.json");
    await expect(openKey(spoiled, "correct horse", "k.json")).rejects.toThrow(WrongPassphrase);
  });

  test("of another key than it names is refused", async () => {
    const named = { ...JSON.parse(await sealKey(KEY, "p", COST)), address: "11".repeat(20) };
    const sealed = readKeystore(JSON.stringify(named), "k.json");
    await expect(openKey(sealed, "p", "k.json")).rejects.toThrow(/0x1111/);
  });

  test.each(["pbkdf2", "scrypt"] as const)("of others opens too: %s", async (kdf) => {
    const file = { crypto: EXAMPLES[kdf], id: "3198bc9c-6672-5ab3-d995-4942343ae5b6", version: 3 };
    const sealed = readKeystore(JSON.stringify(file), "k.json");
    expect(sealed.address).toBeUndefined();
    expect(await openKey(sealed, "testpassword", "k.json")).toBe(EXAMPLE_KEY);
  });

  const scrypt = EXAMPLES.scrypt;
  const withKdf = (change: object) => ({
    version: 3,
    crypto: { ...scrypt, kdfparams: { ...scrypt.kdfparams, ...change } },
  });
  test.each<[string, unknown]>([
    ["no object", 3],
    ["another version", { version: 1, crypto: scrypt }],
    ["no crypto", { version: 3 }],
    ["another cipher", { version: 3, crypto: { ...scrypt, cipher: "aes-256-gcm" } }],
    ["a short text", { version: 3, crypto: { ...scrypt, ciphertext: "00" } }],
    ["a mac that is none", { version: 3, crypto: { ...scrypt, mac: "zz".repeat(32) } }],
    ["no iv", { version: 3, crypto: { ...scrypt, cipherparams: {} } }],
    ["another derivation", { version: 3, crypto: { ...scrypt, kdf: "argon2" } }],
    ["no parameters", { version: 3, crypto: { ...scrypt, kdfparams: undefined } }],
    ["more memory than there may be", withKdf({ n: 2 ** 24, r: 8 })],
    ["a cost that is no power of two", withKdf({ n: 1_000 })],
    ["an endless cost", withKdf({ p: 10 ** 9 })],
    ["a short key", withKdf({ dklen: 16 })],
    ["no salt", withKdf({ salt: "" })],
    ["an address that is none", { version: 3, crypto: scrypt, address: "me" }],
  ])("is refused with %s", (_what, file) => {
    expect(() => readKeystore(JSON.stringify(file), "k.json")).toThrow(KeystoreError);
  });

  test("that is no JSON is refused", () => {
    expect(() => readKeystore("0x1234", "k.json")).toThrow(/k\.json.*no JSON/);
  });
});

describe("a secret's file", () => {
  test("is its owner's alone, is not overwritten, and leaves nothing beside it", () => {
    const folder = mkdtempSync(join(tmpdir(), "walras-secret-"));
    const path = join(folder, "s");
    writeSecret(path, "one");
    expect(readSecret(path)).toEqual({ text: "one", isShared: false });
    expect(() => writeSecret(path, "two")).toThrow(/move it away/);
    writeSecret(path, "three", { replace: true });
    expect(readSecret(path)).toEqual({ text: "three", isShared: false });
    writeFileSync(join(folder, "shared"), "x", { mode: 0o644 });
    expect(readSecret(join(folder, "shared")).isShared).toBe(true);
    expect(() => readSecret(join(folder, "none"))).toThrow(SecretFileError);
    writeFileSync(join(folder, "large"), "x".repeat(65_537));
    expect(() => readSecret(join(folder, "large"))).toThrow(/at most 65536/);
    expect(readdirSync(folder).sort()).toEqual(["large", "s", "shared"]);
    rmSync(folder, { recursive: true });
  });
});
