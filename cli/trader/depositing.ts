import { deposit } from "../../client/actions/deposit.ts";
import { getHistory } from "../../client/actions/getHistory.ts";
import { parseAmount } from "../../client/decimals.ts";
import type { CommonOptions } from "./command.ts";
import { EXIT, type Exit } from "./errors.ts";
import { Names } from "./listing.ts";
import type { Session } from "./session.ts";
import { untilSeen } from "./until.ts";

/** `walras deposit`. */

export interface DepositOptions extends CommonOptions {
  readonly wait: boolean;
}

/** Newest lines of an account's history in which the deposit is looked for. */
const LINES = 100;

export async function depositMoney(
  session: Session,
  quantity: string,
  symbol: string,
  { wait }: DepositOptions,
): Promise<Exit> {
  const { out } = session;
  const client = await session.client();
  const names = new Names(await client.exchange.listing());
  const asset = names.asset(symbol);
  const units = parseAmount(quantity, asset);
  const account = await session.account();
  const newest = await newestEvent(session, account);
  const { hash } = await deposit(client, { asset: asset.asset, amount: units });
  const amount = names.amount(units, asset.asset);
  const said = { kind: "deposited", account, asset: asset.symbol, amount, hash };
  if (!wait) {
    out.result(said, `${amount} ${asset.symbol} are on L1 for account ${account}, in ${hash}`);
    return EXIT.done;
  }
  out.hint("L1 has it; waits for the batch that takes it in");
  let batch = 0;
  await untilSeen(session, `deposit of ${amount} ${asset.symbol}`, async () => {
    const { items } = await getHistory(client, { account, limit: LINES });
    const seen = items.find(
      (event) =>
        event.id > newest &&
        event.kind === "deposited" &&
        event.asset === asset.asset &&
        event.amount === units,
    );
    batch = seen?.slot ?? 0;
    return seen !== undefined;
  });
  out.result(
    { ...said, batch },
    `${amount} ${asset.symbol} are in account ${account} since batch ${batch}`,
  );
  return EXIT.done;
}

async function newestEvent({ api }: Session, account: number): Promise<number> {
  const { items } = await getHistory(api, { account, limit: 1 });
  return items[0]?.id ?? -1;
}
