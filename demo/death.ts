import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Hex } from "viem";
import { OPERATOR_ACCOUNT, SIDE } from "#protocol/constants";
import { readLast } from "#protocol/leaves";
import type { Operation } from "#protocol/operation";
import { runWalras } from "./children.ts";
import { allClaimed } from "./exit.ts";
import type { Network } from "./network.ts";
import type { OpenStage } from "./openStage.ts";
import { StageFailed } from "./stage.ts";
import type { Trader } from "./trader.ts";
import { Wallet } from "./wallet.ts";

/** The sequencer dies in mid-run, and everybody still gets out with everything. */

/** What came after the sequencer. */
export interface Death {
  /** Last slot that was sealed. */
  readonly lastSealed: number;
  /** Claims that others posted. */
  readonly claimedByOthers: number;
  /** Leaves and deposits that L1 paid. */
  readonly paid: number;
  /** Most gas that one of them took. */
  readonly mostGas: number;
}

export interface DeathParts {
  readonly network: Network;
  readonly open: OpenStage;
  readonly traders: readonly Trader[];
  /** For databases and key files. */
  readonly folder: string;
  readonly note: (line: string) => void;
  readonly aborted: AbortSignal;
}

type Line = Readonly<Record<string, unknown>>;

const CLAIMANT = 2;
const MOST_ROUNDS = 6;
const POLL_MS = 100;
/** Traders whose last orders stay in the book. */
const LAST_ORDERS = 4;

/**
 * From a sequencer that claims when it is told to, to a Settlement that owes nobody anything.
 * @param slashed its role is over and its bond gone: it takes no more orders
 */
export async function outliveSequencer(parts: DeathParts, slashed: boolean): Promise<Death> {
  const { network, open, note } = parts;
  const { replica } = open;
  if (slashed) await open.sequencer.stop();
  else await killAmidWork(parts);
  const { lastSealed } = replica.facts;
  const claims = replica.claims.tip.claim.index;
  note(
    `the sequencer is ${slashed ? "stopped" : "dead"}; slots up to ${lastSealed} are sealed, two others claim at once`,
  );
  await Promise.all([claim(parts, network.watcherKey, 1), claim(parts, network.liarKey, 2)]);
  await makeFinal(parts);
  const claimedByOthers = replica.claims.tip.claim.index - claims;
  note(`${claimedByOthers} claims by others are final; a deposit waits, and nobody takes it in`);
  await depositOne(parts);
  const paid = await everybodyOut(parts);
  await releaseBonds(network, slashed);
  const mostGas = Math.max(0, ...paid.map(({ gasUsed }) => Number(gasUsed)));
  note(`L1 paid ${paid.length} leaves and deposits by proof, none for more than ${mostGas} gas`);
  return { lastSealed, claimedByOthers, paid: paid.length, mostGas };
}

/** Leaves orders that are sealed and not claimed behind, and envelopes that it gave receipts for and never seals. */
async function killAmidWork({ open, traders }: DeathParts): Promise<void> {
  const { sequencer, stage, replica } = open;
  await allClaimed(stage, replica);
  sequencer.flushClaims(false);
  const tick = Math.max(1, Math.floor(readLast(replica.state, 0) / 2));
  const order: Operation = { kind: "place", market: 0, side: SIDE.buy, tick, lots: 1, expiry: 0 };
  const last = traders.slice(0, LAST_ORDERS).map((trader) => ({ trader, operations: [order] }));
  const { slots } = await stage.submit(last);
  await stage.executed(slots);
  await stage.submit(last);
  await sequencer.stop();
}

/** Moves the clock until all that was sealed is final. */
async function makeFinal(parts: DeathParts): Promise<void> {
  const { network, open } = parts;
  const { replica, stage } = open;
  for (let round = 0; ; round++) {
    await stage.until("a look at L1", () => true);
    const { tip, finalised } = replica.claims;
    if (tip.claim.slot === replica.facts.lastSealed && finalised === tip.claim.index) return;
    if (round === MOST_ROUNDS) throw new StageFailed("finality", `claim ${finalised}`, "the last");
    await pass(network, network.deployment.challengeWindow + 1);
    await claim(parts, network.watcherKey, 1);
  }
}

