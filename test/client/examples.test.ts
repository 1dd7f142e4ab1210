import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { files, read } from "../tidy/files.ts";

/** Every example in the SDK's docstrings compiles as a reader would paste it, and every exported function has one. */

const root = fileURLToPath(new URL("../../", import.meta.url));
const sources = files.filter((path) => /^client\/(?!generated\/).*\.ts$/.test(path));
const EXAMPLE = /@example\n[ *]*```ts\n([\s\S]*?)\n[ *]*```/g;

const README = /```ts\n([\s\S]*?)\n```/g;

const inReadme = [...read("README.md").matchAll(README)].map(([, text = ""], n) => ({
  name: `${root}client/example-readme-${n}.ts`,
  path: "README.md",
  text,
}));

const examples = sources
  .flatMap((path) =>
    [...read(path).matchAll(EXAMPLE)].map(([, body = ""], n) => ({
      name: `${root}client/example-${path.replaceAll("/", "-").replace(/\.ts$/, "")}-${n}.ts`,
      path,
      text: body.replace(/^ *\* ?/gm, ""),
    })),
  )
  .concat(inReadme);

/** Functions that an entry of the SDK exports, with the file that defines each. */
function exportedFunctions(): { readonly name: string; readonly path: string }[] {
  const entries = ["client/index.ts", "client/node.ts", "client/exit.ts"].map(read).join("\n");
  const lists = [...entries.matchAll(/export \{([^}]*)\}/g)].map(([, list = ""]) => list).join(",");
  const own = [...entries.matchAll(/^export async function (\w+)/gm)].map(([, name]) => name);
  const exported = new Set([...own, ...lists.split(",").map((name) => name.trim())]);
  return sources.flatMap((path) =>
    [...read(path).matchAll(/^export (?:async )?(?:function|const) (\w+)[(: =]/gm)].flatMap(
      ([, name = ""]) => (exported.has(name) && isFunction(path, name) ? [{ name, path }] : []),
    ),
  );
}

const isFunction = (path: string, name: string): boolean =>
  new RegExp(`^export (async )?(function ${name}\\(|const ${name} = \\()`, "m").test(read(path));

describe("the SDK's examples", () => {
  test("are there for every function that it exports", () => {
    const functions = exportedFunctions();
    expect(functions.length).toBeGreaterThan(40);
    const without = functions.filter(({ name, path }) => {
      const text = read(path);
      const at = text.search(new RegExp(`^export (async )?(function|const) ${name}\\b`, "m"));
      return !text.slice(text.lastIndexOf("/**", at), at).includes("@example");
    });
    expect(without).toEqual([]);
  });

  test("compile", () => {
    expect(examples.length).toBeGreaterThan(40);
    const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
    const own = { noUnusedLocals: false, incremental: false, noEmit: true };
    const { tsBuildInfoFile: _, ...rest } = options;
    const host = ts.createCompilerHost({ ...rest, ...own });
    const texts = new Map(examples.map(({ name, text }) => [name, text]));
    const { fileExists, readFile, getSourceFile } = host;
    host.fileExists = (name) => texts.has(name) || fileExists(name);
    host.readFile = (name) => texts.get(name) ?? readFile(name);
    host.getSourceFile = (name, languageVersion, ...others) => {
      const text = texts.get(name);
      if (text === undefined) return getSourceFile(name, languageVersion, ...others);
      const source = ts.createSourceFile(name, text, languageVersion, true);
      source.impliedNodeFormat = ts.ModuleKind.ESNext;
      return source;
    };
    const program = ts.createProgram([...texts.keys()], { ...rest, ...own }, host);
    const faults = examples.flatMap(({ name, path }) => {
      const source = program.getSourceFile(name);
      return [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ].map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
    });
    expect(faults).toEqual([]);
  }, 120_000);
});
