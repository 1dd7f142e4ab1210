import type { Exchange } from "../exchange.ts";
import type { LostSlots } from "./batches.ts";

/** Lost slots that are remembered; nothing on L1 tells of them. */
const MOST_LOST = 1_024;

/** Slots that missed their deadline since this process began. */
export class SeenLost implements LostSlots {
  readonly #envelopes = new Map<number, number>();
  /** Stops listening. */
  readonly close: () => void;

  constructor(exchange: Pick<Exchange, "onStatus">) {
    this.close = exchange.onStatus((status) => {
      if (status.kind !== "lost") return;
      this.#envelopes.set(status.slot, status.envelopes);
      const [oldest] = this.#envelopes.keys();
      if (this.#envelopes.size > MOST_LOST && oldest !== undefined) this.#envelopes.delete(oldest);
    });
  }

  envelopesOf(slot: number): number | undefined {
    return this.#envelopes.get(slot);
  }
}
