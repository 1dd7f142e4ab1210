import type { OrderRef } from "#protocol/book";
import {
  BLOCK_BYTES,
  ENVELOPE_BLOCKS,
  ENVELOPE_OVERHEAD,
  MAX_BLOCKS,
  MAX_ENVELOPES,
  MAX_SEAL_BYTES,
  SIDE,
  type Side,
} from "#protocol/constants";
import type { Operation } from "#protocol/operation";
import { OUTCOME, type Outcome, outcomeName } from "#protocol/outcomes";
import type { CancelOrder, NewOrder, OrderEvent } from "../sequencer/matching/formats/events.ts";
import { type FieldFault, fault, type Refusal } from "../sequencer/matching/formats/refusal.ts";
import { type FlowMarket, placingOf } from "./flowMarket.ts";

/** An order of the flow on its way through the rollup. */
export interface FlowOrder {
  readonly id: string;
  readonly userId: string;
  readonly line: number;
  readonly side: Side;
  readonly tick: number;
  /** Not filled yet. */
  lots: number;
  /** Waiting for an envelope, in one that is not executed yet, in the book, or out of it. */
  state: "waiting" | "sent" | "live" | "gone";
  /** Once it is in the book. */
  ref: OrderRef | undefined;
  /** Why it is gone. */
  end: string;
  /** A cancel of it waits or is on its way. */
  cancelled: boolean;
}

/** An operation to come, and the line of the flow that asked for it. */
interface Wanted {
  readonly kind: "place" | "cancel";
  readonly order: FlowOrder;
  readonly line: number;
}

/** What one user sends in one slot. */
export interface FlowEnvelope {
  readonly userId: string;
  /** 1 … 32. */
  readonly operations: readonly Operation[];
  /** The line behind each of them. */
  readonly lines: readonly number[];
}

/** What became of one event when it was read. */
export type Mapped =
  /** An operation of the user's next envelope. */
  | { readonly kind: "wanted" }
  /** It took an order out that no envelope held yet: neither of the two lines is sent. */
  | { readonly kind: "amended"; readonly orderLine: number }
  | { readonly kind: "refused"; readonly refusal: Refusal };

export interface Taken {
  readonly envelopes: readonly FlowEnvelope[];
  /** Cancels whose orders turned out to be gone. */
  readonly refusals: readonly Refusal[];
  /** Lines that wait for the next slot, because this one, or the user's envelope, is full. */
  readonly carried: readonly number[];
}

/**
 * Maps a flow to envelopes, window by window. It is told what became of them, because only then is it known under which reference an
 * order can be cancelled. Every event is, in the end, in just one place: an envelope, an amendment, a refusal or what still waits.
 */
export class FlowMapper {
  readonly #market: FlowMarket;
  /** The newest order of each id. */
  readonly #orders = new Map<string, FlowOrder>();
  readonly #live = new Map<string, FlowOrder>();
  /** By user, in the order in which users first waited. */
  readonly #waiting = new Map<string, Wanted[]>();
  /** In the envelope that a user sent last. */
  readonly #sent = new Map<string, readonly Wanted[]>();

  constructor(market: FlowMarket) {
    this.#market = market;
  }

  add(event: OrderEvent): Mapped {
    return event.action === "new" ? this.#place(event) : this.#cancel(event);
  }