/** `walras claim` with somebody's key, in a process of its own. */
async function claim(parts: DeathParts, key: Hex, n: number): Promise<void> {
  const { folder } = parts;
  const args = ["--db", join(folder, `claimant-${n}.sqlite`), "--poll-ms", String(POLL_MS)];
  const { code, stderr } = await walras(parts, "claim", key, [
    ...args,
    ...["--once", "--upkeep", "--post-bond"],
  ]);
  if (code !== 0) throw new StageFailed("walras claim", `${code}: ${stderr}`, "0");
}

/** One unit, so that L1's inbox waits for too long. */
async function depositOne({ network, open, traders }: DeathParts): Promise<void> {
  const { funder, settlement, deployment } = network;
  const { account } = traders[0] ?? { account: OPERATOR_ACCOUNT };
  const value = deployment.assets[0]?.scale ?? 0n;
  const sent = await funder.call(settlement, "deposit", [account, 0, value], value);
  await funder.mined("a deposit", [sent]);
  open.stage.ledger.deposited(account, 0, 1n);
}

/** `walras exit` freezes the exchange, fixes the root once nothing can be sealed any more, and has everybody paid. */
async function everybodyOut(parts: DeathParts): Promise<Line[]> {
  const { network, note } = parts;
  const { freezeDelay, sealDelay, interval } = network.deployment;
  const wait = [freezeDelay + sealDelay + interval, sealDelay + interval + 1];
  for (const seconds of wait) {
    await pass(network, seconds);
    const args = ["--everybody", "--poll-ms", String(POLL_MS)];
    const { code, stdout, stderr } = await walras(parts, "exit", network.watcherKey, args);
    const lines: Line[] = stdout
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    const told = lines.filter(({ kind }) => kind === "frozen" || kind === "fixed");
    for (const { kind, gasUsed } of told) note(`walras exit: ${kind}, ${gasUsed} gas`);
    if (code === 0) return lines.filter(({ kind }) => kind === "paid");
    const waits = lines.some(({ kind, step }) => kind === "notYet" && step === "fixExit");
    if (code !== 1 || !waits) throw new StageFailed("walras exit", `${code}: ${stderr}`, "0");
  }
  throw new StageFailed("the exit root", "not fixed", "fixed");
}

/** Bonds and fees, of the living and of the dead. */
async function releaseBonds(network: Network, slashed: boolean): Promise<void> {
  const { client, chainId, settlement, deployment, funder, operator, keypers } = network;
  const wallet = (key: Hex): Wallet => new Wallet(client, chainId, key);
  const { challengeWindow, sealDelay, interval } = deployment;
  await pass(network, challengeWindow + sealDelay + interval);
  const [sequencer, watcher] = [wallet(network.sequencerKey), wallet(network.watcherKey)];
  const released: Hex[] = [];
  for (const keyper of keypers) released.push(await keyper.call(settlement, "releaseBond", [1]));
  for (const claimant of [watcher, wallet(network.liarKey)])
    released.push(await claimant.call(settlement, "releaseBond", [CLAIMANT]));
  if (slashed) released.push(await watcher.call(settlement, "collect", []));
  else released.push(await sequencer.call(settlement, "releaseBond", [0]));
  released.push(await sequencer.call(settlement, "releaseBond", [CLAIMANT]));
  released.push(await operator.call(settlement, "collect", []));
  await funder.mined("releasing bonds and collecting fees", released);
}

async function walras(
  { network, folder, aborted }: DeathParts,
  command: string,
  key: Hex,
  args: readonly string[],
) {
  const keyFile = join(folder, `${key.slice(2, 10)}.key`);
  writeFileSync(keyFile, key, { mode: 0o600 });
  const { devnet, settlement } = network;
  const where = ["--rpc", devnet.url, "--settlement", settlement, "--key-file", keyFile, "--json"];
  return await runWalras([command, ...where, ...args], "", aborted);
}

async function pass({ devnet }: Network, seconds: number): Promise<void> {
  await devnet.increaseTime(seconds);
  await devnet.mine();
}
