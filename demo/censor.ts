import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { settlementAbi } from "#l1/generated/settlement";
import { SIDE } from "#protocol/constants";
import { readLast } from "#protocol/leaves";
import type { Operation } from "#protocol/operation";
import { headLine, type KeptReceipt, receiptLine } from "../claimant/receipts/file.ts";
import { runWalras } from "./children.ts";
import type { DeathParts } from "./death.ts";
import { StageFailed } from "./stage.ts";

/** The sequencer gives a trader a receipt and leaves its envelope out; the trader shows L1 the receipt. */

/** What became of a sequencer that censors. */
export interface Censored {
  readonly slot: number;
  readonly account: number;
  /** Wei. */
  readonly bond: bigint;
  readonly reward: bigint;
  /** Of the transaction that proved it. */
  readonly gas: number;
}

/** Traders whose orders are in the slot; the second is left out. */
const PRESENT = 4;
const VICTIM = 1;

/** Plays one slot in which a trader is left out, and has the trader take the sequencer's bond for it. */
export async function censorAndSlash(parts: DeathParts): Promise<Censored> {
  const { network, open, traders, note } = parts;
  const { stage, replica, door } = open;
  const victim = traders[VICTIM]?.account ?? 0;
  const kept: KeptReceipt[] = [];
  stage.onReceipt((one) => kept.push(one));
  door.victim = victim;
  const tick = Math.max(1, Math.floor(readLast(replica.state, 0) / 2));
  const order: Operation = { kind: "place", market: 0, side: SIDE.buy, tick, lots: 1, expiry: 0 };
  const present = traders.slice(0, PRESENT).map((trader) => ({ trader, operations: [order] }));
  const { slots } = await stage.submit(present);
  note(`account ${victim} has the sequencer's receipt, and its envelope is left out`);
  await stage.executed(slots);
  const head = headLine({ chainId: network.chainId, settlement: network.settlement });
  const lines = await checkReceipts(parts, [head, ...kept.map(receiptLine)].join("\n"));
  const slashed = lines.find(({ kind }) => kind === "slashed");
  if (slashed === undefined) throw new StageFailed("slashing", JSON.stringify(lines), "a proof");
  const { bond, reward } = await bondTaken(parts);
  const [slot, gas] = [Number(slashed.slot), Number(slashed.gasUsed)];
  note(
    `walras receipt check shows it to L1 in ${gas} gas: the sequencer's role ends, and its bond of ${bond} wei is gone; ` +
      `${reward} go to whoever showed it, the rest burns`,
  );
  return { slot, account: victim, bond, reward, gas };
}

interface Line {
  readonly kind: string;
  readonly slot?: number;
  readonly gasUsed?: string;
}

/** `walras receipt check --slash`, in a process of its own. */
async function checkReceipts(
  { network, folder, aborted, note }: DeathParts,
  content: string,
): Promise<Line[]> {
  const [file, keyFile] = [join(folder, "receipts.ndjson"), join(folder, "trader.key")];
  writeFileSync(file, content);
  writeFileSync(keyFile, network.watcherKey, { mode: 0o600 });
  const { devnet, settlement } = network;
  const where = ["--rpc", devnet.url, "--settlement", settlement];
  const args = ["receipt", "check", file, ...where, "--slash", "--key-file", keyFile, "--json"];
  const { stdout, stderr } = await runWalras(args, "", aborted);
  if (stderr !== "") note(stderr.trim());
  const lines: Line[] = stdout
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  for (const kind of new Set(lines.map((line) => line.kind)))
    note(`receipts ${kind}: ${lines.filter((line) => line.kind === kind).length}`);
  return lines;
}

async function bondTaken({ network }: DeathParts): Promise<{ bond: bigint; reward: bigint }> {
  const { client, settlement, deployment } = network;
  const [slashed] = await client.getContractEvents({
    abi: settlementAbi,
    address: settlement,
    eventName: "BondSlashed",
    args: { party: deployment.sequencer as `0x${string}` },
    fromBlock: 0n,
  });
  if (slashed === undefined) throw new StageFailed("the sequencer's bond", "stands", "slashed");
  return { bond: slashed.args.value ?? 0n, reward: slashed.args.reward ?? 0n };
}
