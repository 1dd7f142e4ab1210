import { encodeDeployData, encodeFunctionData, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type DevAccount, type Devnet, startDevnet } from "#l1/devnet";
import type { FactContext } from "#l1/facts";
import { settlementAbi } from "#l1/generated/settlement";
import { deployRollup } from "#l1/rollup";
import { connectL1, type L1Client } from "#l1/rpc";
import { Sender } from "#l1/send";
import { hexToBytes } from "#protocol/bytes";
import type { Deployment, MarketParams } from "#protocol/config";
import { MAX_AMOUNT, OPERATOR_ACCOUNT } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { genesisState } from "#protocol/genesis";
import { domainSeparatorOf } from "#protocol/messages";
import { BASE_PLACES, QUOTE_PLACES } from "./flowMarket.ts";
import { type Funds, VISITOR, VISITOR_WEI } from "./funding.ts";
import { demoTokenAbi, demoTokenBytecode } from "./generated/token.ts";
import { newTrader, type Trader } from "./trader.ts";
import { CALL_COST, Wallet } from "./wallet.ts";

/** The embedded L1 with Settlement and a token on it, its parties and its bonds. */
export interface Network {
  readonly devnet: Devnet;
  readonly client: L1Client;
  readonly chainId: number;
  readonly settlement: Hex;
  /** FraudProof. */
  readonly challenger: Hex;
  readonly deployedAt: number;
  readonly token: Hex;
  readonly deployment: Deployment;
  readonly context: FactContext;
  /** Holds all tokens in the beginning, pays for everyone's deposits. */
  readonly funder: Wallet;
  /** Owns account 0, which fees are paid to. */
  readonly operator: Wallet;
  readonly keypers: readonly Wallet[];
  readonly sequencerKey: Hex;
  readonly keyperKeys: readonly Hex[];
  /** Challenges wrong claims. */
  readonly watcherKey: Hex;
  /** Posts a claimant's bond, and a wrong claim. */
  readonly liarKey: Hex;
}

export interface NetworkOptions {
  readonly crypto: Crypto;
  readonly market: MarketParams;
  /** Seconds. */
  readonly interval: number;
  /** 1 if undefined. */
  readonly keypers?: number;
  /** t; 1 if undefined. */
  readonly threshold?: number;
}

/** The quote token's own decimals. */
const TOKEN_PLACES = 18;
const ETH_PLACES = 18;
const BLOCK_TIME = 1;
/** More than any flow can deposit. */
const ETHER_OF_PARTIES = 20_000_000;
/** Time for a slow machine; nothing waits for it. */
const SEAL_DELAY = 600;
const DAY = 86_400;
/** Seconds until slot 1 opens, before which L1 must know the slot's keys. */
const OPENS_AFTER = 12;
/** … which several keypers make together, each in a process of its own. */
const COMMITTEE_OPENS_AFTER = 30;
const MILLIETHER = 10n ** 15n;
const DEPLOY_GAS = 5_000_000n;

/** Units of ETH that each 16-byte block of an envelope costs: a thousand gwei. */
export const OPERATION_FEE = 1_000;
/** Seconds between a claim and its finality, short because the clock can be moved. */
export const CHALLENGE_WINDOW = 2 * SEAL_DELAY;

export async function openNetwork(options: NetworkOptions): Promise<Network> {
  const devnet = await startDevnet({
    blockTime: BLOCK_TIME,
    accounts: ROLES + (options.keypers ?? 1) - 1,
    ether: ETHER_OF_PARTIES,
    outlivesInterrupt: true,
  });
  try {
    return await deploy(devnet, options);
  } catch (error) {
    await devnet.stop();
    throw error;
  }
}

/** Parties but for the keypers after the first. */
const ROLES = 7;
type Seven<T> = readonly [T, T, T, T, T, T, T];

