import { bestLevel, find, headOf, type OrderRef } from "#protocol/book";
import type { Clearing } from "#protocol/clearing";
import { PHASE, SIDE, type Side } from "#protocol/constants";
import { firstDue } from "#protocol/expiry";
import { levelKey } from "#protocol/layout";
import { readLevel, readOrder, writeOrder } from "#protocol/leaves";
import { INVALID } from "#protocol/outcomes";
import { enter } from "#protocol/phases";
import { liveOrders } from "#protocol/proposer";
import type { FillRecord, RecordTape } from "#protocol/records";
import { takeOut } from "#protocol/takeOut";
import { type Lie, WRONG_STATE } from "./lie.ts";
import { type Moment, tellBy } from "./twist.ts";

/** Lies about prices, volumes, fills and expiries. */

const { wrongClearing, nothingToFill, recordMismatch, recordLeftOver } = INVALID;

/** A lie about the first auction that trades, or else the first one there is. */
function clearingLie(kind: string, text: string, wrong: (c: Clearing) => readonly Clearing[]): Lie {
  return {
    kind,
    text,
    reasons: [wrongClearing, nothingToFill, INVALID.recordMissing, recordMismatch],
    tell(input) {
      for (let choice = 0; choice < 2; choice++) {
        let done = false;
        const told = tellBy(input, {
          clearing(honest) {
            const other = honest.volume > 0 ? wrong(honest)[choice] : undefined;
            if (done || other === undefined) return honest;
            done = true;
            return other;
          },
        });
        if (told !== undefined) return told;
      }
      return undefined;
    },
  };
}

const wrongPrice = clearingLie(
  "wrong-price",
  "an auction clears at another price",
  ({ tick, volume }) => [
    { tick: tick + 1, volume },
    { tick: tick - 1, volume },
  ],
);

const lowVolume = clearingLie(
  "low-volume",
  "an auction trades less than it could",
  ({ tick, volume }) => [{ tick, volume: volume - 1 }],
);

const highVolume = clearingLie(
  "high-volume",
  "an auction trades more than there is",
  ({ tick, volume }) => [{ tick, volume: volume + 1 }],
);

const noAuction: Lie = {
  kind: "early-end",
  text: "the slot ends before its auctions",
  reasons: WRONG_STATE,
  tell: (input) =>
    tellBy(input, {
      before({ state, cursor }) {
        if (cursor.phase !== PHASE.clear) return undefined;
        enter(state, cursor, PHASE.expireThis, 0);
        return { kind: "clear", market: cursor.market, tick: 0, volume: 0 };
      },
    }),
};

/** A lie in the first fill's record, with the state as it should be. */
function fillRecordLie(kind: string, text: string, wrong: (r: FillRecord) => FillRecord): Lie {
  return {
    kind,
    text,
    reasons: [recordMismatch],
    tell(input) {
      let done = false;
      const tape = (honest: RecordTape): RecordTape => ({
        clearing: (decide) => honest.clearing(decide),
        expiry: (decide) => honest.expiry(decide),
        fill(record) {
          honest.fill(done ? record : wrong(record));
          done = true;
        },
      });
      return tellBy(input, { tape });
    },
  };
}

const wrongLots = fillRecordLie(
  "wrong-lots",
  "a fill's record tells of one lot more",
  (record) => ({
    ...record,
    lots: record.lots + 1,
  }),
);

const wrongTrader = fillRecordLie(
  "wrong-trader",
  "a fill's record names another account",
  (record) => ({ ...record, account: record.account + 1 }),
);

/** Where the next fill takes place. */
function fillAt({ state, cursor }: Moment): { side: Side; tick: number } | undefined {
  if (cursor.phase !== PHASE.fillBids && cursor.phase !== PHASE.fillAsks) return undefined;
  const side = cursor.phase === PHASE.fillBids ? SIDE.buy : SIDE.sell;
  const tick = bestLevel(state, cursor.market, side)?.tick;
  return tick === undefined ? undefined : { side, tick };
}

const stolenFill: Lie = {
  kind: "stolen-fill",
  text: "an order at the head of its level becomes the claimant's, and its fill with it",
  reasons: [recordMismatch],
  tell(input) {
    let done = false;
    return tellBy(input, {
      before(moment) {
        const at = fillAt(moment);
        if (done || at === undefined) return undefined;
        const { state, cursor } = moment;
        const { ref, order } = headOf(state, cursor.market, at.side, at.tick);
        if (order === undefined || order.account === input.account) return undefined;
        done = true;
        put(moment, ref, { ...order, account: input.account });
        return undefined;
      },
    });
  },
};

function put({ state }: Moment, ref: OrderRef, order: Parameters<typeof writeOrder>[5]): void {
  writeOrder(state, ref.market, ref.side, levelKey(ref.side, ref.tick), ref.position, order);
}

const jumpedQueue: Lie = {
  kind: "jumped-queue",
  text: "a later order of a level is filled before an earlier one",
  reasons: [recordMismatch],
  tell(input) {
    let done = false;
    return tellBy(input, {
      before(moment) {
        const at = fillAt(moment);
        if (done || at === undefined) return undefined;
        const { state, cursor } = moment;
        const key = levelKey(at.side, at.tick);
        const { head, tail } = readLevel(state, cursor.market, at.side, key);
        const first = readOrder(state, cursor.market, at.side, key, head);
        if (first === undefined) return undefined;
        for (let position = head + 1; position < tail; position++) {
          const later = readOrder(state, cursor.market, at.side, key, position);
          if (later === undefined || later.account === first.account) continue;
          done = true;
          const ref = { market: cursor.market, ...at };
          put(moment, { ...ref, position: head }, later);
          put(moment, { ...ref, position }, first);
          break;
        }
        return undefined;
      },
    });
  },
};

const droppedExpiry: Lie = {
  kind: "dropped-expiry",
  text: "an order that expires stays in the book",
  reasons: WRONG_STATE,
  tell(input) {
    let done = false;
    return tellBy(input, {
      before({ state, cursor }) {
        if (done || cursor.phase !== PHASE.expireThis) return undefined;
        if (firstDue(state, cursor.era, cursor.slot) === undefined) return undefined;
        done = true;
        enter(state, cursor, PHASE.start, 0);
        return { kind: "end", slot: cursor.slot };
      },
    });
  },
};

const earlyExpiry: Lie = {
  kind: "early-expiry",
  text: "an order expires before its time",
  reasons: [recordLeftOver],
  tell(input) {
    let done = false;
    return tellBy(input, {
      before({ state, cursor, tape }) {
        if (done || cursor.phase !== PHASE.expireThis) return undefined;
        if (firstDue(state, cursor.era, cursor.slot) !== undefined) return undefined;
        const [victim] = liveOrders(state);
        const order = victim === undefined ? undefined : find(state, victim.ref);
        if (victim === undefined || order === undefined) return undefined;
        done = true;
        const ref = tape.expiry(() => victim.ref);
        takeOut(state, ref, order);
        return { kind: "expire", ref, account: order.account, lots: order.lots };
      },
    });
  },
};

export const auctionLies: readonly Lie[] = [
  wrongPrice,
  lowVolume,
  highVolume,
  noAuction,
  wrongLots,
  wrongTrader,
  stolenFill,
  jumpedQueue,
  droppedExpiry,
  earlyExpiry,
];
