import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Node runs no TypeScript: what a child process consists of is put beside the build, which it imports.
 * @param files of test/, without extension; the first is the one to run
 */
export function compileChild(...files: readonly [string, ...string[]]): string {
  for (const file of files) {
    const { outputText } = ts.transpileModule(readFileSync(here(`../${file}.ts`), "utf8"), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
      fileName: `${file}.ts`,
    });
    const to = here(`../../dist/test/${file}.js`);
    mkdirSync(here(`../../dist/test/${file}.js/..`), { recursive: true });
    writeFileSync(to, outputText);
  }
  return here(`../../dist/test/${files[0]}.js`);
}
