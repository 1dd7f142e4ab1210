import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Abi, encodeDeployData, encodeFunctionData, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { readDeployment } from "../../circuits-free-verifier/l1/deploy.ts";
import {
  type DevAccount,
  type Devnet,
  devAccounts,
  startDevnet,
} from "../../circuits-free-verifier/l1/devnet.ts";
import { settlementAbi } from "../../circuits-free-verifier/l1/generated/settlement.ts";
import { deployRollup } from "../../circuits-free-verifier/l1/rollup.ts";
import { connectL1, type L1Client, sleep } from "../../circuits-free-verifier/l1/rpc.ts";
import { Sender, type StoredTransaction } from "../../circuits-free-verifier/l1/send.ts";
import { bigintToBytes, toHex } from "../../circuits-free-verifier/protocol/bytes.ts";
import type { Deployment } from "../../circuits-free-verifier/protocol/config.ts";
import type { Crypto } from "../../circuits-free-verifier/protocol/crypto.ts";
import { genesisState } from "../../circuits-free-verifier/protocol/genesis.ts";
import type { Operation } from "../../circuits-free-verifier/protocol/operation.ts";
import { sealEnvelope } from "../../circuits-free-verifier/protocol/sealEnvelope.ts";
import { keySigner, type Signer } from "../../circuits-free-verifier/protocol/signature.ts";
import type { Answer } from "../../sequencer/daemon.ts";
import {
  type EmbeddedKeysOptions,
  embeddedKeys,
  type RunningSequencer,
  type SequencerOptions,
  startSequencer,
} from "../../sequencer/main.ts";
import type { Status } from "../../sequencer/status.ts";
import { plainTokenAbi, plainTokenBytecode } from "../generated/contracts.ts";
import { SteeredClock } from "./steeredClock.ts";

/** A devnet with a Settlement, funded traders, and a sequencer that can be started on it again and again. */

const START = 1_800_000_000;
export const INTERVAL = 1_000;
/** Time for setting up before slot 1 opens. */
const SETUP = 20_000;
const WEI = 10n ** 9n;
/** Between looks for a receipt. */
const POLL_MS = 5;

/** Which of anvil's accounts plays whom. */
const ROLES = ["deployer", "sequencer", "keyper", "operator", "trader"] as const;
const accounts = devAccounts(ROLES.length);
const cast = Object.fromEntries(ROLES.map((role, n) => [role, accounts[n]])) as Record<
  (typeof ROLES)[number],
  DevAccount
>;

export interface Trader {
  readonly account: number;
  readonly signer: Signer;
}

export interface WorldOptions {
  readonly traders: number;
  /** Units of each asset that every trader deposits. */
  readonly funds: number;
  readonly change?: Partial<Deployment>;
}

/** All that another process needs to play in the same world. */
export interface WorldPlan {
  readonly url: string;
  readonly settlement: Hex;
  readonly directory: string;
  readonly traders: number;
}

/** The key that account `account` trades with. */
export function traderKey(account: number): Uint8Array {
  return bigintToBytes(0x7ade000000n + BigInt(account), 32);
}

export class World {
  readonly url: string;
  readonly client: L1Client;
  readonly crypto: Crypto;
  readonly deployment: Deployment;
  readonly settlement: Hex;
  readonly directory: string;
  readonly clock: SteeredClock;
  readonly traders: readonly Trader[];
  /** Undefined where another process runs it. */
  readonly devnet: Devnet | undefined;
  #random = 1n;

  private constructor(
    parts: Omit<WorldPlan, "traders"> & {
      readonly crypto: Crypto;
      readonly deployment: Deployment;
      readonly traders: number;
      readonly devnet?: Devnet;
      readonly now: number;
    },
  ) {
    const { url, settlement, directory, crypto, deployment, traders, devnet, now } = parts;
    this.url = url;
    this.client = connectL1(url);
    this.crypto = crypto;
    this.deployment = deployment;
    this.settlement = settlement;
    this.directory = directory;
    this.clock = new SteeredClock(now * 1000);
    this.devnet = devnet;
    this.traders = Array.from({ length: traders }, (_, n) => ({
      account: n + 1,
      signer: keySigner(crypto, traderKey(n + 1)),
    }));
  }

