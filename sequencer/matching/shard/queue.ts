import { WalrasError } from "#protocol/errors";

/** Complete lines from a queue, that take effect together or not at all. */
export interface Delivery {
  /** Each line ended by a newline. */
  readonly lines: Uint8Array;
  /** Where the queue stands once they have taken effect, in the queue's own unit. */
  readonly position: number;
  /** What each line is called in reports; unless given, lines are counted from the first one ever taken. */
  readonly numbers?: readonly number[];
}

/** Where messages come from. */
export interface Queue {
  /**
   * What its positions count. A database that was fed by one kind of queue takes no other, because its position would mean
   * nothing there.
   */
  readonly unit: string;
  /**
   * What lies behind a position, in order. Asking for the next delivery says that the last one is on the disk; only then does
   * the queue tell its sender so.
   * @throws QueueError if the queue does not hold what comes next
   */
  deliveries(position: number): AsyncIterable<Delivery>;
  /** Lets go of sockets and connections. */
  close?(): void | Promise<void>;
}

/** The queue cannot go on where the database says that it stopped. */
export class QueueError extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("queue", what, given, expected);
  }
}
