import { claim } from "../../client/actions/claim.ts";
import { getWithdrawable } from "../../client/actions/getWithdrawable.ts";
import { EXIT, type Exit } from "./errors.ts";
import { Names } from "./listing.ts";
import type { Session } from "./session.ts";
import { timeText } from "./time.ts";

/** `walras claim` of a trader. */

/** @param symbol of the asset; all if undefined */
export async function claimMoney(session: Session, symbol: string | undefined): Promise<Exit> {
  const { out } = session;
  const client = await session.client();
  const names = new Names(await client.exchange.listing());
  const asset = symbol === undefined ? undefined : names.asset(symbol).asset;
  const paid = await claim(client, { asset });
  for (const { asset: index, amount, hash } of paid) {
    const [text, name] = [names.amount(amount, index), names.symbol(index)];
    out.result(
      { kind: "paid", asset: name, amount: text, hash },
      `L1 paid ${text} ${name} to ${session.address()}, in ${hash}`,
    );
  }
  let isWaiting = false;
  for (const { asset: index, waiting, waitingUntil } of await getWithdrawable(client)) {
    if (waiting === 0n || (asset !== undefined && asset !== index)) continue;
    isWaiting = true;
    const [text, name] = [names.amount(waiting, index), names.symbol(index)];
    const when =
      waitingUntil === undefined
        ? "its batch is not claimed on L1 yet"
        : `not before ${timeText(waitingUntil)}`;
    out.result(
      { kind: "waiting", asset: name, amount: text, finalFrom: waitingUntil ?? null },
      `${text} ${name} wait until they are final: ${when}`,
    );
  }
  if (paid.length > 0) return EXIT.done;
  if (!isWaiting) out.result({ kind: "none" }, "nothing is withdrawn and unpaid");
  return EXIT.refused;
}
