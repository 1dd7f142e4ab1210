import type { Hex } from "viem";
import type { L1Event } from "#l1/eventTypes";
import { MAX_SLOT } from "#protocol/constants";
import { readSettlement } from "../../circuits-free-verifier/challenger/readSettlement.ts";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { jsonLine, type Output } from "../output.ts";
import { earningsOf } from "./earned.ts";
import { csvLines, textLines } from "./lines.ts";
import { type CostReport, costReport } from "./report.ts";
import { spentBy } from "./spent.ts";

/** `walras costs`: what L1 cost against what fees brought, from L1 alone. */

export interface CostArguments {
  readonly rpc: string;
  readonly settlement: string;
  readonly fromSlot: number | undefined;
  readonly toSlot: number | undefined;
  readonly format: "text" | "json" | "csv";
}

/** @returns 0, or 1 where a claim is wrong: from it on nothing is counted */
export async function runCosts(
  args: CostArguments,
  write: (line: string) => void,
  output: Pick<Output, "note">,
): Promise<0 | 1> {
  const crypto = await loadCrypto((line) => output.note(line));
  const { report, wrongClaim } = await costsOf(args, crypto);
  if (args.format === "json") write(jsonLine(report));
  else for (const line of (args.format === "csv" ? csvLines : textLines)(report)) write(line);
  if (wrongClaim === undefined) return 0;
  output.note(`claim ${wrongClaim} is wrong; walras verify tells where`);
  return 1;
}

/** Throws Fault where L1's facts contradict each other, and L1Error where L1 could not be asked. */
export async function costsOf(
  args: Omit<CostArguments, "format">,
  crypto: Awaited<ReturnType<typeof loadCrypto>>,
): Promise<{ readonly report: CostReport; readonly wrongClaim: number | undefined }> {
  const { rpc, settlement, fromSlot = 1, toSlot = MAX_SLOT } = args;
  let events: L1Event[] = [];
  const read = await readSettlement({
    rpc,
    settlement: settlement as Hex,
    crypto,
    onEvent: (event) => events.push(event),
    onRollback: (block) => {
      events = events.filter(({ blockNumber }) => blockNumber <= block);
    },
  });
  const { deployment } = read.deployed;
  const earnings = earningsOf(read);
  const slots = earnings.slots.map(({ slot }) => slot);
  const spent = await spentBy(read.client, deployment.sequencer, events, slots);
  const report = costReport({ deployment, earned: earnings.slots, spent, fromSlot, toSlot });
  return { report, wrongClaim: earnings.wrongClaim };
}
