// Runs the generator of Constants.sol and the contracts' abi; `--check` only compares and fails on a difference.
import { existsSync } from "node:fs";

const source = new URL("../circuits-free-verifier/codegen.ts", import.meta.url);
const built = new URL("../dist/circuits-free-verifier/codegen.js", import.meta.url);

if (existsSync(source)) {
  const { main } = await import(built.href);
  await main(process.argv.slice(2));
} else {
  console.log("No generator in this tree: nothing to compare.");
}
