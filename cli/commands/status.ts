import type { Command } from "commander";
import { getStatus } from "../../client/actions/getStatus.ts";
import type { Status } from "../../client/types.ts";
import { type CommonOptions, runTrader, withProfile } from "../trader/command.ts";
import { EXIT } from "../trader/errors.ts";
import { openReceipts } from "../trader/openReceipts.ts";
import type { Session } from "../trader/session.ts";

/** `walras status`: exit 0, 1 if the exchange is halted, 2 if it cannot be told. */
export function register(program: Command): void {
  const command = program
    .command("status")
    .description("Show how the exchange is, and how many receipts still wait for L1.");
  withProfile(command).action(async (options: CommonOptions) => {
    await runTrader("status", options, show);
  });
}

async function show(session: Session) {
  const { api, out, profile } = session;
  const status = await getStatus(api);
  const receipts = openReceipts(profile.receipts, status.l1?.lastSealed ?? 0);
  const { name: exchange, ...rest } = status;
  out.result(
    { profile: profile.name, exchange, ...rest, receipts },
    ...linesOf(status),
    `receipts    ${receipts.kept} kept, ${receipts.open} not on L1 yet (${profile.receipts})`,
  );
  return status.halted === null ? EXIT.done : EXIT.refused;
}

function linesOf({ name, settlement, chainId, ...status }: Status): string[] {
  const { collecting, executed, l1, finalised, halted, devnet } = status;
  const play = devnet ? ", for play: nothing on it has a value" : "";
  return [
    `exchange    ${name}, contract ${settlement} on chain ${chainId}${play}`,
    `collecting  ${collectingText(collecting)}`,
    `executed    batch ${executed.slot}`,
    `on L1       ${l1 === null ? "not known" : `sealed up to batch ${l1.lastSealed}`}`,
    `final       up to batch ${finalised.slot}`,
    ...(halted === null ? [] : [`HALTED      ${halted}`]),
  ];
}

function collectingText(collecting: Status["collecting"]): string {
  if (collecting === null) return "no batch now";
  const { slot, closesInMs, accepting } = collecting;
  const seconds = Math.max(0, Math.ceil(closesInMs / 1_000));
  return `batch ${slot}, closes in ${seconds} s${accepting ? "" : ", takes nothing now"}`;
}
