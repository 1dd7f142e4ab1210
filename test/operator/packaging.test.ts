import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { register } from "../../cli/commands/sequencer.ts";
import { EXAMPLES } from "./files.ts";

const root = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const container = readFileSync(root("Containerfile"), "utf8");
const unitPath = join(EXAMPLES, "walras-sequencer.service");
const unit = readFileSync(unitPath, "utf8");
const manifest = JSON.parse(readFileSync(root("package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** What `walras sequencer` would be told by these words; throws where it does not know one. */
function optionsOf(words: readonly string[]): Record<string, unknown> {
  const program = new Command().exitOverride();
  register(program);
  const command = program.commands[0];
  let told: Record<string, unknown> = {};
  command?.exitOverride().action((options: Record<string, unknown>) => {
    told = options;
  });
  program.parse(["node", "walras", ...words]);
  return told;
}

describe("the container file", () => {
  const instructions = container
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter((line) => /^[A-Z]+ /.test(line));

  test("copies and runs what the repository has", () => {
    for (const [, sources = ""] of container.matchAll(/^COPY (?!--from)(.+) \S+$/gm))
      for (const source of sources.split(" ")) expect(existsSync(root(source))).toBe(true);
    for (const [, script = ""] of container.matchAll(/npm run ([\w:]+)/g))
      expect(Object.keys(manifest.scripts)).toContain(script);
    for (const [, path = ""] of container.matchAll(/\/opt\/walras\/(bin\/[\w./]+)/g))
      expect(existsSync(root(path))).toBe(true);
    for (const [, path = ""] of container.matchAll(/--from=build \/opt\/walras\/(\S+)/g))
      expect(existsSync(root(path))).toBe(true);
  });

  test("does not run as root, says whether it is well, and ends when it is told to", () => {
    const names = instructions.map((line) => line.split(" ")[0]);
    expect(names.filter((name) => name === "FROM")).toHaveLength(2);
    expect(names.lastIndexOf("USER")).toBeLessThan(names.indexOf("ENTRYPOINT"));
    expect(instructions.filter((line) => line.startsWith("USER "))).toEqual(["USER node"]);
    expect(instructions).toContain("STOPSIGNAL SIGTERM");
    expect(container).toMatch(/HEALTHCHECK[\s\S]*\/health/);
    expect(instructions).toContain("VOLUME /var/lib/walras");
  });

  test("starts the sequencer by words that it knows", () => {
    const words = JSON.parse(/^CMD (\[.*\])$/m.exec(container)?.[1] ?? "[]") as string[];
    expect(optionsOf(words)).toEqual({ config: "walras.toml" });
  });
});

describe("the systemd unit", () => {
  const settings = (name: string): string[] =>
    [...unit.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].map(([, value = ""]) => value);

  test("starts the sequencer by words that it knows, after a check by the same file", () => {
    const [start = ""] = settings("ExecStart");
    const [, launcher = "", ...words] = start.split(" ");
    expect(existsSync(root(launcher.replace("/opt/walras/", "")))).toBe(true);
    expect(optionsOf(words)).toEqual({ config: "/var/lib/walras/walras.toml" });
    const [before = ""] = settings("ExecStartPre");
    expect(optionsOf(before.split(" ").slice(2))).toEqual({ ...optionsOf(words), check: true });
  });

  test("leaves it time to stop, and shuts it in", () => {
    const defaults = readFileSync(join(EXAMPLES, "walras.toml"), "utf8");
    const stop = Number(/^# stopSeconds = (\d+)/m.exec(defaults)?.[1]);
    expect(Number.parseInt(settings("TimeoutStopSec")[0] ?? "", 10)).toBeGreaterThan(stop);
    expect(settings("User")).toEqual(["walras"]);
    expect(settings("UMask")).toEqual(["0077"]);
    for (const name of ["NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome"])
      expect(settings(name)).toEqual(["yes"]);
    expect(settings("ProtectSystem")).toEqual(["strict"]);
  });

  test("is one that systemd reads without a complaint, where there is systemd", () => {
    const { error, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", unitPath], {
      encoding: "utf8",
    });
    if (error !== undefined) return;
    // The program itself is not installed here.
    const complaints = stderr
      .split("\n")
      .filter(
        (line) =>
          line.includes("walras-sequencer.service") && !/not executable|bin\/node/.test(line),
      );
    expect(complaints).toEqual([]);
  });
});
