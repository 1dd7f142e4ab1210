import type { Hex } from "viem";
import { abiClaim } from "#l1/claimHash";
import { closeOf } from "#l1/facts";
import { settlementAbi } from "#l1/generated/settlement";
import { equalBytes, toHex } from "#protocol/bytes";
import { MAX_AMOUNT, MAX_BLOCKS, OPERATOR_ACCOUNT, PHASE } from "#protocol/constants";
import { balanceLeaf } from "#protocol/layout";
import { readBalance, readCursor, readMarket } from "#protocol/leaves";
import { lockOf } from "#protocol/locks";
import type { Operation } from "#protocol/operation";
import { liveOrders } from "#protocol/proposer";
import type { StatePort } from "#protocol/state";
import { provenLeaf } from "../claimant/provenLeaf.ts";
import { blocksFor } from "./mapper.ts";
import type { Network } from "./network.ts";
import type { Replica } from "./replica.ts";
import { type Outgoing, type Stage, StageFailed } from "./stage.ts";
import type { Trader } from "./trader.ts";
import { Wallet } from "./wallet.ts";

/** Everybody leaves: orders back, balances withdrawn, roots final, L1 paid, bonds released. */

type OrderInBook = ReturnType<typeof liveOrders> extends Iterable<infer O> ? O : never;

const MOST_ROUNDS = 256;

/**
 * Has every trader cancel its orders and withdraw its balances, over as many slots as that needs. Who cannot pay for an envelope goes
 * through L1, as the operator does in the end.
 */
export async function leaveRollup(
  network: Network,
  stage: Stage,
  replica: Replica,
  traders: readonly Trader[],
): Promise<void> {
  const { deployment } = network;
  for (let round = 0; ; round++) {
    if (round === MOST_ROUNDS) throw new StageFailed("rounds to leave in", round, "fewer");
    const orders = ordersByAccount(replica.state);
    const outgoing: Outgoing[] = [];
    const forced: Trader[] = [];
    for (const trader of traders) {
      const mine = orders.get(trader.account) ?? [];
      if (!ownsAnything(replica.state, deployment.assets.length, trader.account, mine)) continue;
      const fee = deployment.operationFee;
      const operations = partingOperations(replica.state, trader.account, mine, fee);
      if (operations === undefined) forced.push(trader);
      else outgoing.push({ trader, operations });
    }
    if (outgoing.length === 0 && forced.length === 0) break;
    const { slots, refused } = await stage.submit(outgoing);
    await stage.executed(slots);
    const byForce = [...forced, ...refused.map(({ trader }) => trader)];
    for (const trader of byForce) {
      const { client, chainId } = network;
      const wallet = new Wallet(client, chainId, trader.privateKey);
      await leaveByForce(network, stage, replica, wallet, trader.account);
    }
  }
  await leaveByForce(network, stage, replica, network.operator, OPERATOR_ACCOUNT);
}

/** An account's orders and balances, taken out through L1's inbox, which needs neither sequencer nor keypers to agree. */
async function leaveByForce(
  { settlement, deployment }: Network,
  stage: Stage,
  replica: Replica,
  owner: Wallet,
  account: number,
): Promise<void> {
  const mine = ordersByAccount(replica.state).get(account) ?? [];
  const sent: Hex[] = [];
  for (const { ref } of mine) {
    const args = [account, ref.market, ref.side, ref.tick, BigInt(ref.position)];
    sent.push(await owner.call(settlement, "forcedCancel", args));
  }
  for (const asset of deployment.assets.keys()) {
    const args = [account, asset, BigInt(MAX_AMOUNT)];
    sent.push(await owner.call(settlement, "forcedWithdraw", args));
  }
  await owner.mined("forced operations", sent);
  await stage.inboxDone();
}

/**
 * Cancels and, when no order is left behind them, the withdrawal of all that is then available. Undefined where the account cannot
 * pay for an envelope.
 */
