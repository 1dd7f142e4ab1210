import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type DevAccount, type Devnet, startDevnet } from "#l1/devnet";
import { connectL1, type L1Client, sleep } from "#l1/rpc";
import { createWalrasClient, type WalrasClient } from "../../client/createWalrasClient.ts";
import { plainTokenAbi, plainTokenBytecode } from "../generated/contracts.ts";

/** An operator's folder, its commands as processes of their own, and traders that know nothing but the API and L1. */

const LAUNCHER = fileURLToPath(new URL("../../bin/walras.js", import.meta.url));
const MILLION = 10n ** 24n;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class OperatorFolder {
  readonly path = mkdtempSync(join(tmpdir(), "walras-operator-"));
  readonly devnet: Devnet;
  readonly client: L1Client;
  token: `0x${string}` = "0x";

  private constructor(devnet: Devnet) {
    this.devnet = devnet;
    this.client = connectL1(devnet.url);
  }

  /** A chain with a token on it, and the parties' keys in files. */
  static async open(): Promise<OperatorFolder> {
    const folder = new OperatorFolder(await startDevnet({ blockTime: 1, accounts: 8 }));
    for (const [n, name] of ["deployer", "sequencer", "keyper", "owner"].entries())
      folder.write(`${name}.key`, `${folder.party(n).privateKey}\n`);
    const wallet = folder.walletOf(7);
    const args = ["Dollar", "USD", 18] as const;
    const create = { abi: plainTokenAbi, bytecode: plainTokenBytecode, args } as const;
    const hash = await wallet.deployContract(create);
    const receipt = await folder.client.waitForTransactionReceipt({ hash, pollingInterval: 100 });
    folder.token = (receipt.contractAddress ?? "0x").toLowerCase() as `0x${string}`;
    return folder;
  }

  party(n: number): DevAccount {
    return this.devnet.accounts[n] as DevAccount;
  }

  walletOf(n: number) {
    const account = privateKeyToAccount(this.party(n).privateKey);
    return createWalletClient({ account, chain: this.chain, transport: http(this.devnet.url) });
  }

  get chain() {
    const { chainId, url } = this.devnet;
    const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
    return { id: chainId, name: "devnet", nativeCurrency, rpcUrls: { default: { http: [url] } } };
  }

  at(name: string): string {
    return join(this.path, name);
  }

  write(name: string, text: string): void {
    mkdirSync(join(this.at(name), ".."), { recursive: true });
    writeFileSync(this.at(name), text, { mode: 0o600 });
  }

  /** Runs a command of walras to its end. */
  async run(...args: string[]): Promise<Ended> {
    const child = this.spawn(args);
    let [out, err] = ["", ""];
    child.stdout?.on("data", (text: Buffer) => {
      out += text;
    });
    child.stderr?.on("data", (text: Buffer) => {
      err += text;
    });
    const [code] = (await once(child, "close")) as [number | null];
    return { code, out, err };
  }

  /** Starts `walras sequencer` and waits until it listens. */
  async sequencer(...args: string[]): Promise<{ child: ChildProcess; url: string; log: string[] }> {
    const child = this.spawn(["sequencer", ...args]);
    const log: string[] = [];
    let err = "";
    child.stderr?.on("data", (text: Buffer) => {
      err += text;
    });
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
        log.push(line);
        const said = JSON.parse(line) as { msg?: string; url?: string };
        if (said.msg === "listening" && said.url !== undefined) resolve(said.url);
      });
      child.once("close", (code) => reject(new Error(`exit ${code}: ${err}${log.join("\n")}`)));
    });
    return { child, url, log };
  }

  /** A trader with an account, ETH and tokens on the exchange. */
  async trader(n: number, url: string): Promise<WalrasClient> {
    const wallet = this.walletOf(n);
    const mint = { address: this.token, abi: plainTokenAbi, functionName: "mint" } as const;
    await wallet.writeContract({ ...mint, args: [wallet.account.address, MILLION] });
    const client = createWalrasClient({
      chain: this.chain,
      transport: http(this.devnet.url),
      url,
      account: wallet.account,
      pollingInterval: 200,
    });
    const { account } = await client.openAccount();
    await client.deposit({ asset: 0, quantity: "10", accountId: account });
    await client.deposit({ asset: 1, quantity: "50000", accountId: account });
    for (;;) {
      const found = await client.getAccount({ account }).catch(() => undefined);
      if (found?.balances.every(({ available }) => available > 0)) return client;
      await sleep(200);
    }
  }

  async close(): Promise<void> {
    await this.devnet.stop();
    rmSync(this.path, { recursive: true });
  }

  private spawn(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [LAUNCHER, ...args], { cwd: this.path, stdio: "pipe" });
  }
}

/** Ends a process by its own pid and tells its exit code. */
export async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const closed = once(child, "close") as Promise<[number | null]>;
  child.kill(signal);
  return (await closed)[0];
}
