import { describe, expect, test } from "vitest";
import { importsOf, impuritiesOf } from "./tidy/analysis.ts";
import { files, isGenerated, isTest, ownText, read, solidity, typescript } from "./tidy/files.ts";
import { ENTRY_POINTS, LONG_FILES, MAX_LINES, MAY_IMPORT, roomOf, WIRING } from "./tidy/rooms.ts";

// Words that this file must be able to look for without containing them are put together from halves.
const UNFINISHED = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b`);
const MACHINE_PATH = new RegExp(
  `(?<![\\w.}~-])/(${["wo" + "rk", "ho" + "me", "ro" + "ot", "Us" + "ers", "t" + "mp"].join("|")})/`,
);
const REGISTRY = new RegExp(
  ["npm" + "js\\.", "deb\\.deb" + "ian\\.org", "yarn" + "pkg\\."].join("|"),
);

function linesMatching(path: string, pattern: RegExp): string[] {
  return read(path)
    .split("\n")
    .flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : []));
}

const imports = new Map(typescript.map((path) => [path, importsOf(path, read(path))] as const));
const edges = [...imports].flatMap(([from, list]) => list.map((item) => ({ from, ...item })));
const protocol = typescript.filter((path) => roomOf(path) === "protocol");

describe("imports", () => {
  test("can be judged: every TypeScript file stands in a room", () => {
    const homeless = typescript.filter(
      (path) => roomOf(path) === undefined && path !== "vitest.config.ts",
    );
    expect(homeless).toEqual([]);
  });

  test("follow the direction protocol ← l1 ← {challenger, sequencer, keyper, client}", () => {
    const offences = edges.flatMap(({ from, target }) => {
      const here = roomOf(from);
      const there = target === undefined ? undefined : roomOf(target);
      if (here === undefined || there === undefined || here === there) return [];
      if (MAY_IMPORT[here].includes(there)) return [];
      if (WIRING.some(({ file, room }) => file === from && room === there)) return [];
      return [`${from} (${here}) must not import ${target} (${there})`];
    });
    expect(offences).toEqual([]);
  });

  test("reach protocol/ and l1/ from other rooms through #protocol/* and #l1/*", () => {
    const offences = edges.flatMap(({ from, specifier, target }) => {
      const there = target === undefined ? undefined : roomOf(target);
      if (isTest(from) || (there !== "protocol" && there !== "l1")) return [];
      const local = roomOf(from) === there;
      if (local === specifier.startsWith(".")) return [];
      return [`${from}: ${specifier}: use ${local ? "a relative path" : `#${there}/…`}`];
    });
    expect(offences).toEqual([]);
  });

  test("name relative modules with their .ts extension and aliases without", () => {
    const offences = edges
      .filter(({ specifier }) =>
        specifier.startsWith(".")
          ? !/\.(tsx?|js|json)$/.test(specifier)
          : /^#.*\.[tj]s$/.test(specifier),
      )
      .map(({ from, specifier }) => `${from}: ${specifier}`);
    expect(offences).toEqual([]);
  });

  test("of persistent-merkle-tree occur only in protocol/tree.ts, of its hashers in crypto/load.ts", () => {
    const offences = edges
      .filter(
        ({ from, specifier }) =>
          !isTest(from) &&
          specifier.startsWith("@chainsafe/persistent-merkle-tree") &&
          from !== "circuits-free-verifier/protocol/tree.ts" &&
          !(
            from === "circuits-free-verifier/crypto/load.ts" &&
            specifier.startsWith("@chainsafe/persistent-merkle-tree/hasher/")
          ),
      )
      .map(({ from }) => from);
    expect(offences).toEqual([]);
  });

  test("of secp256k1 use its bindings, because the package root falls back silently", () => {
    const offences = edges
      .filter(({ specifier }) => specifier === "secp256k1")
      .map(({ from }) => `${from}: import secp256k1/bindings.js`);
    expect(offences).toEqual([]);
  });

  test("of the naive oracles in test/reference take only types from protocol/", () => {
    const offences = edges
      .filter(
        ({ from, target, typeOnly }) =>
          from.startsWith("test/reference/") &&
          target !== undefined &&
          !target.startsWith("test/") &&
          !typeOnly,
      )
      .map(({ from, specifier }) => `${from}: ${specifier} must be an import type`);
    expect(offences).toEqual([]);
  });

  test("leave no TypeScript file unused", () => {
    const used = new Set(edges.filter(({ from, target }) => from !== target).map((e) => e.target));
    const dead = typescript.filter(
      (path) =>
        !(
          used.has(path) ||
          ENTRY_POINTS.some((entry) => entry.test(path)) ||
          path.endsWith(".d.ts")
        ),
    );
    expect(dead).toEqual([]);
  });
});

describe("protocol/ is pure", () => {
  test("it uses no clock, randomness, process, locale or asynchronous code", () => {
    const offences = protocol.flatMap((path) =>
      impuritiesOf(path, read(path)).map((what) => `${path}:${what}`),
    );
    expect(offences).toEqual([]);
  });

  test("it imports no I/O: no node: module, viem or better-sqlite3", () => {
    const offences = protocol.flatMap((path) =>
      (imports.get(path) ?? [])
        .filter(({ specifier }) => /^(node:|viem(\/|$)|better-sqlite3|pino)/.test(specifier))
        .map(({ specifier }) => `${path}: ${specifier}`),
    );
    expect(offences).toEqual([]);
  });
});

describe("files", () => {
  const measured = [...typescript, ...solidity].filter(
    (path) => !(isTest(path) || isGenerated(path)),
  );
  const lineCount = (path: string) => read(path).trimEnd().split("\n").length;

  test(`have at most ${MAX_LINES} lines, or a stated reason`, () => {
    const offences = measured
      .filter((path) => lineCount(path) > MAX_LINES && !(path in LONG_FILES))
      .map((path) => `${path}: ${lineCount(path)} lines`);
    expect(offences).toEqual([]);
  });

  test("that were allowed to be long still are", () => {
    const stale = Object.keys(LONG_FILES).filter(
      (path) => !files.includes(path) || lineCount(path) <= MAX_LINES,
    );
    expect(stale).toEqual([]);
  });

  test("hold no marks of unfinished work", () => {
    expect(ownText.flatMap((path) => linesMatching(path, UNFINISHED))).toEqual([]);
  });

  test("name no path of one machine", () => {
    expect(ownText.flatMap((path) => linesMatching(path, MACHINE_PATH))).toEqual([]);
  });

  test("name no package registry's host", () => {
    expect(files.flatMap((path) => linesMatching(path, REGISTRY))).toEqual([]);
  });
});

describe("tests", () => {
  const suites = files.filter((path) => /\.test\.ts$|\.t\.sol$/.test(path));

  test("are all run: none is focused, skipped or left for later", () => {
    const marks = /\b(it|test|describe)\.(only|skip|skipIf|runIf|todo)\b|\bvm\.skip\(/;
    expect(suites.flatMap((path) => linesMatching(path, marks))).toEqual([]);
  });

  test("are never retried", () => {
    const retry = /\bretr(y|ies)\s*:\s*(?!0\b)[\w{]/;
    expect([...suites, "vitest.config.ts"].flatMap((path) => linesMatching(path, retry))).toEqual(
      [],
    );
  });
});

describe("documents", () => {
  const documents = ["README.md", "ARCHITECTURE.md", "PROTOCOL.md", "CHANGELOG.md", "LICENSE"];

  test.each(documents)("%s exists", (path) => {
    expect(files).toContain(path);
    expect(read(path).length).toBeGreaterThan(200);
  });

  test("link only to files that exist", () => {
    const broken = files
      .filter((path) => /^[^/]+\.md$/.test(path))
      .flatMap((path) =>
        [...read(path).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
          .map((link) => (link[1] ?? "").replace(/^\.\//, "").replace(/\/$/, ""))
          .filter((to) => !files.some((file) => file === to || file.startsWith(`${to}/`)))
          .map((to) => `${path}: ${to}`),
      );
    expect(broken).toEqual([]);
  });
});

describe("dependencies", () => {
  const manifest: Record<"dependencies" | "devDependencies", Record<string, string>> = JSON.parse(
    read("package.json"),
  );
  const pinned = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });

  test("are pinned to one version", () => {
    expect(pinned.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  test("have a reason in ARCHITECTURE.md", () => {
    const text = read("ARCHITECTURE.md");
    expect(pinned.map(([name]) => name).filter((name) => !text.includes(`\`${name}\``))).toEqual(
      [],
    );
  });

  test("run code on installation only if package.json says so", () => {
    const { allowScripts }: { allowScripts: Record<string, boolean> } = JSON.parse(
      read("package.json"),
    );
    const { packages }: { packages: Record<string, { hasInstallScript?: boolean }> } = JSON.parse(
      read("package-lock.json"),
    );
    const unlisted = Object.entries(packages)
      .filter(([, entry]) => entry.hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length))
      .filter((name) => !(name in allowScripts));
    expect(unlisted).toEqual([]);
  });

  test("carry no download address in package-lock.json", () => {
    expect(linesMatching("package-lock.json", /"resolved":/)).toEqual([]);
  });
});
