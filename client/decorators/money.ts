import { claim } from "../actions/claim.ts";
import { deposit } from "../actions/deposit.ts";
import { forceCancel } from "../actions/forceCancel.ts";
import { forceWithdraw } from "../actions/forceWithdraw.ts";
import { getWithdrawable } from "../actions/getWithdrawable.ts";
import { openAccount } from "../actions/openAccount.ts";
import { setSigner } from "../actions/setSigner.ts";

/** Actions on L1, where the money is. */
export const moneyActions = {
  openAccount,
  setSigner,
  deposit,
  getWithdrawable,
  claim,
  forceCancel,
  forceWithdraw,
};
