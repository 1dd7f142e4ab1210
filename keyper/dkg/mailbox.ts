import { equalBytes } from "#protocol/bytes";
import { COMPLAINT_BYTES } from "./complaints.ts";
import { dealingBytes } from "./dealing.ts";
import type { Committee, Generation } from "./generation.ts";
import { isSignedBySender, KIND, type Kind, type Message } from "./message.ts";
import { parcelsBytes } from "./parcels.ts";
import { transcriptBytes } from "./transcript.ts";

/** What became of a message. */
export type Received = "new" | "known" | "unsigned" | "wrongLength" | "second";

/**
 * The messages of one attempt: one of each kind from each keyper, one complaint for each pair. The first that contradicts
 * another is kept too, so that all others come to see both.
 */
export class Mailbox {
  readonly #committee: Committee;
  readonly #generation: Generation;
  readonly #held = new Map<string, Message>();
  readonly #second = new Map<string, Message>();

  constructor(committee: Committee, generation: Generation) {
    this.#committee = committee;
    this.#generation = generation;
  }

  put(message: Message): Received {
    const place = placeOf(message);
    const held = this.#held.get(place);
    if (held !== undefined && equalBytes(held.payload, message.payload)) return "known";
    if (this.#second.has(place)) return "known";
    if (!isSignedBySender(this.#committee, message)) return "unsigned";
    if (message.payload.length !== this.#lengthOf(message.kind)) return "wrongLength";
    if (held !== undefined) {
      this.#second.set(place, message);
      return "second";
    }
    this.#held.set(place, message);
    return "new";
  }

  of(kind: Kind, from: number): Message | undefined {
    return this.#held.get(`${kind}:${from}`);
  }

  all(): Message[] {
    return [...this.#held.values(), ...this.#second.values()];
  }

  #lengthOf(kind: Kind): number {
    const committee = this.#committee;
    switch (kind) {
      case KIND.commit:
        return 32;
      case KIND.reveal:
        return transcriptBytes(this.#generation) + dealingBytes(committee);
      case KIND.parcels:
        return parcelsBytes(committee);
      case KIND.complaint:
        return COMPLAINT_BYTES;
      case KIND.keySet:
        return 32 + 65;
      case KIND.proposal:
        return 0;
    }
  }
}

/** A keyper may complain of every dealer once. */
const placeOf = ({ kind, from, payload }: Message): string =>
  kind === KIND.complaint ? `${kind}:${from}:${payload[0]}` : `${kind}:${from}`;
