import { WalrasError } from "#protocol/errors";
import { faultLine, OperatorConfigError } from "../operator/config/faults.ts";
import { jsonLine, type Output } from "../operator/output.ts";

/** What the operator's commands share: results on standard output, faults one by one on standard error, exit 2. */

export const operatorOutput: Output = {
  out: (result) => console.log(jsonLine(result)),
  note: (line) => void process.stderr.write(`${line}\n`),
};

const CANNOT = 2;

/** Runs a command to its exit code; 2 where it cannot go on. */
export async function runOperator(name: string, work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    for (const line of linesOf(error)) process.stderr.write(`walras ${name}: ${line}\n`);
    process.exitCode = CANNOT;
  }
}

function linesOf(error: unknown): string[] {
  if (error instanceof OperatorConfigError) return error.faults.map(faultLine);
  if (error instanceof WalrasError) return [error.message];
  return [String(error instanceof Error ? error.stack : error)];
}
