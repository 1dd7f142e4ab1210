// Runs the built generator of Constants.sol and the contracts' abi; `--check` only compares and fails on a difference.
import { main } from "../dist/circuits-free-verifier/codegen.js";

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
