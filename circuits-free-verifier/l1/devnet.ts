import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createTestClient, type Hex, http } from "viem";
import { mnemonicToAccount, privateKeyToAddress } from "viem/accounts";
import { toHex } from "#protocol/bytes";
import { L1Unreachable } from "./errors.ts";

/** anvil as the embedded L1 of `walras demo` and of the tests. */

export interface DevnetOptions {
  /** Seconds between blocks; "manual" mines only on mine(); undefined mines each transaction at once. */
  readonly blockTime?: number | "manual";
  /** Unix seconds of the genesis block; now if undefined. */
  readonly timestamp?: number;
  /** Funded accounts; 10 if undefined. */
  readonly accounts?: number;
  readonly chainId?: number;
  /** ETH that each account holds; 10,000 if undefined. */
  readonly ether?: number;
  /** SIGINT, Ctrl-C included, does not end it: this process goes on and stops it later. */
  readonly outlivesInterrupt?: boolean;
  /** 0 or undefined: any free port. */
  readonly port?: number;
}

export interface DevAccount {
  readonly address: Hex;
  readonly privateKey: Hex;
}

export interface Devnet {
  readonly url: string;
  readonly pid: number;
  readonly chainId: number;
  /** Each holds `DevnetOptions.ether`. */
  readonly accounts: readonly DevAccount[];
  /** Moves the clock `seconds` ahead of where it stands; takes effect with the next block. */
  increaseTime(seconds: number): Promise<void>;
  /** The next block has exactly this time (unix seconds), which must exceed the last one's. */
  setNextBlockTimestamp(timestamp: number): Promise<void>;
  mine(blocks?: number): Promise<void>;
  setAutomine(on: boolean): Promise<void>;
  /** Replaces the last `depth` blocks by as many empty ones. */
  reorganise(depth: number): Promise<void>;
  snapshot(): Promise<Hex>;
  revert(id: Hex): Promise<void>;
  /** Ends anvil and waits until it is gone. */
  stop(): Promise<void>;
}

const MNEMONIC = "test test test test test test test test test test test junk";
const START_TIMEOUT_MS = 20_000;
const DEFAULT_ACCOUNTS = 10;
const DEFAULT_CHAIN_ID = 31_337;

/** Starts anvil on loopback and waits for its RPC. It ends with this process, unless that is killed outright. */
export async function startDevnet(options: DevnetOptions = {}): Promise<Devnet> {
  const chainId = options.chainId ?? DEFAULT_CHAIN_ID;
  const accounts = options.accounts ?? DEFAULT_ACCOUNTS;
  const child = spawn(anvilBinary(), argumentsOf(options, chainId, accounts), {
    stdio: ["ignore", "pipe", "pipe"],
    // A terminal sends Ctrl-C to all of a process group.
    detached: options.outlivesInterrupt === true,
  });
  const release = endWithThisProcess(child, options.outlivesInterrupt === true);
  const port = await listeningPort(child).catch((error: unknown) => {
    child.kill("SIGKILL");
    release();
    throw error;
  });
  const url = `http://127.0.0.1:${port}`;
  const client = createTestClient({ mode: "anvil", transport: http(url, { retryCount: 0 }) });
  return {
    url,
    pid: child.pid as number,
    chainId,
    accounts: devAccounts(accounts),
    increaseTime: async (seconds) => void (await client.increaseTime({ seconds })),
    setNextBlockTimestamp: (timestamp) =>
      client.setNextBlockTimestamp({ timestamp: BigInt(timestamp) }),
    mine: (blocks = 1) => client.mine({ blocks }),
    setAutomine: (on) => client.setAutomine(on),
    reorganise: async (depth) =>
      void (await client.request({ method: "anvil_reorg", params: [depth, []] } as never)),
    snapshot: () => client.snapshot(),
    revert: (id) => client.revert({ id }),
    stop: () => stop(child).finally(release),
  };
}

/** The accounts of anvil's well-known mnemonic. Never use them on a public chain. */
export function devAccounts(count: number): DevAccount[] {
  const wallet = mnemonicToAccount(MNEMONIC, { path: "m/44'/60'/0'/0" }).getHdKey();
  return Array.from({ length: count }, (_, index) => {
    const privateKey = toHex(wallet.deriveChild(index).privateKey ?? new Uint8Array(32));
    return { address: privateKeyToAddress(privateKey), privateKey };
  });
}

/** The binary itself, not npm's wrapper: its pid is the one to end. */
function anvilBinary(): string {
  const wrapper = createRequire(import.meta.url).resolve("@foundry-rs/anvil/package.json");
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const folder = `@foundry-rs/anvil-${process.platform}-${architecture}`;
  const manifest = createRequire(wrapper).resolve(`${folder}/package.json`);
  return join(dirname(manifest), "bin", process.platform === "win32" ? "anvil.exe" : "anvil");
}

function argumentsOf(options: DevnetOptions, chainId: number, accounts: number): string[] {
  const list = ["--host", "127.0.0.1", "--port", String(options.port ?? 0)];
  list.push("--accounts", String(accounts), "--chain-id", String(chainId), "--mnemonic", MNEMONIC);
  list.push("--hardfork", "prague", "--no-request-size-limit", "--order", "fees");
  if (options.ether !== undefined) list.push("--balance", String(options.ether));
  if (options.timestamp !== undefined) list.push("--timestamp", String(options.timestamp));
  if (options.blockTime === "manual") list.push("--no-mining");
  else if (options.blockTime !== undefined) list.push("--block-time", String(options.blockTime));
  return list;
}

/** Resolves with the port that anvil says it listens on. */
function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (reason: string): void => {
      clearTimeout(timer);
      reject(new L1Unreachable("anvil's start", `${reason}: ${said.slice(-500)}`));
    };
    const timer = setTimeout(() => fail("timeout"), START_TIMEOUT_MS);
    const read = (data: Buffer): void => {
      said = (said + data.toString()).slice(-20_000);
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      child.stdout?.off("data", read).resume();
      resolve(Number(port));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", (data: Buffer) => {
      said = (said + data.toString()).slice(-20_000);
    });
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`exit ${code}`));
  });
}

const SIGNALS = ["SIGTERM", "SIGHUP", "SIGINT"] as const;

function endWithThisProcess(child: ChildProcess, outlivesInterrupt: boolean): () => void {
  const signals = SIGNALS.filter((signal) => !(outlivesInterrupt && signal === "SIGINT"));
  const onExit = (): void => void child.kill("SIGKILL");
  const onSignal = (signal: NodeJS.Signals): void => {
    child.kill("SIGKILL");
    release();
    // With no listener of the program's own left, the signal has its usual effect.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const release = (): void => {
    process.off("exit", onExit);
    for (const signal of signals) process.off(signal, onSignal);
  };
  process.on("exit", onExit);
  for (const signal of signals) process.on(signal, onSignal);
  child.once("exit", release);
  return release;
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