  /** Starts a devnet, deploys and funds. */
  static async create(options: WorldOptions): Promise<World> {
    const crypto = await loadCrypto();
    const devnet = await startDevnet({ timestamp: START });
    const sender = new Sender({
      client: connectL1(devnet.url),
      chainId: devnet.chainId,
      account: privateKeyToAccount(cast.deployer.privateKey),
      store: new MemoryTransactions(),
      pollMs: 10,
    });
    const data = encodeDeployData({
      abi: plainTokenAbi,
      bytecode: plainTokenBytecode,
      args: ["Base", "BASE", 18],
    });
    const { contractAddress } = await sender.send({ key: "deploy:token", data });
    const token = (contractAddress as string).toLowerCase() as Hex;
    const deployment = deploymentFor(token, options.change);
    const root = genesisState(deployment).root();
    const { address } = await deployRollup(sender, deployment, root);
    const world = new World({
      url: devnet.url,
      settlement: address,
      directory: mkdtempSync(join(tmpdir(), "walras-world-")),
      crypto,
      deployment,
      traders: options.traders,
      devnet,
      now: START,
    });
    await world.#postBonds();
    await world.#fundTraders(token, options.funds);
    return world;
  }

  /** Enters a world that another process made; the clock begins at L1's time. */
  static async enter(plan: WorldPlan): Promise<World> {
    const crypto = await loadCrypto();
    const client = connectL1(plan.url);
    const { deployment } = await readDeployment(client, plan.settlement);
    const { timestamp } = await client.getBlock();
    return new World({ ...plan, crypto, deployment, now: Number(timestamp) });
  }

  /** Whose the traders' accounts are. */
  get owner(): Hex {
    return cast.trader.address;
  }

  async blockOfLastDeposit(): Promise<number> {
    const logs = await this.client.getContractEvents({
      abi: settlementAbi,
      address: this.settlement,
      eventName: "Deposited",
      fromBlock: 0n,
    });
    return Number(logs.at(-1)?.blockNumber ?? 0n);
  }

  plan(): WorldPlan {
    const { url, settlement, directory, traders } = this;
    return { url, settlement, directory, traders: traders.length };
  }

  async close(): Promise<void> {
    this.clock.stop();
    if (this.devnet === undefined) return;
    await this.devnet.stop();
    rmSync(this.directory, { recursive: true });
  }

  /** @param name of the database files, so that several sequencers' do not meet */
  async start(
    name = "sequencer",
    change: Partial<SequencerOptions["settings"]> = {},
    watch?: (status: Status) => void,
  ): Promise<RunningSequencer> {
    return await startSequencer(this.options(name, change), watch);
  }

  options(name: string, change: Partial<SequencerOptions["settings"]> = {}): SequencerOptions {
    const { sequencer } = cast;
    return {
      settings: {
        database: join(this.directory, `${name}.db`),
        createDatabase: true,
        pollMs: 20,
        retryMs: 50,
        maxClaimSlots: 1,
        ...change,
      },
      crypto: this.crypto,
      clock: this.clock,
      l1: { client: this.client, settlement: this.settlement },
      privateKey: sequencer.privateKey,
      keys: embeddedKeys(this.keyperOptions(name)),
    };
  }

  keyperOptions(name: string): EmbeddedKeysOptions {
    return {
      database: join(this.directory, `${name}-keyper.db`),
      createDatabase: true,
      privateKey: cast.keyper.privateKey,
      random: () => this.random(),
    };
  }

  /** Counted, not secret: the same in every run. */
  random(): Uint8Array {
    return this.crypto.keccak256(bigintToBytes(this.#random++, 32));
  }

  /** Moves L1 and the sequencer's clock to some way through a slot's time. */
  async goTo(slot: number, part = 0.1): Promise<void> {
    await this.goToTime(this.timeOf(slot, part));
  }

  /** Unix seconds. */
  timeOf(slot: number, part = 0.1): number {
    const { genesisTime, interval } = this.deployment;
    return genesisTime + (slot - 1) * interval + Math.floor(interval * part);
  }

  /** @param time unix seconds, after L1's newest block */
  async goToTime(time: number): Promise<void> {
    await this.ask("evm_setNextBlockTimestamp", [time]);
    await this.mine();
    this.clock.jump(time * 1000);
  }

  async mine(blocks = 1): Promise<void> {
    await this.ask("anvil_mine", [blocks]);
  }

  /** Anvil's own methods. */
  async ask(method: string, params: readonly unknown[]): Promise<unknown> {
    return await this.client.request({ method, params } as never);
  }

  seal(
    sequencer: RunningSequencer,
    trader: Trader,
    operations: readonly Operation[],
    version = 0,
  ): Uint8Array {
    const collecting = sequencer.collecting();
    if (collecting === undefined) throw new RangeError("the sequencer collects nothing now");
    const { account, signer } = trader;
    const { slot, key } = collecting;
    const batchPoint = key.point;
    const random = this.random();
    return sealEnvelope(
      sequencer.context,
      { slot, account, version, operations, batchPoint, random },
      signer,
    );
  }

  async submit(
    sequencer: RunningSequencer,
    trader: Trader,
    operations: readonly Operation[],
    version = 0,
  ): Promise<Answer> {
    const slot = sequencer.collecting()?.slot ?? 0;
    return await sequencer.submit(slot, this.seal(sequencer, trader, operations, version));
  }

  /** A call of Settlement from one of anvil's own cast, mined on return, whether it succeeds or not. */
  async call(from: Hex, functionName: string, args: readonly unknown[], value = 0n): Promise<Hex> {
    const hash = await this.#send(from, functionName, args, value);
    // On a busy machine anvil mines a good while after it has answered.
    while ((await this.ask("eth_getTransactionReceipt", [hash])) === null) await sleep(POLL_MS);
    return hash;
  }

  async #send(from: Hex, functionName: string, args: readonly unknown[], value = 0n): Promise<Hex> {
    const data = encodeFunctionData({ abi: settlementAbi as Abi, functionName, args });
    return await this.#sendRaw(from, this.settlement, data, value);
  }

  async #sendRaw(from: Hex, to: Hex, data: Hex, value = 0n): Promise<Hex> {
    const transaction = { from, to, data, value: toHexNumber(value), gas: toHexNumber(1_000_000n) };
    return (await this.ask("eth_sendTransaction", [transaction])) as Hex;
  }

