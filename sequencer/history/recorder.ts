import { find, type OrderRef } from "#protocol/book";
import { MAX_AMOUNT, MAX_ASSETS, OPERATOR_ACCOUNT, SIDE, TICK_LIMIT } from "#protocol/constants";
import type { Facts } from "#protocol/facts";
import { decodeInboxWord, type InboxOperation } from "#protocol/inbox";
import { type Market, readLast, readMarket, readParameters } from "#protocol/leaves";
import { releaseLock } from "#protocol/locks";
import type { Operation } from "#protocol/operation";
import { OUTCOME, type Outcome } from "#protocol/outcomes";
import type { StatePort } from "#protocol/state";
import type { StepReport } from "#protocol/stepTypes";
import { feeFloor } from "#protocol/units";
import { levelsOf } from "./levels.ts";
import { type FilledOrder, rationedLevel } from "./rationing.ts";
import type { AuctionRow, EventRow, SlotHistory } from "./rows.ts";

/** Levels kept of each side of an auction. */
const MOST_LEVELS = 500;

type Report<K extends StepReport["kind"]> = StepReport & { readonly kind: K };
type Recorded<T> = { -readonly [K in keyof T]: T[K] };

/** Writes down a slot's steps for people while they are executed; knows nothing of earlier slots but the state. */
export class SlotRecorder {
  readonly #state: StatePort;
  readonly #facts: Facts;
  #voided = false;
  readonly #events: EventRow[] = [];
  readonly #auctions: AuctionRow[] = [];
  readonly #envelopes: { account: number; outcome: Outcome; operations: OperationRow[] }[] = [];
  readonly #accounts = new Set<number>();
  readonly #signers = new Map<number, Uint8Array>();
  readonly #locked = new Map<number, Recorded<SlotHistory["locked"][number]>>();
  readonly #open = new Map<number, number>();
  readonly #markets = new Map<number, Market>();
  #auction: Omit<AuctionRow, "rationed"> | undefined;
  #fills: FilledOrder[] = [];

  constructor(state: StatePort, facts: Facts) {
    this.#state = state;
    this.#facts = facts;
  }

  /** Feed it every report of the slot while the state stands behind that step. */
  observe(report: StepReport): void {
    switch (report.kind) {
      case "start":
        this.#voided = report.envelopes > 0 && !report.opened;
        break;
      case "inbox":
        this.#inbox(report);
        break;
      case "operation":
        this.#operation(report);
        break;
      case "clear":
        this.#clear(report.market);
        break;
      case "fill":
        this.#fill(report);
        break;
      case "close":
        this.#close(report);
        break;
      case "expire":
        this.#takenOut("expired", report.account, false, report);
        break;
    }
  }

