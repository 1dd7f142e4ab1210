import { posix } from "node:path";
import ts from "typescript";

export interface Import {
  /** The specifier as written. */
  readonly specifier: string;
  /** The file meant, relative to the repository; undefined for a package or a node: module. */
  readonly target: string | undefined;
  /** True if the import vanishes on compilation. */
  readonly typeOnly: boolean;
}

const ALIASES = [
  { prefix: "#protocol/", folder: "circuits-free-verifier/protocol/" },
  { prefix: "#l1/", folder: "circuits-free-verifier/l1/" },
] as const;

function resolve(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
  for (const { prefix, folder } of ALIASES) {
    if (specifier.startsWith(prefix)) return `${folder}${specifier.slice(prefix.length)}.ts`;
  }
  return undefined;
}

const kindOf = (path: string): ts.ScriptKind =>
  path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;

function parse(path: string, source: string): ts.SourceFile {
  return ts.createSourceFile(path, source, ts.ScriptTarget.ES2023, true, kindOf(path));
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function isTypeOnlyImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

function importOf(node: ts.Node): { literal: ts.Node; typeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node)) {
    return { literal: node.moduleSpecifier, typeOnly: isTypeOnlyImport(node) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { literal: node.moduleSpecifier, typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { literal: node.argument.literal, typeOnly: true };
  }
  const first = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.arguments?.[0] : null;
  if (!first) return undefined;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { literal: first, typeOnly: false };
  }
  // new URL("./worker.ts", import.meta.url) names a module that a thread or a child process will load.
  if (ts.isNewExpression(node) && node.expression.getText() === "URL") {
    return { literal: first, typeOnly: false };
  }
  return undefined;
}

/** All modules that a file imports, re-exports, loads lazily or hands to a worker. */
export function importsOf(path: string, source: string): Import[] {
  const found: Import[] = [];
  walk(parse(path, source), (node) => {
    const hit = importOf(node);
    if (hit === undefined || !ts.isStringLiteralLike(hit.literal)) return;
    const specifier = hit.literal.text;
    const isUrl = ts.isNewExpression(node);
    if (isUrl && !/^\..*\.(ts|js)$/.test(specifier)) return;
    const target = resolve(path, isUrl ? specifier.replace(/\.js$/, ".ts") : specifier);
    found.push({ specifier, target, typeOnly: hit.typeOnly });
  });
  return found;
}

const BANNED_NAMES = new Map([
  ["Date", "the clock"],
  ["performance", "the clock"],
  ["process", "the process and its environment"],
  ["globalThis", "the surroundings"],
  ["Promise", "asynchronous code"],
  ["setTimeout", "a timer"],
  ["setInterval", "a timer"],
  ["queueMicrotask", "asynchronous code"],
  ["fetch", "the network"],
  ["Intl", "the locale"],
  ["getRandomValues", "randomness"],
  ["randomBytes", "randomness"],
  ["randomUUID", "randomness"],
  ["localeCompare", "the locale"],
]);

function impurityOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) {
    const reason = BANNED_NAMES.get(node.text);
    return reason && `${node.text} (${reason})`;
  }
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return "async";
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) {
    return "await";
  }
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
    return "import.meta (the surroundings)";
  }
  if (ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.AnyKeyword) return "as any";
  if (ts.isPropertyAccessExpression(node) && node.getText() === "Math.random") {
    return "Math.random (randomness)";
  }
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    /^(sort|toSorted)$/.test(node.expression.name.text) &&
    node.arguments.length === 0
  ) {
    return `.${node.expression.name.text}() without a comparator`;
  }
  return undefined;
}

/** Constructs that would make the result of a pure function depend on more than its arguments: "line: what". */
export function impuritiesOf(path: string, source: string): string[] {
  const file = parse(path, source);
  const found: string[] = [];
  walk(file, (node) => {
    const what = impurityOf(node);
    if (what === undefined) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.push(`${line + 1}: ${what}`);
  });
  return found;
}
