import { OUTCOME } from "#protocol/outcomes";
import { getAccount } from "../../client/actions/getAccount.ts";
import { getBatch } from "../../client/actions/getBatch.ts";
import { withdraw } from "../../client/actions/withdraw.ts";
import { parseAmount } from "../../client/decimals.ts";
import type { CommonOptions } from "./command.ts";
import { EXIT, type Exit } from "./errors.ts";
import { executed, tellReceipt, tellRejected } from "./follow.ts";
import { feeOf, needFunds } from "./funds.ts";
import { Names } from "./listing.ts";
import type { Session } from "./session.ts";
import { durationText, timeText } from "./time.ts";

/** `walras withdraw`. */

export interface WithdrawOptions extends CommonOptions {
  readonly wait: boolean;
}

export async function withdrawMoney(
  session: Session,
  quantity: string,
  symbol: string,
  { wait }: WithdrawOptions,
): Promise<Exit> {
  const client = await session.client();
  const names = new Names(await client.exchange.listing());
  const asset = names.asset(symbol);
  const units = parseAmount(quantity, asset);
  const account = await session.account();
  const [{ balances }, { deployment }] = await Promise.all([
    getAccount(client, { account }),
    client.exchange.facts(),
  ]);
  const amount = `${names.amount(units, asset.asset)} ${asset.symbol}`;
  const needs = [{ asset: asset.asset, units }, feeOf(1, deployment.operationFee)];
  needFunds(names, `to withdraw ${amount}`, balances, needs);
  const { signal } = session;
  const { envelopes } = await withdraw(client, { asset: asset.asset, amount: units, signal });
  let exit: Exit = EXIT.done;
  for (const sent of envelopes) {
    if (!wait) tellReceipt(session, sent);
    else {
      for (const { outcome } of await executed(session, client, sent)) {
        if (outcome !== OUTCOME.applied) {
          exit = tellRejected(session, sent.slot, "withdrawal", outcome);
          continue;
        }
        const { finalFrom } = await getBatch(client, { slot: sent.slot });
        const when =
          finalFrom === null
            ? `${durationText(deployment.challengeWindow)} after batch ${sent.slot} is claimed on L1`
            : `at ${timeText(finalFrom)}`;
        session.out.result(
          {
            kind: "withdrawn",
            batch: sent.slot,
            asset: asset.symbol,
            amount: names.amount(units, asset.asset),
            finalFrom,
          },
          `${amount} left account ${account} in batch ${sent.slot}`,
          `L1 pays them when that is final, ${when} at the earliest: walras claim ${asset.symbol}`,
        );
      }
    }
  }
  return exit;
}