  /** The next slot's envelopes, within the limits of a slot. Call it when the slot before has been executed. */
  take(): Taken {
    const envelopes: FlowEnvelope[] = [];
    const refusals: Refusal[] = [];
    const carried: number[] = [];
    let room = MAX_SEAL_BYTES;
    for (const [userId, waiting] of [...this.#waiting]) {
      const { ready, later } = this.#split(waiting, refusals);
      const bytes = postedBytes(ready.length);
      const fits = bytes <= room && envelopes.length < MAX_ENVELOPES;
      const left = fits ? later : [...ready, ...later];
      carried.push(...left.map(({ line }) => line));
      // Set anew at the end of the map: who had to wait is first next time.
      this.#waiting.delete(userId);
      if (left.length > 0) this.#waiting.set(userId, left);
      if (!fits || ready.length === 0) continue;
      room -= bytes;
      envelopes.push({
        userId,
        operations: ready.map(operationOf),
        lines: ready.map(({ line }) => line),
      });
      for (const { kind, order } of ready) if (kind === "place") order.state = "sent";
      this.#sent.set(userId, ready);
    }
    return { envelopes, refusals, carried };
  }

  /** Operation `index` of the envelope that the user sent last was executed. */
  executed(userId: string, index: number, outcome: Outcome, ref: OrderRef | undefined): void {
    const wanted = this.#sent.get(userId)?.[index];
    if (wanted === undefined) return;
    const { order } = wanted;
    if (wanted.kind === "cancel") {
      if (outcome === OUTCOME.applied) this.#end(order, "cancelled");
      return;
    }
    if (outcome !== OUTCOME.applied || ref === undefined) {
      this.#end(order, `rejected: ${outcomeName(outcome)}`);
      return;
    }
    order.state = "live";
    order.ref = ref;
    this.#live.set(keyOf(ref), order);
  }

  /** The envelope that the user sent last was not applied. */
  lost(userId: string, why: string): void {
    for (const { kind, order } of this.#sent.get(userId) ?? []) {
      if (kind === "place") this.#end(order, why);
      else order.cancelled = false;
    }
    this.#sent.delete(userId);
  }

  /** Lots of an order were filled. */
  filled(ref: OrderRef, lots: number): void {
    const order = this.#live.get(keyOf(ref));
    if (order === undefined) return;
    order.lots -= lots;
    if (order.lots === 0) this.#end(order, "filled");
  }

  /** The user's orders in the book. */
  liveOf(userId: string): FlowOrder[] {
    return [...this.#live.values()].filter((order) => order.userId === userId);
  }

  /** Lines of which nothing was sent yet. */
  unsent(): number[] {
    return [...this.#waiting.values()].flatMap((waiting) => waiting.map(({ line }) => line));
  }

  #place(event: NewOrder): Mapped {
    const { line, orderId: id, userId, side } = event;
    const known = this.#orders.get(id);
    if (known !== undefined && known.state !== "gone" && !known.cancelled) {
      return refused(
        line,
        fault("order_id", id, `an id that no live order has (line ${known.line})`),
      );
    }
    const placing = placingOf(this.#market, event);
    if (!placing.ok) return refused(line, placing.fault);
    const { tick, lots } = placing;
    const order: FlowOrder = {
      id,
      userId,
      line,
      side: SIDE[side],
      tick,
      lots,
      state: "waiting",
      ref: undefined,
      end: "",
      cancelled: false,
    };
    this.#orders.set(id, order);
    this.#want(userId, { kind: "place", order, line });
    return { kind: "wanted" };
  }

  #cancel({ line, orderId, userId }: CancelOrder): Mapped {
    const order = this.#orders.get(orderId);
    if (order === undefined)
      return refused(line, fault("order_id", orderId, "the id of an order before"));
    if (order.userId !== userId) return refused(line, fault("user_id", userId, order.userId));
    if (order.state === "gone") return refused(line, goneFault(order));
    if (order.cancelled) {
      return refused(line, fault("order_id", orderId, "an order that is not being cancelled"));
    }
    if (order.state === "waiting") {
      this.#withdrawWaiting(order);
      this.#end(order, "cancelled");
      return { kind: "amended", orderLine: order.line };
    }
    order.cancelled = true;
    this.#want(userId, { kind: "cancel", order, line });
    return { kind: "wanted" };
  }

  #want(userId: string, wanted: Wanted): void {
    const waiting = this.#waiting.get(userId);
    if (waiting === undefined) this.#waiting.set(userId, [wanted]);
    else waiting.push(wanted);
  }

  #withdrawWaiting(order: FlowOrder): void {
    const rest = (this.#waiting.get(order.userId) ?? []).filter((wanted) => wanted.order !== order);
    if (rest.length > 0) this.#waiting.set(order.userId, rest);
    else this.#waiting.delete(order.userId);
  }

  /** What can be sent now, and what has to wait: beyond 32 operations, or for its order's reference. */
  #split(waiting: readonly Wanted[], refusals: Refusal[]): { ready: Wanted[]; later: Wanted[] } {
    const ready: Wanted[] = [];
    const later: Wanted[] = [];
    for (const wanted of waiting) {
      const { kind, order, line } = wanted;
      if (kind === "cancel" && order.state === "gone") refusals.push({ line, ...goneFault(order) });
      else if (ready.length === MAX_BLOCKS || (kind === "cancel" && order.state !== "live")) {
        later.push(wanted);
      } else ready.push(wanted);
    }
    return { ready, later };
  }

  #end(order: FlowOrder, end: string): void {
    order.state = "gone";
    order.end = end;
    if (order.ref !== undefined) this.#live.delete(keyOf(order.ref));
  }
}

/** Bytes that an envelope of so many operations takes up in a seal. */
export function postedBytes(operations: number): number {
  return 1 + ENVELOPE_OVERHEAD + BLOCK_BYTES * blocksFor(operations);
}

/** The blocks of an envelope that holds so many operations, 0 … 32. */
export function blocksFor(operations: number): number {
  return ENVELOPE_BLOCKS.find((blocks) => blocks >= operations) ?? MAX_BLOCKS;
}

function operationOf({ kind, order }: Wanted): Operation {
  const { side, tick, lots, ref } = order;
  if (kind === "place") return { kind, market: 0, side, tick, lots, expiry: 0 };
  if (ref === undefined) throw new RangeError(`order ${order.id} has no reference yet`);
  return { kind, market: ref.market, side: ref.side, tick: ref.tick, position: ref.position };
}

const refused = (line: number, what: FieldFault): Mapped => ({
  kind: "refused",
  refusal: { line, ...what },
});

const goneFault = (order: FlowOrder): FieldFault =>
  fault("order_id", order.id, `a live order (that of line ${order.line} is ${order.end})`);

const keyOf = ({ market, side, tick, position }: OrderRef): string =>
  `${market}:${side}:${tick}:${position}`;
