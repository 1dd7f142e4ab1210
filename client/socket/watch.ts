import type { BaseClient } from "../baseClient.ts";
import type { Channel } from "./channel.ts";
import { Line } from "./line.ts";

/** Something that changes, told by a channel and, where there is no line, by asking again and again. */
export interface Feed<Snapshot, Message> {
  readonly channel: Channel;
  /** The state by HTTP, as the channel's snapshot tells it. */
  ask(): Promise<Snapshot>;
  /** Passes on what is new in a state. One call at a time. */
  takeSnapshot(snapshot: Snapshot): void | Promise<void>;
  /** Passes on one message. */
  takeMessage(message: Message): void;
}

/** Ends a watch; nothing is told after it. */
export type Unwatch = () => void;

/** Messages that wait while a state is looked at; behind more the state is taken anew. */
const MOST_WAITING = 1_024;

const lines = new WeakMap<
  BaseClient["bookkeeping"],
  { readonly line: Line; readonly polls: Set<() => void> }
>();

/** Watches by the client's one socket, or by polling where it has none or its line is down. */
export function watchFeed<Snapshot, Message>(
  client: BaseClient,
  feed: Feed<Snapshot, Message>,
  onError: (error: Error) => void = () => {},
): Unwatch {
  let ended = false;
  const work = new Work(
    feed,
    (error) => {
      if (!ended) onError(error);
    },
    () => ended,
  );
  const poll = (): void => work.poll();
  const shared = lineOf(client);
  if (shared === undefined) {
    const timer = setInterval(poll, client.pollingInterval);
    poll();
    return () => {
      ended = true;
      clearInterval(timer);
    };
  }
  const { line, polls } = shared;
  polls.add(poll);
  const unwatch = line.watch(feed.channel, {
    onSnapshot: (snapshot) => work.snapshot(snapshot as Snapshot),
    onMessage: (message) => work.message(message as Message),
    onError: (error) => {
      if (!ended) onError(error);
    },
  });
  return () => {
    ended = true;
    polls.delete(poll);
    unwatch();
  };
}

function lineOf(client: BaseClient) {
  const { WebSocket, url, bookkeeping } = client;
  if (WebSocket === undefined) return undefined;
  const known = lines.get(bookkeeping);
  if (known !== undefined) return known;
  const polls = new Set<() => void>();
  const line: Line = new Line({
    url,
    WebSocket,
    jitter: () => (client.random(1)[0] ?? 0) / 255,
    onDown: () => {
      line.forgetPlaces();
      for (const poll of polls) poll();
    },
  });
  const made = { line, polls };
  lines.set(bookkeeping, made);
  return made;
}

/** States and messages in the order in which they came, one after the other. */
class Work<Snapshot, Message> {
  readonly #feed: Feed<Snapshot, Message>;
  readonly #onError: (error: Error) => void;
  readonly #isEnded: () => boolean;
  #waiting: (() => void | Promise<void>)[] = [];
  #busy = false;
  #polling = false;
  #snapshots = 0;

  constructor(
    feed: Feed<Snapshot, Message>,
    onError: (error: Error) => void,
    isEnded: () => boolean,
  ) {
    this.#feed = feed;
    this.#onError = onError;
    this.#isEnded = isEnded;
  }

  snapshot(snapshot: Snapshot): void {
    this.#snapshots++;
    this.#waiting = [() => this.#feed.takeSnapshot(snapshot)];
    this.#polling = false;
    void this.#run();
  }

  message(message: Message): void {
    this.#waiting.push(() => this.#feed.takeMessage(message));
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting = [];
      this.poll();
    }
    void this.#run();
  }

  /** Asks for the state; a poll under way is enough. */
  poll(): void {
    if (this.#polling) return;
    this.#polling = true;
    this.#waiting.push(async () => {
      const before = this.#snapshots;
      try {
        const state = await this.#feed.ask();
        // The line is back and told the state by itself: what it tells next goes on from that one.
        if (before === this.#snapshots && !this.#isEnded()) await this.#feed.takeSnapshot(state);
      } finally {
        this.#polling = false;
      }
    });
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (this.#isEnded()) break;
      try {
        await next();
      } catch (error) {
        this.#onError(error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.#busy = false;
  }
}
