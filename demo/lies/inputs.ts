import { PHASE } from "#protocol/constants";
import type { Facts, SealFact } from "#protocol/facts";
import { decodeInboxWord } from "#protocol/inbox";
import { ENVELOPE_ROOT_LEAF } from "#protocol/layout";
import { addAvailable, readCursor, readInputs, writeCursor } from "#protocol/leaves";
import { OUTCOME } from "#protocol/outcomes";
import { enterAfterInbox, enterAfterOperations } from "#protocol/phases";
import { State } from "#protocol/state";
import type { StepReport } from "#protocol/stepTypes";
import { makeLeaf } from "#protocol/tree";
import { type Lie, type LieInput, WRONG_STATE } from "./lie.ts";
import { type Moment, tellBy } from "./twist.ts";

/** Lies about what L1 fixed: seals, keys, the inbox and the order of application. */

const nextSeal = ({ before, facts }: LieInput): SealFact | undefined =>
  facts.sealAfter(readCursor(new State(before.root)).slot);

/** The facts with the next seal replaced. */
function withSeal(facts: Facts, seal: SealFact): Facts {
  return {
    sealAfter: (slot) => (slot === seal.prev ? seal : facts.sealAfter(slot)),
    sealOf: (slot) => (slot === seal.slot ? seal : facts.sealOf(slot)),
    inboxWord: (index) => facts.inboxWord(index),
  };
}

const claimedVoid: Lie = {
  kind: "claimed-void",
  text: "Start says that the slot's key was voided, so that no envelope is opened",
  reasons: WRONG_STATE,
  tell(input) {
    const seal = nextSeal(input);
    if (seal === undefined || !(seal.key instanceof Uint8Array)) return undefined;
    return tellBy(input, { facts: withSeal(input.facts, { ...seal, key: "void" }) });
  },
};

const censoredInbox: Lie = {
  kind: "censored-inbox",
  text: "Start takes in fewer inbox operations than were queued in time",
  reasons: WRONG_STATE,
  tell(input) {
    const seal = nextSeal(input);
    const { inboxCursor } = readCursor(new State(input.before.root));
    if (seal === undefined || seal.inboxEnd === inboxCursor) return undefined;
    const facts = withSeal(input.facts, { ...seal, inboxEnd: inboxCursor });
    return tellBy(input, { facts });
  },
};

const skippedSlot: Lie = {
  kind: "skipped-slot",
  text: "Start passes over a sealed slot and takes the one after it",
  reasons: WRONG_STATE,
  tell(input) {
    const seal = nextSeal(input);
    const after = seal === undefined ? undefined : input.facts.sealAfter(seal.slot);
    const open = after !== undefined && (after.envelopes.length === 0 || after.key !== undefined);
    if (seal === undefined || !open) return undefined;
    return tellBy(input, { facts: withSeal(input.facts, { ...after, prev: seal.prev }) });
  },
};

const otherEnvelopes: Lie = {
  kind: "other-envelopes",
  text: "Start names the root of another list of envelopes",
  reasons: WRONG_STATE,
  tell: (input) =>
    tellBy(input, {
      after({ state }, report) {
        if (report.kind === "start") state.set(ENVELOPE_ROOT_LEAF, makeLeaf(1, 2, 3));
      },
    }),
};

const skippedEnvelope: Lie = {
  kind: "skipped-envelope",
  text: "an envelope is passed over as if it had not been sealed",
  reasons: WRONG_STATE,
  tell(input) {
    let done = false;
    return tellBy(input, {
      before({ state, cursor }) {
        if (done || cursor.phase !== PHASE.operation || cursor.j !== 0) return undefined;
        done = true;
        const last = cursor.i + 1 === readInputs(state).count;
        if (last) enterAfterOperations(state, cursor);
        else writeCursor(state, { ...cursor, i: cursor.i + 1 });
        return passed(cursor.i);
      },
    });
  },
};

const passed = (position: number): StepReport => ({
  kind: "operation",
  position,
  sealed: 0,
  block: 0,
  account: 0,
  outcome: OUTCOME.applied,
});

/** More than one, because independent envelopes may lead to one state in either order. */
const REORDERINGS: readonly ((order: Uint32Array) => Uint32Array)[] = [
  (order) => order.reverse(),
  (order) => Uint32Array.from([...order.slice(1), ...order.slice(0, 1)]),
];

const otherOrder: Lie = {
  kind: "other-order",
  text: "envelopes are applied in another order than the shuffle's",
  reasons: WRONG_STATE,
  tell(input) {
    const { crypto } = input.context;
    const told = REORDERINGS.map((change) => {
      const shuffle = (count: number, seed: Uint8Array) => change(crypto.shuffle(count, seed));
      return tellBy(input, { context: { ...input.context, crypto: { ...crypto, shuffle } } });
    });
    return told.find((one) => one !== undefined);
  },
};

const wrongKey: Lie = {
  kind: "wrong-key",
  text: "envelopes are decrypted with another key, so that they hold nothing but noise",
  reasons: WRONG_STATE,
  tell(input) {
    const { crypto } = input.context;
    const sharedAddress = (point: Uint8Array, scalar: Uint8Array) =>
      crypto.sharedAddress(point, scalar)?.map((byte) => byte ^ 0xff);
    return tellBy(input, { context: { ...input.context, crypto: { ...crypto, sharedAddress } } });
  },
};

/** The deposit that the next step takes in, if it takes in one. */
function depositAt({ facts }: LieInput, { cursor }: Pick<Moment, "cursor">) {
  if (cursor.phase !== PHASE.inbox) return undefined;
  const word = facts.inboxWord(cursor.inboxCursor);
  const operation = word === undefined ? undefined : decodeInboxWord(word);
  return operation?.kind === "deposit" ? operation : undefined;
}

const ignoredDeposit: Lie = {
  kind: "ignored-deposit",
  text: "a deposit is taken in and credited to nobody",
  reasons: WRONG_STATE,
  tell(input) {
    let done = false;
    return tellBy(input, {
      before(moment) {
        const deposit = depositAt(input, moment);
        if (done || deposit === undefined) return undefined;
        done = true;
        const { state, cursor } = moment;
        const next = { ...cursor, inboxCursor: cursor.inboxCursor + 1 };
        if (next.inboxCursor < readInputs(state).inboxEnd) writeCursor(state, next);
        else enterAfterInbox(state, next);
        const { account } = deposit;
        return { kind: "inbox", index: cursor.inboxCursor, account, outcome: OUTCOME.applied };
      },
    });
  },
};

const doubleDeposit: Lie = {
  kind: "double-deposit",
  text: "a deposit is credited twice",
  reasons: WRONG_STATE,
  tell(input) {
    let done = false;
    return tellBy(input, {
      after(moment) {
        const deposit = depositAt(input, moment);
        if (done || deposit === undefined) return;
        done = true;
        addAvailable(moment.state, deposit.account, deposit.asset, deposit.amount);
      },
    });
  },
};

export const inputLies: readonly Lie[] = [
  claimedVoid,
  censoredInbox,
  skippedSlot,
  otherEnvelopes,
  skippedEnvelope,
  otherOrder,
  wrongKey,
  ignoredDeposit,
  doubleDeposit,
];
