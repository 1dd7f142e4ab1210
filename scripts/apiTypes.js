// Writes the API's document and the clients' types from the built schemas; `--check` only compares and fails on a difference.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";
import { openApiDocument } from "../dist/sequencer/api/schema/openapi.js";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const document = openApiDocument(version);
const types = astToString(
  await openapiTS(structuredClone(document), {
    immutable: true,
    alphabetize: true,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  }),
);
const head = "// Generated from sequencer/api/schema by scripts/apiTypes.js. Do not edit.\n\n";
const made = {
  "client/generated/openapi.json": `${JSON.stringify(document, null, 2)}\n`,
  "client/generated/api.ts": head + types,
};

for (const [path, text] of Object.entries(made)) {
  if (process.argv.includes("--check")) {
    let found;
    try {
      found = readFileSync(path, "utf8");
    } catch {
      found = undefined;
    }
    if (found === text) continue;
    console.error(`${path} is not what sequencer/api/schema says: run npm run codegen`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
