import { describe, expect, test } from "vitest";
import { ProfileFileError, parseProfiles, withProfile } from "../../../client/node/profile.ts";

const GOOD = `
default = "me"
[profiles.me]
url = "http://127.0.0.1:8080"
rpc = "http://127.0.0.1:8545"
account = 3
[profiles.other]
url = "https://exchange.example"
rpc = "https://l1.example"
settlement = "0x${"aB".repeat(20)}"
keystore = "other.json"
passphraseFile = "other.passphrase"
receipts = "other.ndjson"
`;

/** What a file's faults are, by key. */
function faultsOf(text: string): Record<string, string> {
  try {
    parseProfiles(text, "config.toml");
  } catch (error) {
    if (!(error instanceof ProfileFileError)) throw error;
    for (const { key, expected } of error.faults) {
      expect(error.message).toContain(key);
      expect(error.message).toContain(expected);
    }
    return Object.fromEntries(error.faults.map(({ key, given }) => [key, String(given)]));
  }
  return {};
}

describe("a settings file", () => {
  test("holds profiles by name, and which is the default", () => {
    const { default: chosen, profiles } = parseProfiles(GOOD, "config.toml");
    expect(chosen).toBe("me");
    expect([...profiles.keys()]).toEqual(["me", "other"]);
    expect(profiles.get("me")).toMatchObject({ account: 3, rpc: "http://127.0.0.1:8545" });
  });

  test("is written as it is read, with one profile more or another", () => {
    const before = parseProfiles(GOOD, "config.toml");
    const third = { url: "http://a.example", rpc: "http://b.example", account: 7 };
    const more = parseProfiles(withProfile(before, "third", third), "config.toml");
    expect(more).toEqual({ ...before, profiles: new Map([...before.profiles, ["third", third]]) });
    const other = parseProfiles(withProfile(before, "me", third), "config.toml");
    expect(other.profiles.get("me")).toEqual(third);
    expect(other.profiles.get("other")).toEqual(before.profiles.get("other"));
  });

  test("that is new has its first profile as the default", () => {
    const settings = { url: "http://a.example", rpc: "http://b.example" };
    const text = withProfile({ default: undefined, profiles: new Map() }, "me", settings);
    expect(parseProfiles(text, "config.toml").default).toBe("me");
  });

  test("tells all its faults at once", () => {
    const faults = faultsOf(`
      default = "nobody"
      colour = "blue"
      [profiles.me]
      rpc = "127.0.0.1:8545"
      settlement = "0x12"
      account = 16777216
      keystore = ""
      passphrase = "open sesame"
      [profiles."no name"]
      url = "http://user:word@a.example"
      rpc = "http://b.example"
      passphraseFile = 5
      receipts = []
    `);
    expect(faults).toEqual({
      default: "nobody",
      colour: "a key unknown here",
      "profiles.me.url": "undefined",
      "profiles.me.rpc": "127.0.0.1:8545",
      "profiles.me.settlement": "0x12",
      "profiles.me.account": "16777216",
      "profiles.me.keystore": "",
      "profiles.me.passphrase": "a key unknown here",
      "profiles.no name": "no name",
      "profiles.no name.url": "http://user:word@a.example",
      "profiles.no name.passphraseFile": "5",
      "profiles.no name.receipts": "",
    });
  });

  test.each([
    ["[profiles.me", "line 1, column"],
    ['profiles = "all"', "profiles"],
    ["profiles.me = 3", "profiles.me"],
    ["default = 5", "default"],
  ])("is refused where it is no such file: %s", (text, key) => {
    expect(Object.keys(faultsOf(text)).join()).toContain(key);
  });

  test("keeps a secret under a wrong key to itself", () => {
    const text = `[profiles.me]\nurl = "http://a.example"\nrpc = "http://b.example"\nprivateKey = "0xsecret"`;
    expect(() => parseProfiles(text, "config.toml")).toThrow(/privateKey/);
    expect(() => parseProfiles(text, "config.toml")).not.toThrow(/secret/);
  });

  test.each(["", "a b", "a.b", "x".repeat(65)])("takes no profile named %j", (name) => {
    const settings = { url: "http://a.example", rpc: "http://b.example" };
    const none = { default: undefined, profiles: new Map() };
    expect(() => withProfile(none, name, settings)).toThrow(ProfileFileError);
  });
});
