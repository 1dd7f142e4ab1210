import { FEE_ASSET, OPERATOR_ACCOUNT } from "#protocol/constants";
import {
  addAvailable,
  readBalance,
  readMarket,
  readParameters,
  readPrice,
  writeBalance,
  writePrice,
} from "#protocol/leaves";
import { lockOf } from "#protocol/locks";
import { OUTCOME } from "#protocol/outcomes";
import type { StepReport } from "#protocol/stepTypes";
import { type Lie, type LieInput, WRONG_STATE } from "./lie.ts";
import { type Moment, tellBy } from "./twist.ts";

/** Lies that move money where the rules do not. */

type Theft = (moment: Moment, report: StepReport, input: LieInput) => boolean;

/** A lie that changes the state once, after the first step where it can. */
function theft(kind: string, text: string, steal: Theft): Lie {
  return {
    kind,
    text,
    reasons: WRONG_STATE,
    tell(input) {
      let done = false;
      return tellBy(input, {
        after(moment, report) {
          if (!done) done = steal(moment, report, input);
        },
      });
    },
  };
}

const BOOTY = 1_000;

const stolenBalance = theft(
  "stolen-balance",
  "a trader's balance is moved to the claimant's account",
  ({ state }, report, { account }) => {
    if (report.kind !== "operation" || report.account === account) return false;
    const { available } = readBalance(state, report.account, FEE_ASSET);
    if (available === 0) return false;
    addAvailable(state, report.account, FEE_ASSET, -available);
    addAvailable(state, account, FEE_ASSET, available);
    return true;
  },
);

const madeMoney = theft(
  "made-money",
  "the claimant's balance grows out of nothing",
  ({ state }, _report, { account }) => {
    addAvailable(state, account, FEE_ASSET, BOOTY);
    return true;
  },
);

const forgedWithdrawal = theft(
  "forged-withdrawal",
  "a withdrawal that nobody asked for, to be paid by L1",
  ({ state }, report, { account }) => {
    if (report.kind !== "operation") return false;
    const { available, withdrawn } = readBalance(state, account, FEE_ASSET);
    const more = withdrawn + BigInt(BOOTY);
    writeBalance(state, account, FEE_ASSET, { available, withdrawn: more });
    return true;
  },
);

const freeEnvelope = theft("free-envelope", "an envelope pays no fee", ({ state }, report) => {
  if (report.kind !== "operation" || report.block !== 0 || report.outcome !== OUTCOME.applied)
    return false;
  const { operationFee } = readParameters(state);
  if (operationFee === 0 || report.account === OPERATOR_ACCOUNT) return false;
  addAvailable(state, report.account, FEE_ASSET, operationFee);
  addAvailable(state, OPERATOR_ACCOUNT, FEE_ASSET, -operationFee);
  return true;
});

const unpaidOrder = theft(
  "unpaid-order",
  "an order enters the book and locks nothing",
  ({ state }, report) => {
    if (report.kind !== "operation" || report.placed === undefined) return false;
    const { market, side, tick } = report.placed.ref;
    const lock = lockOf(readMarket(state, market), side, tick, report.placed.lots);
    if (lock === undefined) return false;
    addAvailable(state, report.account, lock.asset, lock.amount);
    return true;
  },
);

/** The fee of a fill is what the auction's sum grew by: it is handed back to the trader. */
const freeTrade: Lie = {
  kind: "free-trade",
  text: "a fill pays no fee",
  reasons: WRONG_STATE,
  tell(input) {
    let done = false;
    let collected = 0;
    return tellBy(input, {
      before({ state }) {
        collected = readPrice(state).fee;
        return undefined;
      },
      after({ state, cursor }, report) {
        const price = readPrice(state);
        const fee = price.fee - collected;
        if (done || report.kind !== "fill" || fee === 0) return;
        done = true;
        addAvailable(state, report.account, readMarket(state, cursor.market).quote, fee);
        writePrice(state, { ...price, fee: collected });
      },
    });
  },
};

export const moneyLies: readonly Lie[] = [
  stolenBalance,
  madeMoney,
  forgedWithdrawal,
  freeEnvelope,
  unpaidOrder,
  freeTrade,
];
