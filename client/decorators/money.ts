import { claim } from "../actions/claim.ts";
import { deposit } from "../actions/deposit.ts";
import { forceCancel } from "../actions/forceCancel.ts";
import { forceWithdraw } from "../actions/forceWithdraw.ts";
import { getWithdrawable } from "../actions/getWithdrawable.ts";
import { openAccount } from "../actions/openAccount.ts";
import { setSigner } from "../actions/setSigner.ts";

/** Actions on L1, where the money is. */
export const moneyActions = {
  /** Registers an account on L1, owned by the client's address: money that leaves the exchange goes there. */
  openAccount,
  /** Names another signer for an account's envelopes. */
  setSigner,
  /** Pays money into an account on the exchange. */
  deposit,
  /** What claim() would have paid now, and what waits for finality and until when, by asset. */
  getWithdrawable,
  /** Has L1 pay what was withdrawn, is final and was not paid, to the account's owner: one transaction for each asset with something to pay. */
  claim,
  /** Cancels an order through L1's inbox, which no sequencer can leave out: a batch that does not take it in is no batch. */
  forceCancel,
  /** Withdraws through L1's inbox, which no sequencer can leave out: as much as is asked for, or all that is available if that is less. */
  forceWithdraw,
};
