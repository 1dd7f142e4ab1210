import { describe, expect, test } from "vitest";
import type { ServerMessage } from "../../client/generated/api.ts";
import { Subscriptions } from "../../client/socket/subscriptions.ts";
import { Hub, type Reader } from "../../sequencer/api/socket/hub.ts";
import { Random, SEED, scaled } from "../reference/random.ts";

/** The client's half of the socket against the server's, over a line that breaks when it likes. */

const LIMITS = { mostKept: 8, mostKeptBytes: 10_000, mostIdle: 4, mostMissedBytes: 10_000 };
const CHANNEL = { name: "trades", market: 3 } as const;
const KEY = "trades:3";

interface Asked {
  readonly op: string;
  readonly epoch?: string;
  readonly after?: number;
}

/** A server whose state is how many messages there ever were, and that may restart. */
class World {
  count = 0;
  readonly subscriptions: Subscriptions;
  readonly seen: { readonly kind: "state" | "message"; readonly value: number }[] = [];
  #hub = new Hub<Reader>("a", LIMITS);
  #restarts = 0;
  #reader: (Reader & { dead: boolean }) | undefined;
  #waiting: (() => void)[] = [];

  constructor() {
    this.subscriptions = new Subscriptions((message) => this.#sent(message as Asked));
  }

  readonly sink = {
    onSnapshot: (value: unknown) => void this.seen.push({ kind: "state", value: Number(value) }),
    onMessage: (value: unknown) => void this.seen.push({ kind: "message", value: Number(value) }),
    onError: () => {},
  };

  connect(): void {
    if (this.#reader !== undefined) return;
    this.#reader = {
      dead: false,
      deliver: (message) => this.#toClient(JSON.parse(message.toString())),
    };
    this.subscriptions.opened();
  }

  cut(): void {
    if (this.#reader === undefined) return;
    this.#hub.leave(KEY, this.#reader);
    this.#reader = undefined;
    this.#waiting = [];
  }

  restart(): void {
    this.cut();
    this.#hub = new Hub<Reader>(`a${++this.#restarts}`, LIMITS);
  }

  publish(): void {
    this.count++;
    const data = this.count;
    this.#hub.publish(KEY, (seq) => JSON.stringify({ type: "trade", seq, market: 3, data }));
  }

  /** What is on its way arrives. */
  arrive(): void {
    for (const message of this.#waiting.splice(0)) message();
  }

  #toClient(message: ServerMessage): void {
    this.#waiting.push(() => this.subscriptions.take(message));
  }

  #sent({ op, epoch, after }: Asked): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    if (op === "unsubscribe") this.#hub.leave(KEY, reader);
    if (op !== "subscribe") return;
    const seen = epoch === undefined || after === undefined ? undefined : { epoch, after };
    const joined = this.#hub.join(KEY, reader, seen);
    const { missed, ...place } = joined;
    const resumed = missed !== undefined;
    const snapshot = resumed ? null : this.count;
    this.#toClient({
      type: "subscribed",
      channel: CHANNEL,
      ...place,
      resumed,
      snapshot,
    } as unknown as ServerMessage);
    for (const message of missed ?? []) reader.deliver(message);
  }
}

function anything(world: World, random: Random): void {
  const dice = random.below(100);
  if (dice < 50) world.publish();
  else if (dice < 70) world.arrive();
  else if (dice < 84) world.connect();
  else if (dice < 97) world.cut();
  else world.restart();
}

const collecting = (values: number[]) => ({
  onSnapshot: (value: unknown) => void values.push(Number(value)),
  onMessage: (value: unknown) => void values.push(Number(value)),
  onError: () => {},
});

/** Goes through what was told; each message must follow from what was known. */
function lastKnown({ seen }: World): number {
  let known = 0;
  for (const { kind, value } of seen) {
    if (kind === "message") expect(value).toBe(known + 1);
    else expect(value).toBeGreaterThanOrEqual(known);
    known = value;
  }
  return known;
}

describe("subscriptions", () => {
  test(`pass on every message once and in order, or the state instead (seed ${SEED})`, () => {
    const random = new Random(SEED, 45);
    for (let run = 0; run < scaled(200); run++) {
      const world = new World();
      world.subscriptions.add(CHANNEL, world.sink);
      const late: number[] = [];
      for (let step = 0; step < 120; step++) {
        if (step === 60) world.subscriptions.add(CHANNEL, collecting(late));
        else anything(world, random);
      }
      world.connect();
      world.publish();
      for (let n = 0; n < 4; n++) world.arrive();
      expect(lastKnown(world)).toBe(world.count);
      expect(late.at(-1)).toBe(world.count);
      expect(late).toEqual([...late].sort((a, b) => a - b));
    }
  });

  test("asks for what is missing where a number was passed over", () => {
    const asked: unknown[] = [];
    const subscriptions = new Subscriptions((message) => asked.push(message));
    const told: unknown[] = [];
    subscriptions.add(CHANNEL, {
      onSnapshot: (state) => told.push(state),
      onMessage: (data) => told.push(data),
      onError: () => {},
    });
    const place = { type: "subscribed", channel: CHANNEL, epoch: "e", seq: 4, resumed: false };
    subscriptions.take({ ...place, snapshot: [] } as unknown as ServerMessage);
    const trade = (seq: number) =>
      ({ type: "trade", seq, market: 3, data: seq }) as unknown as ServerMessage;
    subscriptions.take(trade(5));
    subscriptions.take(trade(5));
    subscriptions.take(trade(7));
    expect(told).toEqual([[], 5]);
    expect(asked.at(-1)).toEqual({ op: "subscribe", channel: CHANNEL, epoch: "e", after: 5 });
  });
});
