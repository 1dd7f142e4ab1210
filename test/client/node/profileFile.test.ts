import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openKey, readKeystore } from "../../../client/node/keystore.ts";
import {
  ProfileError,
  profileFilePath,
  readProfile,
  saveProfile,
} from "../../../client/node/profileFile.ts";
import { writeProfile } from "../../../client/node/writeProfile.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "walras-profile-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const WHERE = { url: "http://127.0.0.1:8080/", rpc: "http://127.0.0.1:8545" };

describe("the settings file is looked for", () => {
  test("by its name, the environment, the current folder, and the user's own, in this order", () => {
    const home = join(folder, "home");
    const env = { HOME: home };
    const path = (named?: string, more = {}) =>
      profileFilePath(named, { env: { ...env, ...more }, cwd: folder });
    expect(path()).toBe(join(home, ".config", "walras", "config.toml"));
    expect(path(undefined, { XDG_CONFIG_HOME: "" })).toBe(path());
    const xdg = { XDG_CONFIG_HOME: join(folder, "xdg") };
    expect(path(undefined, xdg)).toBe(join(folder, "xdg", "walras", "config.toml"));
    mkdirSync(join(folder, ".walras"));
    writeFileSync(join(folder, ".walras", "config.toml"), "");
    expect(path(undefined, xdg)).toBe(join(folder, ".walras", "config.toml"));
    expect(path(undefined, { WALRAS_CONFIG: "mine.toml" })).toBe(join(folder, "mine.toml"));
    expect(path("named.toml", { WALRAS_CONFIG: "mine.toml" })).toBe(join(folder, "named.toml"));
  });
});

describe("a profile", () => {
  test("has its files beside the settings unless they are named", () => {
    const path = join(folder, "config.toml");
    saveProfile(path, "me", { ...WHERE, receipts: "kept/r.ndjson" }, false);
    expect(readProfile(path, undefined)).toEqual({
      name: "me",
      url: "http://127.0.0.1:8080",
      rpc: WHERE.rpc,
      settlement: undefined,
      keystore: join(folder, "me.keystore.json"),
      passphraseFile: undefined,
      account: undefined,
      receipts: join(folder, "kept", "r.ndjson"),
    });
  });

  test("is never replaced unless that is asked for", () => {
    const path = join(folder, "deep", "config.toml");
    saveProfile(path, "me", WHERE, false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(() => saveProfile(path, "me", { ...WHERE, account: 5 }, false)).toThrow(ProfileError);
    expect(readProfile(path, "me").account).toBeUndefined();
    expect(saveProfile(path, "me", { ...WHERE, account: 5 }, true).account).toBe(5);
    expect(readProfile(path, "me").account).toBe(5);
  });

  test("that cannot be found is missed with what to do", () => {
    const path = join(folder, "config.toml");
    expect(() => readProfile(path, undefined)).toThrow(/account init/);
    expect(() => readProfile(folder, undefined)).toThrow(/EISDIR/);
    writeFileSync(path, "");
    expect(() => readProfile(path, undefined)).toThrow(/account init/);
    const of = (name: string) => `[profiles.${name}]\nurl = "http://a"\nrpc = "http://b"\n`;
    writeFileSync(path, of("a"));
    expect(readProfile(path, undefined).name).toBe("a");
    writeFileSync(path, of("a") + of("b"));
    expect(() => readProfile(path, undefined)).toThrow(/--profile with one of: a, b/);
    expect(() => readProfile(path, "c")).toThrow(/"c", expected --profile with one of: a, b/);
  });

  test("is written whole for a play, key and passphrase included, again and again", async () => {
    const at = join(folder, ".walras");
    for (const n of [1, 2] as const) {
      const privateKey = `0x${String(n).repeat(64)}` as const;
      const more = { name: "demo", privateKey, passphrase: "play", cost: 2, account: n };
      const profile = await writeProfile(at, { ...WHERE, ...more });
      expect(readProfile(join(at, "config.toml"), undefined)).toEqual(profile);
      expect(profile.account).toBe(n);
      const passphrase = readFileSync(profile.passphraseFile ?? "", "utf8").trimEnd();
      const sealed = readKeystore(readFileSync(profile.keystore, "utf8"), profile.keystore);
      expect(await openKey(sealed, passphrase, profile.keystore)).toBe(privateKey);
      for (const file of [profile.keystore, profile.passphraseFile ?? ""])
        expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  });
});
