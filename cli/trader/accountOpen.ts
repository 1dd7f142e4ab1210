import { formatEther } from "viem";
import { findAccounts } from "../../client/actions/findAccounts.ts";
import { openAccount as register } from "../../client/actions/openAccount.ts";
import type { CommonOptions } from "./command.ts";
import { EXIT, type Exit, Refused } from "./errors.ts";
import { confirm, isInteractive } from "./passphrase.ts";
import type { Session } from "./session.ts";
import { untilSeen } from "./until.ts";

/** `walras account open`. */

export interface OpenOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly another?: boolean;
  readonly wait: boolean;
}

export async function openAccount(
  session: Session,
  { yes = false, another = false, wait }: OpenOptions,
): Promise<Exit> {
  const { out, terminal } = session;
  const before = await session.accounts();
  if (before.length > 0 && !another) {
    const expected = "none yet, or --another to open one more";
    throw new Refused(`account of ${session.address()}`, before.join(", "), expected);
  }
  const client = await session.client({ isNew: true });
  const { registrationFee } = (await client.exchange.facts()).deployment;
  const fee = `${formatEther(registrationFee)} ETH`;
  if (!yes) {
    if (!isInteractive(terminal)) {
      const expected = "--yes, where nobody can be asked";
      throw new Refused(`registration fee of ${fee} and L1's gas`, "no answer", expected);
    }
    if (!(await confirm(terminal, `Registering costs ${fee} and L1's gas. Pay?`))) {
      throw new Refused("registration", "no", "yes");
    }
  }
  const { account, hash } = await register(client);
  if (wait) {
    out.hint(`account ${account} is registered; waits for the batch that takes it in`);
    const signer = session.address();
    await untilSeen(session, `account ${account}`, async () => {
      const { items } = await findAccounts(client, { signer, limit: before.length + 1 });
      return items.some((found) => found.account === account);
    });
  }
  out.result(
    { kind: "opened", account, fee, hash },
    `account ${account} is ${wait ? "open" : "registered"}; it cost ${fee} and gas`,
  );
  return EXIT.done;
}
