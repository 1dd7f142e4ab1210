import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { l1Schema } from "../../operator/config/l1.ts";
import { TABLES } from "../../operator/config/tables.ts";
import { daemonConfigOf } from "../../operator/daemon/config.ts";
import {
  adminSchema,
  keypersSchema,
  listingSchema,
  sequencerSchema,
} from "../../operator/daemon/settings.ts";
import { deployConfigOf } from "../../operator/deploy/config.ts";
import {
  assetSchema,
  deploymentSchema,
  deployTable,
  marketSchema,
} from "../../operator/deploy/settings.ts";
import { parseApiConfig } from "../../sequencer/api/config.ts";
import { parseConfig } from "../../sequencer/config.ts";
import { EXAMPLES, faultsIn, filledIn, scratch, tomlOf } from "./files.ts";

let folder: ReturnType<typeof scratch>;
beforeEach(() => {
  folder = scratch();
});
afterEach(() => folder.clean());

const example = filledIn(readFileSync(join(EXAMPLES, "walras.toml"), "utf8"));
const [alone = "", afterCommittee = ""] = example.split("# or a committee");
const [committee = "", rest = ""] = afterCommittee.split("\n[api]");
const embedded = `${alone}\n[api]${rest}`;

const COMMENTED = /^# (\w+) = (.*?)(?:\s{2,}# (.*))?$/gm;

/** With every setting that names its default set to it. */
const spelledOut = embedded.replace(COMMENTED, (line, name: string, value: string, why = "") =>
  String(why).startsWith("no default") ? line : `${name} = ${value}`,
);

/** Names that stand in a table, set or commented out. */
function namesIn(table: string): Set<string> {
  const bodies = `\n${example}`
    .split(/\n(?=\[)/)
    .filter((part) => part.startsWith(`[${table}]`) || part.startsWith(`[[${table}]]`));
  const found = bodies.flatMap((body) => [...body.matchAll(/^(?:# )?(\w+) = /gm)]);
  return new Set(found.map(([, name = ""]) => name));
}

const keys = (value: object): string[] => Object.keys(value).sort((a, b) => (a < b ? -1 : 1));

describe("the annotated file", () => {
  test("names every setting of every table, and none that there is not", () => {
    const [one, several] = keypersSchema.options;
    const known: Record<(typeof TABLES)[number], object> = {
      l1: l1Schema.shape,
      deploy: deployTable.shape,
      deployment: deploymentSchema.shape,
      assets: assetSchema.shape,
      markets: marketSchema.shape,
      sequencer: { ...sequencerSchema.shape, ...parseConfig({ database: "a" }) },
      keypers: { ...one.shape, ...several.shape },
      // The one setting that has no default.
      api: { ...parseApiConfig({}), metricsToken: undefined },
      listing: listingSchema.shape,
      admin: adminSchema.shape,
    };
    for (const table of TABLES)
      expect({ table, names: [...namesIn(table)].sort((a, b) => (a < b ? -1 : 1)) }).toEqual({
        table,
        names: keys(known[table]),
      });
  });

  test("tells defaults as they are", () => {
    expect(parse(spelledOut)).not.toEqual(parse(embedded));
    const plain = tomlOf(folder.path, embedded);
    const deploy = deployConfigOf(plain);
    const daemon = daemonConfigOf(plain, false);
    const told = tomlOf(folder.path, spelledOut);
    expect(deployConfigOf(told)).toEqual(deploy);
    expect(daemonConfigOf(told, false)).toEqual(daemon);
  });

  test("shows a committee that can be used as well", () => {
    const lines = committee
      .split("\n")
      .filter((line) => /^# \w+ = /.test(line))
      .map((line) => line.replace(/^# /, "").replace(/https:\/\/…/g, "https://keyper.example"));
    const text = alone.replace(
      /\[keypers\][\s\S]*$/,
      `[keypers]\n${lines.join("\n")}\n[api]${rest}`,
    );
    const { keypers } = daemonConfigOf(tomlOf(folder.path, text), false);
    expect(keypers).toEqual({
      kind: "committee",
      urls: ["https://keyper.example", "https://keyper.example"],
      peerTimeoutMs: 5_000,
      waitMs: 5_000,
    });
  });
});

describe("the sequencer's settings", () => {
  test("are all judged at once, each by its path", () => {
    const text = embedded
      .replace('rpc = "http', 'rpc = "ftp')
      .replace("# pollMs = 1000", "pollMs = 0")
      .replace("# port = 8080", "port = 70000")
      .replace('kind = "embedded"', 'kind = "other"')
      .replace('name = "An exchange"', "")
      .replace("# stopSeconds = 60", "stopSeconds = 60\nstart = 1");
    expect(faultsIn(() => daemonConfigOf(tomlOf(folder.path, text), false)).sort()).toEqual([
      "admin.start",
      "api.port",
      "keypers.kind",
      "l1.rpc",
      "listing.name",
      "sequencer.pollMs",
    ]);
  });

  test("name one key, in one way", () => {
    const key = 'keyFile = "keys/sequencer.key"';
    const both = embedded.replace(key, `${key}\nkeystore = "a"\npassphraseFile = "b"`);
    expect(faultsIn(() => daemonConfigOf(tomlOf(folder.path, both), false))).toEqual([
      "sequencer.keyFile",
    ]);
    const half = embedded.replace(key, 'keystore = "a"');
    expect(faultsIn(() => daemonConfigOf(tomlOf(folder.path, half), false))).toEqual([
      "sequencer.keyFile",
    ]);
    const other = embedded.replace(key, 'keystore = "a"\npassphraseFile = "b"');
    const { sequencerKey } = daemonConfigOf(tomlOf(folder.path, other), false);
    expect(sequencerKey).toEqual({
      keystore: join(folder.path, "a"),
      passphraseFile: join(folder.path, "b"),
    });
  });

  test("are read from a file that is there and is TOML", () => {
    expect(faultsIn(() => tomlOf(folder.path, "a = = 1"))).toEqual([""]);
    expect(faultsIn(() => tomlOf(join(folder.path), "[l1]\n[surprise]"))).toEqual([]);
  });
});
