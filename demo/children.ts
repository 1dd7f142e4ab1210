import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The launcher, as seen from where this file is built to. */
export const LAUNCHER = fileURLToPath(new URL("../../bin/walras.js", import.meta.url));

export interface Ended {
  /** Undefined where a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs another `walras` command in a process of its own, which Ctrl-C at the terminal does not reach; aborting ends it by its pid.
 */
export function runWalras(
  args: readonly string[],
  input: string,
  aborted: AbortSignal,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [LAUNCHER, ...args], { detached: true });
    const end = (): void => void child.kill("SIGKILL");
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        texts[name] += text;
      });
    }
    aborted.addEventListener("abort", end, { once: true });
    child.once("error", reject);
    child.once("close", (code) => {
      aborted.removeEventListener("abort", end);
      resolve({ code: code ?? undefined, ...texts });
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** Whether there is a process of this id. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
