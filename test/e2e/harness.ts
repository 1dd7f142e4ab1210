import {
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { abiClaim } from "#l1/claimHash";
import { abiDeployment } from "#l1/deploy";
import { type DevAccount, type Devnet, type DevnetOptions, startDevnet } from "#l1/devnet";
import type { Claim } from "#l1/eventTypes";
import { closeOf } from "#l1/facts";
import { Follower } from "#l1/follow";
import { fraudProofAbi, fraudProofBytecode } from "#l1/generated/fraudProof";
import { settlementAbi, settlementBytecode } from "#l1/generated/settlement";
import { revertReason } from "#l1/revert";
import { connectL1, type L1Client, sleep } from "#l1/rpc";
import { SettlementLog } from "#l1/settlementLog";
import { asciiBytes, concatBytes, hexToBytes, toHex } from "#protocol/bytes";
import { encodeCertificate } from "#protocol/certificate";
import { encodeChunks } from "#protocol/claim";
import type { Deployment } from "#protocol/config";
import { KEY_SET_SLOTS } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { encodePosted, envelopeTreeRoot } from "#protocol/envelopeTree";
import type { Facts, SealFact } from "#protocol/facts";
import { genesisState } from "#protocol/genesis";
import { keyProof, keySetRoot, type SlotKeys } from "#protocol/keySet";
import { balanceLeaf, CURSOR_LEAF } from "#protocol/layout";
import { certificateDigest, domainSeparatorOf, keySetDigest } from "#protocol/messages";
import type { Operation } from "#protocol/operation";
import { BookProposer } from "#protocol/proposer";
import { sealEnvelope } from "#protocol/sealEnvelope";
import { keySigner, type Signer } from "#protocol/signature";
import type { Snapshot, State } from "#protocol/state";
import type { Context } from "#protocol/stepTypes";
import { type Chunk, produceChunk } from "#protocol/trace";
import { depthOf, nodeAt } from "#protocol/tree";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import {
  challengerDoubleAbi,
  challengerDoubleBytecode,
  plainTokenAbi,
  plainTokenBytecode,
  relayAbi,
  relayBytecode,
} from "../generated/contracts.ts";

/** Plays every part by hand, one transaction a block, at exact times: a whole Settlement on anvil in a second or two. */

const START = 1_900_000_000;
const ONE_ETHER = 10n ** 18n;
/** The party that stands in for the contract that judges offences. */
const JUDGE = 11;
const GAS = 16_000_000n;
const MAX_FEE = 100_000_000_000n;

export interface Orders {
  readonly account: number;
  readonly operations: readonly Operation[];
  readonly version?: number;
}

export interface ChainOptions {
  readonly deployment?: Partial<Deployment>;
  readonly devnet?: DevnetOptions;
  readonly keypers?: number;
  /** Claims are judged by FraudProof instead of killed on demand. */
  readonly fraudProof?: true;
}

type SettlementFunction = Extract<
  (typeof settlementAbi)[number],
  { type: "function"; stateMutability: "nonpayable" | "payable" }
>["name"];

export class TestChain {
  readonly devnet: Devnet;
  readonly client: L1Client;
  readonly crypto: Crypto;
  readonly deployment: Deployment;
  readonly settlement: Hex;
  readonly context: Context;
  readonly token: Hex;
  readonly relay: Hex;
  readonly challenger: Hex;
  /** All of L1 so far; brought up to date by follow(). */
  readonly log: SettlementLog;
  /** State behind the newest claim that claim() posted. */
  readonly state: State;
  #proposer = new BookProposer();
  readonly #follower: Follower;
  readonly #keySets = new Map<number, SlotKeys[]>();
  readonly #signers = new Map<number, Signer>();
  #random = 0;
  #time = START;

  private constructor(parts: Pick<TestChain, Parts>, deployedAt: number) {
    this.devnet = parts.devnet;
    this.client = parts.client;
    this.crypto = parts.crypto;
    this.deployment = parts.deployment;
    this.settlement = parts.settlement;
    this.token = parts.token;
    this.relay = parts.relay;
    this.challenger = parts.challenger;
    const { crypto, deployment, devnet, settlement } = parts;
    const domainSeparator = domainSeparatorOf(crypto, devnet.chainId, hexToBytes(settlement));
    this.context = { crypto, domainSeparator };
    this.log = new SettlementLog({ ...this.context, deployment });
    this.state = genesisState(deployment);
    this.#follower = new Follower({
      client: parts.client,
      address: settlement,
      chainId: devnet.chainId,
      fromBlock: deployedAt,
    });
  }

  /** anvil with Settlement, a token, a relay and a challenger that kills on demand; bonds posted, keys not registered. */
  static async start(options: ChainOptions = {}): Promise<TestChain> {
    const devnet = await startDevnet({ timestamp: START, accounts: 12, ...options.devnet });
    const crypto = await loadCrypto();
    const client = connectL1(devnet.url);
    const deployer = party(devnet, 0);
    const create = (data: Hex): Promise<Created> => transact(devnet, client, deployer, { data });
    const token = await create(
      encodeDeployData({
        abi: plainTokenAbi,
        bytecode: plainTokenBytecode,
        args: ["Token", "TOK", 6],
      }),
    );
    const relay = await create(encodeDeployData({ abi: relayAbi, bytecode: relayBytecode }));
    const double = encodeDeployData({
      abi: challengerDoubleAbi,
      bytecode: challengerDoubleBytecode,
    });
    const challenger =
      options.fraudProof === true
        ? await addressAfterNext(client, deployer)
        : (await create(double)).address;
    const misconduct = party(devnet, JUDGE).address;
    const keypers = devnet.accounts.slice(2, 2 + (options.keypers ?? 1));
    const deployment = testDeployment(devnet, keypers, token.address, options.deployment);
    const genesisRoot = toHex(genesisState(deployment).root());
    const created = await create(
      encodeDeployData({
        abi: settlementAbi,
        bytecode: settlementBytecode,
        args: [abiDeployment(deployment), challenger, misconduct, genesisRoot],
      }),
    );
    if (options.fraudProof === true) {
      const args = [created.address] as const;
      const code = { abi: fraudProofAbi, bytecode: fraudProofBytecode, args };
      await create(encodeDeployData(code));
    }
    const parts = {
      devnet,
      client,
      crypto,
      deployment,
      settlement: created.address,
      token: token.address,
      relay: relay.address,
      challenger,
    };
    const chain = new TestChain(parts, created.blockNumber);
    await chain.#postBonds(keypers);
    return chain;
  }

  stop(): Promise<void> {
    return this.devnet.stop();
  }

  /** Account n of anvil: 0 deploys, sequences and claims, 1 owns the operator's account, 2 … are keypers, 6 … are free. */
  party(n: number): DevAccount {
    return party(this.devnet, n);
  }

  /** Stands in for the contract that judges offences. */
  get judge(): DevAccount {
    return this.party(JUDGE);
  }

  /** Calls Settlement and gives the block's number; throws where it reverts. `at`: the block's exact time. */
  async call(
    from: DevAccount,
    functionName: SettlementFunction,
    args: readonly unknown[],
    { value, at, relayed }: { value?: bigint; at?: number; relayed?: boolean } = {},
  ): Promise<number> {
    const data = encodeFunctionData({ abi: settlementAbi, functionName, args } as never);
    const message = relayed
      ? {
          to: this.relay,
          data: encodeFunctionData({
            abi: relayAbi,
            functionName: "relay",
            args: [this.settlement, data],
          }),
        }
      : { to: this.settlement, data };
    const call = { ...message, value: value ?? 0n };
    const done = await transact(this.devnet, this.client, from, call, at);
    return done.blockNumber;
  }

  /** Registers the next account for party n, who also signs; gives its id. */
  async register(n: number): Promise<number> {
    await this.follow();
    const account = this.log.money.accountCount;
    const owner = this.party(n);
    await this.call(owner, "register", [owner.address], { value: this.deployment.registrationFee });
    this.signWith(account, owner);
    return account;
  }

  /** From now on envelopes of the account are signed by this key. */
  signWith(account: number, by: DevAccount): void {
    this.#signers.set(account, keySigner(this.crypto, hexToBytes(by.privateKey)));
  }

  /** Pays units of an asset into an account, from party n. */
  async deposit(n: number, account: number, asset: number, units: bigint): Promise<void> {
    const value = units * (this.deployment.assets[asset]?.scale ?? 0n);
    const from = this.party(n);
    if (asset === 0)
      return void (await this.call(from, "deposit", [account, asset, value], { value }));
    const token = (functionName: "mint" | "approve", args: readonly [Hex, bigint]) =>
      transact(this.devnet, this.client, from, {
        to: this.token,
        data: encodeFunctionData({ abi: plainTokenAbi, functionName, args }),
      });
    await token("mint", [from.address, value]);
    await token("approve", [this.settlement, value]);
    await this.call(from, "deposit", [account, asset, value]);
  }

  /** L1's time as of the last follow(), unix seconds. */
  now(): number {
    return this.#time;
  }

  /** The slot that collects at that time. */
  slotNow(): number {
    const { genesisTime, interval } = this.deployment;
    return Math.max(1, Math.floor((this.#time - genesisTime) / interval) + 1);
  }

  closeOf(slot: number): number {
    return closeOf(this.deployment, slot);
  }

  /** x of a slot, 32 bytes; the same in every run. */
  keyOf(slot: number): Uint8Array {
    return this.crypto.keccak256(asciiBytes(`key of slot ${slot}`));
  }

  async registerKeySet(first: number): Promise<void> {
    const shares = this.deployment.keypers.map((_, n) => this.#share(n));
    const keys = Array.from({ length: KEY_SET_SLOTS }, (_, n) => {
      const slot = first + n;
      return {
        slot,
        batchKey: this.crypto.addressOf(this.keyOf(slot)) ?? new Uint8Array(20),
        shares,
      };
    });
    this.#keySets.set(first, keys);
    const root = keySetRoot(this.crypto, keys);
    const signatures = this.#certificate(keySetDigest(this.context, { first, root }));
    await this.call(this.party(0), "registerKeySet", [first, toHex(root), toHex(signatures)]);
  }

  envelope(slot: number, { account, operations, version }: Orders): Uint8Array {
    const signer = this.#signers.get(account);
    const batchPoint = this.crypto.pointOf(this.keyOf(slot));
    if (signer === undefined || batchPoint === undefined)
      throw new RangeError(`no signer of account ${account}`);
    const random = this.crypto.keccak256(asciiBytes(`random ${this.#random++}`));
    return sealEnvelope(
      this.context,
      { slot, account, version: version ?? 0, operations, batchPoint, random },
      signer,
    );
  }

  /** Seals a slot with a certificate, a second after its close or at `at`. */
  async seal(
    slot: number,
    orders: readonly Orders[],
    how: { at?: number; relayed?: boolean } = {},
  ): Promise<void> {
    await this.follow();
    const envelopes = [...orders]
      .sort((a, b) => a.account - b.account)
      .map((order) => this.envelope(slot, order));
    const root = envelopeTreeRoot(this.crypto, envelopes);
    const parent = this.log.facts.lastCertified;
    const certificate = this.#certificate(certificateDigest(this.context, { slot, root, parent }));
    const inboxEnd = this.log.facts.inboxEndOf(slot);
    const args = [slot, parent, inboxEnd, toHex(encodePosted(envelopes)), toHex(certificate)];
    await this.call(this.party(0), "seal", args, { at: this.closeOf(slot) + 1, ...how });
  }

  async sealEmpty(slot: number): Promise<void> {
    await this.follow();
    const at = this.closeOf(slot) + this.deployment.sealDelay + 1;
    await this.call(this.party(5), "sealEmpty", [slot, this.log.facts.inboxEndOf(slot)], { at });
  }

  async reveal(slot: number): Promise<void> {
    const [first, keys] =
      [...this.#keySets].find(([from]) => slot >= from && slot < from + KEY_SET_SLOTS) ?? [];
    if (first === undefined || keys === undefined) throw new RangeError(`no keys for slot ${slot}`);
    const shares = toHex(concatBytes(...(keys[slot - first]?.shares ?? [])));
    const proof = keyProof(this.crypto, keys, slot - first).map(toHex);
    await this.call(this.party(0), "reveal", [slot, toHex(this.keyOf(slot)), shares, proof]);
  }

  /** Every chunk that the facts allow, from where the last call ended. */
  async produce(): Promise<Chunk[]> {
    await this.follow();
    return this.#produce(this.log.facts);
  }

  #produce(facts: Facts): Chunk[] {
    const chunks: Chunk[] = [];
    const observe = this.#proposer.observe.bind(this.#proposer);
    for (;;) {
      const chunk = produceChunk(this.state, facts, this.context, this.#proposer, observe);
      if (chunk === undefined) return chunks;
      chunks.push(chunk);
    }
  }

  /** The next call of produce() begins from a state that was before. */
  rewind(to: Snapshot): void {
    this.state.restore(to);
    this.#proposer = BookProposer.fromState(this.state);
  }

  /** Every chunk of what follows if a slot's key were another than L1's facts say. */
  async produceAs(slot: number, key: Uint8Array | "void"): Promise<Chunk[]> {
    await this.follow();
    const { facts } = this.log;
    const as = (seal: SealFact | undefined): SealFact | undefined =>
      seal?.slot === slot ? { ...seal, key } : seal;
    const others: Facts = {
      sealAfter: (n) => as(facts.sealAfter(n)),
      sealOf: (n) => as(facts.sealOf(n)),
      inboxWord: (n) => facts.inboxWord(n),
    };
    return this.#produce(others);
  }

  /** Posts one claim for all that can be executed, up to the newest Start. */
  async claim(how: { at?: number; relayed?: boolean; by?: DevAccount } = {}): Promise<Claim> {
    return await this.postClaim(await this.produce(), this.state, how);
  }

  /** Posts a claim of these chunks, right or wrong, whose last root is that of `state`. */
  async postClaim(
    chunks: readonly Chunk[],
    state: State,
    { by, ...how }: { at?: number; relayed?: boolean; by?: DevAccount } = {},
  ): Promise<Claim> {
    await this.follow();
    const parent = abiClaim(this.log.claims.tip.claim);
    const cursor = toHex(state.get(CURSOR_LEAF).root);
    const args = [parent, toHex(encodeChunks(chunks)), cursor, this.proof(state, CURSOR_LEAF)];
    await this.call(by ?? this.party(0), "claim", args, how);
    await this.follow();
    return this.log.claims.tip.claim;
  }

  /** Kills a living claim. */
  async kill(claim: Claim, beneficiary: Hex): Promise<void> {
    const args = [this.settlement, abiClaim(claim), beneficiary] as const;
    const data = encodeFunctionData({ abi: challengerDoubleAbi, functionName: "kill", args });
    await transact(this.devnet, this.client, this.party(5), { to: this.challenger, data });
  }

  /** Pays what an account withdrew, by the state behind a final claim. */
  async withdraw(state: State, account: number, asset: number): Promise<void> {
    const gindex = balanceLeaf(account, asset);
    const leaf = toHex(state.get(gindex).root);
    const args = [account, asset, toHex(state.root()), leaf, this.proof(state, gindex)];
    await this.call(this.party(5), "withdraw", args);
  }

  /** Siblings of a leaf, lowest first. */
  proof(state: State, gindex: number): Hex[] {
    const { root } = state.snapshot();
    return Array.from({ length: depthOf(gindex) }, (_, height) => {
      const node = Math.floor(gindex / 2 ** height);
      return toHex(nodeAt(root, node % 2 === 0 ? node + 1 : node - 1).root);
    });
  }

  /** Takes in what is new on L1. */
  async follow(): Promise<void> {
    for (;;) {
      const { rolledBackTo, events, head, tip } = await this.#follower.poll();
      if (rolledBackTo !== undefined) this.log.rollbackTo(rolledBackTo);
      for (const event of events) this.log.apply(event);
      this.#time = tip.timestamp;
      if (head?.number === tip.number) return;
    }
  }

  async #postBonds(keypers: readonly DevAccount[]): Promise<void> {
    const { sequencerBond, keyperBond, claimantBond, sequencer } = this.deployment;
    const payer = this.party(0);
    await this.call(payer, "postBond", [0, sequencer], { value: sequencerBond });
    for (const { address } of keypers) {
      await this.call(payer, "postBond", [1, address], { value: keyperBond });
    }
    await this.call(payer, "postBond", [2, payer.address], { value: claimantBond });
  }

  #certificate(digest: Uint8Array): Uint8Array {
    const signatures = Array.from({ length: this.deployment.quorum }, (_, index) => {
      const key = hexToBytes(this.party(2 + index).privateKey);
      return { index, signature: keySigner(this.crypto, key).sign(digest) };
    });
    return encodeCertificate(signatures);
  }

  #share(n: number): Uint8Array {
    return (
      this.crypto.addressOf(this.crypto.keccak256(asciiBytes(`share ${n}`))) ?? new Uint8Array(20)
    );
  }
}

type Parts =
  | "devnet"
  | "client"
  | "crypto"
  | "deployment"
  | "settlement"
  | "token"
  | "relay"
  | "challenger";

interface Created {
  readonly address: Hex;
  readonly blockNumber: number;
}

/** Where the second contract that a party creates from now on will lie. */
async function addressAfterNext(client: L1Client, { address }: DevAccount): Promise<Hex> {
  const nonce = await client.getTransactionCount({ address });
  return getContractAddress({ from: address, nonce: BigInt(nonce + 1) });
}

function party(devnet: Devnet, n: number): DevAccount {
  const account = devnet.accounts[n];
  if (account === undefined) throw new RangeError(`party ${n} of ${devnet.accounts.length}`);
  return account;
}

/** One market of a token against ETH. Slot 1 opens 1,000 s after anvil's genesis. */
function testDeployment(
  devnet: Devnet,
  keypers: readonly DevAccount[],
  token: Hex,
  change: Partial<Deployment> = {},
): Deployment {
  const address = (n: number): string => party(devnet, n).address.toLowerCase();
  const n = keypers.length;
  return {
    genesisTime: START + 1_000,
    interval: 10,
    stepsPerRoot: 16,
    sealDelay: 60,
    inboxDelay: 4,
    revealDelay: 60,
    challengeWindow: 600,
    sweepDelay: 1_000,
    freezeDelay: 3_600,
    exitDelay: 7_200,
    operationFee: 3,
    registrationFee: 1_000_000n,
    sequencerBond: ONE_ETHER,
    keyperBond: ONE_ETHER * 2n,
    claimantBond: ONE_ETHER * 3n,
    dropFee: ONE_ETHER / 10n,
    sequencer: address(0),
    operatorOwner: address(1),
    operatorSigner: address(1),
    keypers: keypers.map((keyper) => keyper.address.toLowerCase()),
    threshold: Math.max(1, n - 1),
    quorum: Math.floor((n + Math.max(1, n - 1) - 1) / 2) + 1,
    assets: [
      { token: `0x${"00".repeat(20)}`, scale: 10n ** 9n },
      { token: token.toLowerCase(), scale: 1n },
    ],
    markets: [
      {
        base: 1,
        quote: 0,
        feeBps: 5,
        bandBps: 500,
        minLots: 1,
        baseUnit: 10,
        quoteUnit: 7,
        referenceTick: 1_000,
      },
    ],
    ...change,
  };
}

async function transact(
  devnet: Devnet,
  client: L1Client,
  from: DevAccount,
  message: { readonly to?: Hex; readonly data: Hex; readonly value?: bigint },
  at?: number,
): Promise<Created> {
  // Every block's time is set, a second after the last one's unless told: none depends on how fast a test runs.
  const { timestamp } = await client.getBlock();
  await devnet.setNextBlockTimestamp(at ?? Number(timestamp) + 1);
  const account = privateKeyToAccount(from.privateKey);
  const raw = await account.signTransaction({
    chainId: devnet.chainId,
    nonce: await client.getTransactionCount({ address: account.address }),
    gas: GAS,
    maxFeePerGas: MAX_FEE,
    maxPriorityFeePerGas: 1n,
    ...message,
  });
  const hash = await client.request({ method: "eth_sendRawTransaction", params: [raw] });
  const receipt = await receiptOf(client, hash);
  if (receipt.status !== "success") {
    const reason = await revertReason(client, account.address, raw, receipt.blockNumber);
    throw new RangeError(`reverts: ${reason?.text}`);
  }
  return {
    address: (receipt.contractAddress ?? "0x") as Hex,
    blockNumber: Number(receipt.blockNumber),
  };
}

/** Asks until it is there: a node may count a block a moment before it finds the receipts in it. */
async function receiptOf(client: L1Client, hash: Hex): Promise<TransactionReceipt> {
  for (;;) {
    try {
      return await client.getTransactionReceipt({ hash });
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
      await sleep(5);
    }
  }
}