export function partingOperations(
  state: StatePort,
  account: number,
  orders: readonly OrderInBook[],
  operationFee: number,
): Operation[] | undefined {
  const cancels = orders.map(({ ref }): Operation => ({ kind: "cancel", ...ref }));
  const balances = new Map<number, number>();
  for (const asset of [0, 1]) balances.set(asset, readBalance(state, account, asset).available);
  const spendable = balances.get(0) ?? 0;
  for (const { ref, lots } of orders) {
    const lock = lockOf(readMarket(state, ref.market), ref.side, ref.tick, lots);
    if (lock !== undefined) {
      balances.set(lock.asset, (balances.get(lock.asset) ?? 0) + lock.amount);
    }
  }
  const ends = cancels.length + balances.size <= MAX_BLOCKS;
  const blocks = ends ? blocksFor(cancels.length + balances.size) : MAX_BLOCKS;
  const fee = operationFee * blocks;
  if (spendable < fee) return undefined;
  if (!ends) return cancels.slice(0, MAX_BLOCKS);
  balances.set(0, (balances.get(0) ?? 0) - fee);
  const withdrawals = [...balances].map(([asset, amount]): Operation => {
    return amount > 0 ? { kind: "withdraw", asset, amount } : { kind: "nop" };
  });
  return [...cancels, ...withdrawals];
}

function ordersByAccount(state: StatePort): Map<number, OrderInBook[]> {
  const orders = new Map<number, OrderInBook[]>();
  for (const order of liveOrders(state)) {
    const mine = orders.get(order.account);
    if (mine === undefined) orders.set(order.account, [order]);
    else mine.push(order);
  }
  return orders;
}

function ownsAnything(
  state: StatePort,
  assets: number,
  account: number,
  orders: readonly OrderInBook[],
): boolean {
  if (orders.length > 0) return true;
  return Array.from({ length: assets }, (_, asset) => asset).some(
    (asset) => readBalance(state, account, asset).available > 0,
  );
}

/** Waits until L1 holds a claim of everything that was executed, and of nothing else. */
export async function allClaimed(stage: Stage, replica: Replica): Promise<void> {
  await stage.until("the last claim", () => {
    const { claim } = replica.claims.tip;
    const { slot, phase } = readCursor(replica.state);
    const ends = phase === PHASE.start && claim.atStart && claim.slot === slot;
    return ends && equalBytes(claim.stateRoot, replica.state.root());
  });
}

/**
 * When the sequencer has stopped: ends its service, moves the clock until every window is over, makes the last claim final, pays
 * everyone by proof and releases the bonds.
 * @param rewarded the watcher is owed something
 */
export async function settleOnL1(
  network: Network,
  replica: Replica,
  traders: readonly Trader[],
  rewarded: boolean,
): Promise<void> {
  const { devnet, client, chainId, settlement, deployment, funder, operator, keypers } = network;
  const sequencer = new Wallet(client, chainId, network.sequencerKey);
  const watcher = new Wallet(client, chainId, network.watcherKey);
  await sequencer.mined("retiring", [await sequencer.call(settlement, "retire", [])]);

  const keysEnd = Number(
    await client.readContract({ address: settlement, abi: settlementAbi, functionName: "keysEnd" }),
  );
  const { timestamp } = await client.getBlock();
  const keysOver = closeOf(deployment, keysEnd) + deployment.sealDelay;
  const windowOver = Number(timestamp) + deployment.challengeWindow;
  await devnet.increaseTime(Math.max(keysOver, windowOver) + 1 - Number(timestamp));
  await devnet.mine();

  const { claim } = replica.claims.tip;
  const final = await funder.call(settlement, "finalise", [abiClaim(claim)]);
  await funder.mined("finality", [final]);

  const payments: Hex[] = [];
  for (const account of [OPERATOR_ACCOUNT, ...traders.map((trader) => trader.account)]) {
    for (const asset of deployment.assets.keys()) {
      if (readBalance(replica.state, account, asset).withdrawn === 0n) continue;
      const { leaf, proof } = provenLeaf(replica.state, balanceLeaf(account, asset));
      const args = [account, asset, toHex(claim.stateRoot), leaf, proof];
      payments.push(await funder.call(settlement, "withdraw", args));
    }
  }
  await funder.mined("withdrawing", payments);
  const released: Hex[] = [];
  for (const keyper of keypers) released.push(await keyper.call(settlement, "releaseBond", [1]));
  await funder.mined("releasing bonds and collecting fees", [
    ...released,
    await sequencer.call(settlement, "releaseBond", [0]),
    await sequencer.call(settlement, "releaseBond", [2]),
    ...(traders.length > 0 ? [await operator.call(settlement, "collect", [])] : []),
    ...(rewarded ? [await watcher.call(settlement, "collect", [])] : []),
  ]);
}
