import type { Command } from "commander";
import { getAccount } from "../../client/actions/getAccount.ts";
import { type CommonOptions, runTrader, withAccount } from "../trader/command.ts";
import { EXIT } from "../trader/errors.ts";
import { Names } from "../trader/listing.ts";
import type { Session } from "../trader/session.ts";
import type { Column } from "../trader/table.ts";

interface Row {
  readonly account: number;
  readonly batch: number;
  readonly asset: string;
  readonly available: string;
  readonly locked: string;
  readonly withdrawn: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "ASSET", of: ({ asset }) => asset },
  { title: "AVAILABLE", align: "decimal", of: ({ available }) => available },
  { title: "IN ORDERS", align: "decimal", of: ({ locked }) => locked },
  { title: "EVER WITHDRAWN", align: "decimal", of: ({ withdrawn }) => withdrawn },
];

/** `walras balance`: exit 0, 1 if there is no such account, 2 if it cannot be told. */
export function register(program: Command): void {
  const command = program
    .command("balance")
    .description("Show what an account holds, as the last executed batch left it.");
  withAccount(command).action(async (options: CommonOptions) => {
    await runTrader("balance", options, show);
  });
}

async function show(session: Session) {
  const { api, out } = session;
  const account = await session.account();
  const [names, { slot, balances }] = await Promise.all([
    Names.of(api),
    getAccount(api, { account }),
  ]);
  const rows = balances.map(({ asset, available, locked, withdrawn }) => ({
    account,
    batch: slot,
    asset: names.symbol(asset),
    available: names.amount(available, asset),
    locked: names.amount(locked, asset),
    withdrawn: names.amount(BigInt(withdrawn), asset),
  }));
  out.rows(rows, COLUMNS, `account ${account} holds nothing`);
  out.say(`account ${account} after batch ${slot}`);
  return EXIT.done;
}