  async #postBonds(): Promise<void> {
    const { deployer, sequencer, keyper } = cast;
    const { sequencerBond, keyperBond, claimantBond } = this.deployment;
    await this.call(deployer.address, "postBond", [0, sequencer.address], sequencerBond);
    await this.call(deployer.address, "postBond", [1, keyper.address], keyperBond);
    await this.call(deployer.address, "postBond", [2, sequencer.address], claimantBond);
  }

  /** Accounts 1 … n belong to one owner; each trades with its own key. */
  async #fundTraders(token: Hex, funds: number): Promise<void> {
    const owner = cast.trader.address;
    const { assets, registrationFee } = this.deployment;
    const supply = 10n ** 30n;
    const mint = encodeFunctionData({
      abi: plainTokenAbi,
      functionName: "mint",
      args: [owner, supply],
    });
    await this.#sendRaw(owner, token, mint);
    const approve = encodeFunctionData({
      abi: plainTokenAbi,
      functionName: "approve",
      args: [this.settlement, supply],
    });
    await this.#sendRaw(owner, token, approve);
    await this.ask("evm_setAutomine", [false]);
    for (const { account, signer } of this.traders) {
      await this.#send(owner, "register", [toHex(signer.address)], registrationFee);
      for (const [asset, { scale }] of assets.entries()) {
        const wei = BigInt(funds) * scale;
        await this.#send(owner, "deposit", [account, asset, wei], asset === 0 ? wei : 0n);
      }
      if (account % 60 === 0) await this.mine();
    }
    await this.mine(2);
    await this.ask("evm_setAutomine", [true]);
  }
}

const toHexNumber = (value: bigint): Hex => `0x${value.toString(16)}`;

export class MemoryTransactions {
  readonly #all: StoredTransaction[] = [];
  load(): readonly StoredTransaction[] {
    return this.#all;
  }
  save(transaction: StoredTransaction): void {
    this.#all.push(transaction);
  }
  remove(): void {
    this.#all.length = 0;
  }
}

function deploymentFor(token: Hex, change: Partial<Deployment> = {}): Deployment {
  const lower = ({ address }: DevAccount): string => address.toLowerCase();
  const market = {
    base: 1,
    quote: 0,
    feeBps: 5,
    bandBps: 10_000,
    minLots: 1,
    baseUnit: 10,
    quoteUnit: 1,
    referenceTick: 1_000,
  };
  return {
    genesisTime: START + SETUP,
    interval: INTERVAL,
    stepsPerRoot: 16,
    sealDelay: 600,
    inboxDelay: 100,
    revealDelay: 600,
    challengeWindow: 3_600,
    sweepDelay: 86_400,
    freezeDelay: 400_000,
    exitDelay: 400_000,
    operationFee: 2,
    registrationFee: 1_000n,
    sequencerBond: 10n ** 18n,
    keyperBond: 10n ** 18n,
    claimantBond: 10n ** 18n,
    dropFee: 10n ** 17n,
    sequencer: lower(cast.sequencer),
    operatorOwner: lower(cast.operator),
    operatorSigner: lower(cast.operator),
    keypers: [lower(cast.keyper)],
    threshold: 1,
    quorum: 1,
    assets: [
      { token: `0x${"00".repeat(20)}`, scale: WEI },
      { token, scale: WEI },
    ],
    markets: [market],
    ...change,
  };
}