async function deploy(devnet: Devnet, options: NetworkOptions): Promise<Network> {
  const { url, chainId } = devnet;
  const [deployer, sequencer, keyper, funderAccount, operatorAccount, watcher, liar] =
    devnet.accounts as readonly DevAccount[] as Seven<DevAccount>;
  const keypers = [keyper, ...devnet.accounts.slice(ROLES)];
  const threshold = options.threshold ?? 1;
  const client = connectL1(url);
  const wallet = ({ privateKey }: DevAccount): Wallet => new Wallet(client, chainId, privateKey);
  const funder = wallet(funderAccount);
  const operator = wallet(operatorAccount);

  const supply = BigInt(MAX_AMOUNT) * 10n ** BigInt(TOKEN_PLACES - QUOTE_PLACES);
  const create = { abi: demoTokenAbi, bytecode: demoTokenBytecode, args: [supply] } as const;
  const created = await funder.send({ data: encodeDeployData(create) }, DEPLOY_GAS);
  const [receipt] = await funder.mined("deploying the token", [created]);
  const token = (receipt?.contractAddress ?? "0x").toLowerCase() as Hex;

  const deployment: Deployment = {
    genesisTime: Math.floor(Date.now() / 1000) + opensAfter(keypers.length),
    interval: options.interval,
    stepsPerRoot: 16,
    sealDelay: SEAL_DELAY,
    inboxDelay: 1,
    revealDelay: SEAL_DELAY,
    challengeWindow: CHALLENGE_WINDOW,
    sweepDelay: DAY,
    freezeDelay: 7 * DAY,
    exitDelay: 7 * DAY,
    operationFee: OPERATION_FEE,
    registrationFee: MILLIETHER,
    sequencerBond: 2_000n * MILLIETHER,
    keyperBond: 1_000n * MILLIETHER,
    claimantBond: 1_000n * MILLIETHER,
    dropFee: 100n * MILLIETHER,
    sequencer: sequencer.address.toLowerCase(),
    operatorOwner: operator.address.toLowerCase(),
    operatorSigner: operator.address.toLowerCase(),
    keypers: keypers.map(({ address }) => address.toLowerCase()),
    threshold,
    quorum: Math.floor((keypers.length + threshold - 1) / 2) + 1,
    assets: [
      { token: `0x${"00".repeat(20)}`, scale: 10n ** BigInt(ETH_PLACES - BASE_PLACES) },
      { token, scale: 10n ** BigInt(TOKEN_PLACES - QUOTE_PLACES) },
    ],
    markets: [options.market],
  };
  const sender = new Sender({
    client,
    chainId,
    account: privateKeyToAccount(deployer.privateKey),
    store: { load: () => [], save: () => {}, remove: () => {} },
    pollMs: 100,
  });
  const genesisRoot = genesisState(deployment).root();
  const deployed = await deployRollup(sender, deployment, genesisRoot);
  const settlement = deployed.address;
  const { crypto } = options;
  const domainSeparator = domainSeparatorOf(crypto, chainId, hexToBytes(settlement));

  const keyperBonds: Hex[] = [];
  for (const { address } of keypers) {
    const bond = deployment.keyperBond;
    keyperBonds.push(await funder.call(settlement, "postBond", [1, address], bond));
  }
  await funder.mined("posting bonds", [
    ...keyperBonds,
    await funder.call(settlement, "postBond", [0, sequencer.address], deployment.sequencerBond),
    await funder.call(settlement, "postBond", [2, sequencer.address], deployment.claimantBond),
  ]);
  return {
    devnet,
    client,
    chainId,
    settlement,
    challenger: deployed.challenger,
    deployedAt: deployed.blockNumber,
    token,
    deployment,
    context: { crypto, domainSeparator, deployment },
    funder,
    operator,
    keypers: keypers.map(wallet),
    sequencerKey: sequencer.privateKey,
    keyperKeys: keypers.map(({ privateKey }) => privateKey),
    watcherKey: watcher.privateKey,
    liarKey: liar.privateKey,
  };
}

const opensAfter = (keypers: number): number => (keypers > 1 ? COMMITTEE_OPENS_AFTER : OPENS_AFTER);

/** Gives each user an account of its own and what it needs on the rollup; the funder pays, and every user its own gas. */
export async function registerTraders(
  network: Network,
  funds: ReadonlyMap<string, Funds>,
): Promise<Trader[]> {
  const { client, chainId, settlement, deployment, context, funder, token } = network;
  const traders = [...funds.keys()].map((userId) => newTrader(context, userId));
  const pocket = deployment.registrationFee + POCKET_CALLS * CALL_COST;
  const gifts: Hex[] = [];
  for (const { userId, address } of traders) {
    const value = userId === VISITOR ? pocket + VISITOR_WEI : pocket;
    gifts.push(await funder.send({ to: address, value }));
  }
  const approve = { abi: demoTokenAbi, functionName: "approve" } as const;
  const all = (1n << 256n) - 1n;
  const data = encodeFunctionData({ ...approve, args: [settlement, all] });
  gifts.push(await funder.send({ to: token, data }));
  await funder.mined("giving traders gas", gifts);

  const registrations: Hex[] = [];
  for (const { address, privateKey } of traders) {
    const wallet = new Wallet(client, chainId, privateKey);
    const fee = deployment.registrationFee;
    registrations.push(await wallet.call(settlement, "register", [address], fee));
  }
  await funder.mined("registering", registrations);
  const owners = await ownersOf(network, traders.length);
  for (const trader of traders) trader.account = owners.get(trader.address.toLowerCase()) ?? 0;

  const deposits: Hex[] = [];
  for (const { userId, account } of traders) {
    const { base, quote } = funds.get(userId) ?? { base: 0n, quote: 0n };
    for (const [asset, units] of [base, quote].entries()) {
      const value = units * (deployment.assets[asset]?.scale ?? 0n);
      if (value === 0n) continue;
      const args = [account, asset, value];
      deposits.push(await funder.call(settlement, "deposit", args, asset === 0 ? value : 0n));
    }
  }
  await funder.mined("depositing", deposits);
  return traders;
}

/** L1 transactions that a trader can pay beside its registration: to leave by force if it must. */
const POCKET_CALLS = 20n;

/** Account by owner; owners in lower case. */
async function ownersOf(
  { client, settlement }: Network,
  count: number,
): Promise<Map<string, number>> {
  const owners = new Map<string, number>();
  for (let account = OPERATOR_ACCOUNT + 1; account <= count; account++) {
    const args = [BigInt(account)] as const;
    const owner = await client.readContract({
      address: settlement,
      abi: settlementAbi,
      functionName: "ownerOf",
      args,
    });
    owners.set(owner.toLowerCase(), account);
  }
  return owners;
}
