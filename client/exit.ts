import type { LocalAccount } from "viem";
import { readSettlement } from "../circuits-free-verifier/challenger/readSettlement.ts";
import { loadCrypto } from "../circuits-free-verifier/crypto/load.ts";
import { type ExitEnd, type ExitStatus, leave } from "../claimant/exit/leave.ts";
import { payer } from "../claimant/exit/payer.ts";
import { accountsOf, type Whose } from "../claimant/exit/whose.ts";
import { BadRequest } from "./errors.ts";
import type { Hex } from "./types.ts";

/** Leaving an exchange that stands still. It replays the whole exchange from L1, so it needs Node and a processor, and no API. */

export type { Entitlement } from "../claimant/exit/claims.ts";
export type { ExitEnd, ExitStatus } from "../claimant/exit/leave.ts";
export { NoSuchAccount, type Whose } from "../claimant/exit/whose.ts";

/** Of {@link exitExchange}. */
export interface ExitParameters {
  /** HTTP address of a node of L1 that knows all logs of Settlement. */
  readonly rpc: string;
  /** Settlement on L1. */
  readonly settlement: Hex;
  /** Whose money: an account, all accounts of an owner, or everybody's. L1 pays each one's owner, whoever calls. */
  readonly who: Whose;
  /** Pays for the calls; what is owed is told and nothing is sent if it is left out. */
  readonly account?: LocalAccount | undefined;
  /** What was found and done, as it happens. */
  readonly onStatus?: ((status: ExitStatus) => void) | undefined;
  /** Pause between two looks for a receipt, 1 … 60,000 ms; 1,000 if it is left out. */
  readonly pollMs?: number | undefined;
}

const POLL_MS = 1_000;
const MOST_POLL_MS = 60_000;

/**
 * Takes money out of an exchange that stands still, without its sequencer: freezes it if that is due, works out the whole state from L1
 * alone, and has L1 pay by proof every balance, the lots of every order and every deposit that was not taken in.
 * @returns `done` when nothing more is owed, `notYet` where L1 does not allow it yet, `failed` where somebody could not be paid
 * @throws BadRequest for a pause out of its range, NoSuchAccount, L1Error where L1 cannot be asked, Fault and Difference where L1's
 * facts or claims contradict each other
 *
 * @example
 * ```ts
 * import { exitExchange } from "walras/exit";
 * import { privateKeyToAccount } from "viem/accounts";
 *
 * const end = await exitExchange({
 *   rpc: "http://127.0.0.1:8545",
 *   settlement: "0x00000000000000000000000000000000000000aa",
 *   who: { account: 3 },
 *   account: privateKeyToAccount("0x0000000000000000000000000000000000000000000000000000000000000001"),
 * });
 * ```
 */
export async function exitExchange(parameters: ExitParameters): Promise<ExitEnd> {
  const { rpc, settlement, who, account, onStatus = () => {}, pollMs = POLL_MS } = parameters;
  if (!Number.isSafeInteger(pollMs) || pollMs < 1 || pollMs > MOST_POLL_MS) {
    throw new BadRequest("pollMs", pollMs, `an integer of 1 … ${MOST_POLL_MS}`);
  }
  const crypto = await loadCrypto(() => {});
  return await leave({
    read: () => readSettlement({ rpc, settlement, crypto }),
    settlement,
    sender: account === undefined ? undefined : await payer(rpc, account, pollMs),
    accountsOf: (settled) => accountsOf(settled, who),
    say: onStatus,
  });
}
