import type { Deployment } from "#protocol/config";
import { envelopeTreeRoot } from "#protocol/envelopeTree";
import type { SigningContext } from "#protocol/messages";
import { REFUSAL } from "#protocol/outcomes";
import { type Accounts, judge } from "./admission.ts";
import { closeOf, collectingSlot, withinGuard } from "./batching.ts";
import type { SequencerConfig } from "./config.ts";
import type { Effect, Event, Ticketed } from "./effects.ts";
import type { Accepted, SlotLog } from "./log.ts";
import { isSealed, plan, slotForInbox, slotsToClose } from "./plan.ts";
import type { BatchKey, Keys, L1View } from "./ports.ts";
import { type OpenSlot, OpenSlots } from "./slots.ts";

export interface SequencerParts {
  readonly deployment: Deployment;
  readonly config: Pick<
    SequencerConfig,
    "guardMs" | "l1PatienceMs" | "retryMs" | "keyLeadSlots" | "maxPendingEnvelopes"
  >;
  readonly context: SigningContext;
  readonly keys: Pick<Keys, "batchKey">;
  readonly accounts: Accounts;
}

/** Why no envelope is taken. `closesSoon`: a receipt would race the close; the next slot takes it. */
export type Obstacle =
  | "notBegun"
  | "halted"
  | "l1Silent"
  | "tooManyWaiting"
  | "retired"
  | "closesSoon"
  | "diskFailed"
  | "noKey"
  | "sealsLate";

/**
 * The sequencer without I/O: told what happened and when, it says what to do. Whatever must survive is in the log before
 * it is told of it, so a sequencer built from the log goes on where another was killed.
 */
export class Sequencer {
  readonly #parts: SequencerParts;
  readonly #slots: OpenSlots;
  #l1: L1View | undefined;
  #pending = 0;
  #writeFailedAt: number | undefined;
  #halted = false;

  constructor(parts: SequencerParts, log: readonly SlotLog[]) {
    this.#parts = parts;
    this.#slots = OpenSlots.replay(log);
  }

