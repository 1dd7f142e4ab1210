import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { hexToBytes, toHex } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import { LAUNCHER } from "./children.ts";
import type { Network } from "./network.ts";
import { freePorts } from "./ports.ts";

/** Keypers of the demo, each a `walras keyper` in a process and a directory of its own. */
export interface KeyperProcesses {
  readonly urls: readonly string[];
  /** Ends one at once, by its pid, as a crash would. */
  kill(index: number): void;
  /** Ends all that still run and waits until they are gone. */
  stop(): Promise<void>;
}

/** A keyper that did not come up. */
export class KeyperFailed extends WalrasError {
  constructor(index: number, said: string) {
    super("keyperFailed", `keyper ${index}`, said, "it to start");
  }
}

/** Time for a slow machine. */
const LEAD_SECONDS = 20;
const ATTEMPT_MS = 20_000;
const POLL_MS = 200;
const PASSPHRASE = "a demo's secrets last as long as its directory";

export async function startKeypers(
  network: Network,
  folder: string,
  note: (line: string) => void,
): Promise<KeyperProcesses> {
  const { context, keyperKeys, devnet, settlement } = network;
  const ports = await freePorts(keyperKeys.length);
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const keypers = keyperKeys.map((key, index) => {
    const publicKey = context.crypto.pointOf(hexToBytes(key)) ?? new Uint8Array(33);
    return { url: urls[index], publicKey: toHex(publicKey) };
  });
  const children: ChildProcess[] = [];
  const release = endWithThisProcess(children);
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(ended));
    release();
  };
  try {
    for (const [index, privateKey] of keyperKeys.entries()) {
      const home = join(folder, `keyper-${index}`);
      mkdirSync(home);
      const secret = (name: string, text: string): string => {
        writeFileSync(join(home, name), text, { mode: 0o600 });
        return join(home, name);
      };
      const settings = {
        database: join(home, "keyper.sqlite"),
        createDatabase: true,
        privateKeyFile: secret("key", privateKey),
        passphraseFile: secret("passphrase", PASSPHRASE),
        rpc: devnet.url,
        settlement,
        port: ports[index],
        keypers,
        pollMs: POLL_MS,
        attemptMs: ATTEMPT_MS,
        leadSeconds: LEAD_SECONDS,
      };
      children.push(launch(secret("config.json", JSON.stringify(settings)), index, note));
    }
    await Promise.all(children.map(started));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls,
    kill: (index) => void children[index]?.kill("SIGKILL"),
    stop,
  };
}

function launch(config: string, index: number, note: (line: string) => void): ChildProcess {
  // Ctrl-C at the terminal must not reach it: the demo brings everything to its end first.
  const child = spawn(process.execPath, [LAUNCHER, "keyper", "--config", config], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on("line", (line) =>
      note(`keyper ${index}: ${line.replace(/^walras keyper: /, "")}`),
    );
  }
  return child;
}

/** Resolves when it has said where it listens. */
function started(child: ChildProcess, index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new KeyperFailed(index, `exit ${code}`)));
    child.stdout?.once("data", () => resolve());
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

function endWithThisProcess(children: readonly ChildProcess[]): () => void {
  const onExit = (): void => {
    for (const child of children) child.kill("SIGKILL");
  };
  process.on("exit", onExit);
  return () => process.off("exit", onExit);
}