  history(): SlotHistory {
    return {
      voided: this.#voided,
      events: this.#events,
      auctions: this.#auctions,
      envelopes: this.#envelopes,
      accounts: [...this.#accounts].sort((a, b) => a - b),
      signers: this.#signers,
      locked: [...this.#locked.values()].filter(({ amount }) => amount !== 0),
      open: this.#open,
    };
  }

  #inbox(report: Report<"inbox">): void {
    const { account, outcome } = report;
    const word = this.#facts.inboxWord(report.index);
    if (word === undefined) throw new RangeError(`inbox operation ${report.index} is gone`);
    const operation = decodeInboxWord(word);
    if (outcome !== OUTCOME.applied) {
      this.#reject(account, outcome, true, wished(operation));
      return;
    }
    this.#accounts.add(account);
    switch (operation.kind) {
      case "register":
      case "setSigner": {
        this.#signers.set(account, operation.signer);
        const kind = operation.kind === "register" ? "registered" : "signerSet";
        this.#events.push({ account, kind, forced: false, outcome });
        break;
      }
      case "deposit": {
        const { asset, amount } = operation;
        this.#events.push({ account, kind: "deposited", forced: false, outcome, asset, amount });
        break;
      }
      case "forcedWithdraw": {
        const { asset } = operation;
        const amount = report.withdrawn ?? 0;
        this.#events.push({ account, kind: "withdrawn", forced: true, outcome, asset, amount });
        break;
      }
      case "forcedCancel":
        if (report.cancelled !== undefined)
          this.#takenOut("cancelled", account, true, report.cancelled);
        break;
    }
  }

  #operation(report: Report<"operation">): void {
    const { account, outcome, operation, placed, cancelled } = report;
    const skipped = isSkipped(outcome);
    if (report.block === 0) {
      const of = skipped ? outcome : OUTCOME.applied;
      this.#envelopes.push({ account, outcome: of, operations: [] });
    }
    if (skipped) {
      this.#reject(account, outcome, false, {});
      return;
    }
    const ref = placed?.ref ?? cancelled?.ref;
    const row = { block: report.block, kind: operation?.kind, outcome, ref };
    this.#envelopes.at(-1)?.operations.push(row);
    this.#accounts.add(account);
    if (readParameters(this.#state).operationFee > 0) this.#accounts.add(OPERATOR_ACCOUNT);
    if (outcome !== OUTCOME.applied) {
      this.#reject(account, outcome, false, operation === undefined ? {} : wished(operation));
    } else if (placed !== undefined) {
      const { lots, expiry } = placed;
      const { market, side, tick, position } = placed.ref;
      const order = { market, side, tick, position, lots, expiry };
      this.#events.push({ account, kind: "placed", forced: false, outcome, ...order });
      this.#count(account, 1);
      this.#lock(account, placed.ref, 0, lots);
    } else if (cancelled !== undefined) {
      this.#takenOut("cancelled", account, false, cancelled);
    } else if (operation?.kind === "withdraw") {
      const { asset, amount } = operation;
      this.#events.push({ account, kind: "withdrawn", forced: false, outcome, asset, amount });
    }
  }

  #reject(account: number, outcome: Outcome, forced: boolean, wish: Partial<EventRow>): void {
    const { marketCount, assetCount } = readParameters(this.#state);
    const known = (wish.market ?? 0) < marketCount && (wish.asset ?? 0) < assetCount;
    const kind = "rejected";
    this.#events.push({ account, kind, forced, outcome, ...(known ? wish : {}) });
  }

  #takenOut(
    kind: "cancelled" | "expired",
    account: number,
    forced: boolean,
    { ref, lots }: { readonly ref: OrderRef; readonly lots: number },
  ): void {
    this.#accounts.add(account);
    const { market, side, tick, position } = ref;
    const outcome = OUTCOME.applied;
    this.#events.push({ account, kind, forced, outcome, market, side, tick, position, lots });
    this.#count(account, -1);
    this.#lock(account, ref, lots, 0);
  }

  #clear(market: number): void {
    const bids = levelsOf(this.#state, market, SIDE.buy, MOST_LEVELS);
    const asks = levelsOf(this.#state, market, SIDE.sell, MOST_LEVELS);
    const truncated = bids.truncated || asks.truncated;
    const lastTick = readLast(this.#state, market);
    this.#auction = { market, lastTick, bids: bids.levels, asks: asks.levels, truncated };
    this.#fills = [];
  }

  #fill({ ref, account, lots, tick: price }: Report<"fill">): void {
    const market = this.#marketOf(ref.market);
    const fee = feeFloor(lots * price * market.quoteUnit, market.feeBps);
    const left = find(this.#state, ref)?.lots ?? 0;
    const whole = left === 0;
    this.#fills.push({ ref, account, lots });
    this.#accounts.add(account);
    const { side, tick, position } = ref;
    // Spelled out, as the busiest of all: spreading costs more than all the rest of it.
    this.#events.push({
      account,
      kind: "filled",
      forced: false,
      outcome: OUTCOME.applied,
      market: ref.market,
      side,
      tick,
      position,
      lots,
      price,
      fee,
      whole,
    });
    if (whole) this.#count(account, -1);
    this.#lock(account, ref, left + lots, left);
  }

  #close({ market, fee }: Report<"close">): void {
    if (fee > 0) this.#accounts.add(OPERATOR_ACCOUNT);
    if (this.#auction === undefined) return;
    const rationed = rationedLevel(this.#state, market, this.#fills);
    this.#auctions.push({ ...this.#auction, rationed });
  }

  #count(account: number, by: number): void {
    this.#open.set(account, (this.#open.get(account) ?? 0) + by);
  }

  /** An order's lots go from `before` to `after`. */
  #lock(account: number, ref: OrderRef, before: number, after: number): void {
    const released = releaseLock(this.#marketOf(ref.market), ref, before, after);
    const name = account * MAX_ASSETS + released.asset;
    const known = this.#locked.get(name);
    if (known !== undefined) known.amount -= released.amount;
    else this.#locked.set(name, { account, asset: released.asset, amount: -released.amount });
  }

  #marketOf(index: number): Market {
    const known = this.#markets.get(index);
    if (known !== undefined) return known;
    const market = readMarket(this.#state, index);
    this.#markets.set(index, market);
    return market;
  }
}

type OperationRow = SlotHistory["envelopes"][number]["operations"][number];

/** Of the whole envelope. */
const isSkipped = (outcome: Outcome): boolean =>
  outcome !== OUTCOME.applied && outcome <= OUTCOME.cannotPay;

/** What a rejected operation wished for, as far as it makes sense. */
function wished(operation: Operation | InboxOperation): Partial<EventRow> {
  switch (operation.kind) {
    case "place":
    case "cancel":
    case "forcedCancel": {
      const { market, side, tick } = operation;
      const lots = operation.kind === "place" ? { lots: operation.lots } : {};
      return { market, side, ...(tick >= 1 && tick < TICK_LIMIT ? { tick } : {}), ...lots };
    }
    case "withdraw":
    case "forcedWithdraw":
    case "deposit": {
      const { asset, amount } = operation;
      return { asset, ...(amount <= MAX_AMOUNT ? { amount } : {}) };
    }
    default:
      return {};
  }
}