  /** @param now clock milliseconds; never less than in the call before */
  handle(event: Event, now: number): Effect[] {
    switch (event.kind) {
      case "submit":
        return [this.#submit(event, now)];
      case "accepted":
        return this.#accepted(event.entries);
      case "notAccepted":
        return this.#notAccepted(event.entries, now);
      case "closed":
        this.#slots.close(event.entry);
        return [];
      case "certified":
        this.#slots.certify(event.entry);
        return [];
      case "writeFailed":
        this.#writeFailedAt = now;
        return [];
      case "executed":
        this.#slots.execute(event.slot);
        return [];
      case "l1":
        this.#l1 = event.view;
        return [];
      case "halted":
        this.#halted = true;
        return [];
      case "turn":
        return this.#turn(now);
    }
  }

  /** The slot that takes envelopes and the key to seal them to; undefined where none would be accepted. */
  collecting(now: number): { readonly slot: number; readonly key: BatchKey } | undefined {
    const slot = collectingSlot(this.#parts.deployment, now);
    const key = slot === undefined ? undefined : this.#keyOf(slot);
    return slot === undefined || key === undefined || !this.#accepts(slot, now)
      ? undefined
      : { slot, key };
  }

  /** Why no envelope would be taken in the slot that collects or, if that closes at once, in the next one. */
  obstacle(now: number): Obstacle | undefined {
    const slot = collectingSlot(this.#parts.deployment, now);
    if (slot === undefined) return "notBegun";
    const obstacle = this.#obstacle(slot, now);
    return obstacle === "closesSoon" ? this.#obstacle(slot + 1, now) : obstacle;
  }

  /** Lowest slot that is not executed, lost or empty. */
  lowestOpen(): number | undefined {
    const isOpen = ({ closed, book, executed }: OpenSlot): boolean =>
      !executed && (closed !== undefined || book.count > 0);
    return this.#slots.all().find(isOpen)?.slot;
  }

  /** An open slot; undefined for one that nothing is known of, or that is executed. */
  openSlot(slot: number): OpenSlot | undefined {
    const open = this.#slots.get(slot);
    return open?.executed === true ? undefined : open;
  }

  /** What a slot's envelopes are sealed to. */
  batchKey(slot: number): BatchKey | undefined {
    return this.#keyOf(slot);
  }

  #submit(event: Event & { kind: "submit" }, now: number): Effect {
    const { ticket, slot } = event;
    const { deployment, context, accounts } = this.#parts;
    if (slot !== collectingSlot(deployment, now) || this.#slots.get(slot)?.closed !== undefined) {
      return { kind: "refuse", ticket, refusal: REFUSAL.wrongSlot };
    }
    const verdict = judge(event.envelope, slot, {
      context,
      operationFee: deployment.operationFee,
      batchKey: this.#keyOf(slot)?.address,
      accounts,
      slots: this.#slots,
    });
    if (verdict.kind === "refused") return { kind: "refuse", ticket, refusal: verdict.refusal };
    if (!this.#accepts(slot, now)) return { kind: "refuse", ticket, refusal: REFUSAL.notAccepting };
    const { entry } = verdict;
    // The same envelope again, because its receipt was lost on the way: it may have it once more.
    if (verdict.kind === "held") return { kind: "receipt", ticket, entry };
    this.#slots.bookOf(slot).reserve(entry);
    this.#pending++;
    return { kind: "accept", ticket, entry };
  }

  #accepted(entries: readonly Ticketed[]): Effect[] {
    this.#writeFailedAt = undefined;
    this.#pending -= entries.length;
    for (const { entry } of entries) this.#slots.store(entry);
    return entries.map(({ ticket, entry }) => ({ kind: "receipt", ticket, entry }));
  }

  #notAccepted(entries: readonly Ticketed[], now: number): Effect[] {
    this.#writeFailedAt = now;
    this.#pending -= entries.length;
    for (const { entry } of entries) this.#slots.bookOf(entry.slot).drop(entry);
    return entries.map(({ ticket }) => ({ kind: "refuse", ticket, refusal: REFUSAL.notAccepting }));
  }

  #turn(now: number): Effect[] {
    const { deployment, config } = this.#parts;
    const closing = slotsToClose(this.#slots, deployment, now).flatMap(({ slot, book }) => {
      const list = book.list();
      if (list.length > 0) return [this.#close(slot, list)];
      this.#slots.forget(slot);
      return [];
    });
    if (this.#l1 === undefined || this.#halted) return closing;
    const input = {
      deployment,
      keyLeadSlots: config.keyLeadSlots,
      slots: this.#slots,
      l1: this.#l1,
      now,
    };
    const inboxOnly = slotForInbox(input);
    if (inboxOnly !== undefined) closing.push(this.#close(inboxOnly, []));
    const effects = plan(input);
    for (const effect of effects) if (effect.kind === "lost") this.#slots.forget(effect.slot);
    return [...closing, ...effects];
  }

  #close(slot: number, list: readonly Accepted[]): Effect {
    const root = envelopeTreeRoot(
      this.#parts.context.crypto,
      list.map(({ envelope }) => envelope),
    );
    return { kind: "close", entry: { slot, root, count: list.length } };
  }

  #keyOf(slot: number): BatchKey | undefined {
    const keySet = this.#l1?.keySetOf(slot);
    return keySet === undefined ? undefined : this.#parts.keys.batchKey(keySet, slot);
  }

  /** Whether a receipt signed now could be kept. */
  #accepts(slot: number, now: number): boolean {
    return this.#obstacle(slot, now) === undefined;
  }

  #obstacle(slot: number, now: number): Obstacle | undefined {
    const { deployment, config } = this.#parts;
    if (this.#halted) return "halted";
    if (this.#l1 === undefined) return "l1Silent";
    if (this.#pending >= config.maxPendingEnvelopes) return "tooManyWaiting";
    if (slot > this.#l1.lastSlot) return "retired";
    if (withinGuard(deployment, slot, now, config.guardMs)) return "closesSoon";
    if (now - this.#l1.askedAt > config.l1PatienceMs) return "l1Silent";
    if (this.#writeFailedAt !== undefined && now < this.#writeFailedAt + config.retryMs)
      return "diskFailed";
    if (this.#keyOf(slot) === undefined) return "noKey";
    return this.#isLate(now) ? "sealsLate" : undefined;
  }

  /** An earlier slot is past half of the time in which L1 takes it: something keeps slots from being sealed. */
  #isLate(now: number): boolean {
    const { deployment } = this.#parts;
    return this.#slots
      .all()
      .some(
        ({ slot, closed }) =>
          closed !== undefined &&
          this.#l1 !== undefined &&
          !isSealed(this.#l1, slot) &&
          now / 1000 > closeOf(deployment, slot) + deployment.sealDelay / 2,
      );
  }
}
