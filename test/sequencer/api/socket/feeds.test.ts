import { describe, expect, test } from "vitest";
import { Models } from "../../../../sequencer/api/models/models.ts";
import {
  type Channel,
  type ChannelModels,
  channelModels,
  keyOf,
} from "../../../../sequencer/api/socket/channels.ts";
import { Feeds } from "../../../../sequencer/api/socket/feeds.ts";
import { Hub, type Reader } from "../../../../sequencer/api/socket/hub.ts";
import { Random, SEED, scaled } from "../../../reference/random.ts";
import { FakeExchange } from "./fakeExchange.ts";

const CHANNELS: readonly Channel[] = [
  { name: "batches" },
  { name: "trades", market: 0 },
  { name: "trades", market: 1 },
  { name: "book", market: 0 },
  { name: "account", account: 1 },
];
const listing = {
  name: "test",
  assets: [],
  l1Url: undefined,
  explorerUrl: undefined,
  devnet: true,
};
/** Few, so that most changes reach back beyond them. */
const WATCHED = 4;
const limits = { mostKept: 8, mostKeptBytes: 100_000, mostIdle: 2, mostMissedBytes: 50_000 };

/** Knows what the messages told it, and nothing else. */
class Client implements Reader {
  readonly seen = new Map<string, { epoch: string; after: number }>();
  readonly batches = new Map<number, { slot: number; stage: string }>();
  readonly trades = new Map<number, { id: number }[]>();
  book: unknown;
  account: unknown;
  joined = new Set<string>();

  deliver(bytes: Buffer): void {
    const message = JSON.parse(bytes.toString());
    const { market, account } = message;
    const key = keyOf(
      {
        batch: { name: "batches" } as const,
        trade: { name: "trades", market } as const,
        book: { name: "book", market } as const,
        account: { name: "account", account } as const,
      }[message.type as "batch"],
    );
    const seen = this.seen.get(key)!;
    expect(message.seq).toBe(seen.after + 1);
    seen.after = message.seq;
    if (message.type === "batch") this.batches.set(message.data.slot, message.data);
    if (message.type === "book") this.book = message.data;
    if (message.type === "account") this.account = message.data.balances;
    if (message.type === "trade") {
      const known = this.trades.get(market) ?? [];
      expect(message.data.id).toBeGreaterThan(known[0]?.id ?? 0);
      this.trades.set(market, [message.data, ...known]);
    }
  }

  take(channel: Channel, snapshot: unknown): void {
    if (channel.name === "batches") {
      this.batches.clear();
      for (const batch of snapshot as { slot: number; stage: string }[])
        this.batches.set(batch.slot, batch);
    } else if (channel.name === "trades") {
      this.trades.set(channel.market, snapshot as { id: number }[]);
    } else if (channel.name === "book") this.book = snapshot;
    else this.account = (snapshot as { balances: unknown }).balances;
  }
}

class World {
  readonly fake = new FakeExchange();
  readonly hub = new Hub<Client>("h", limits);
  readonly models: ChannelModels;
  readonly feeds: Feeds<Client>;
  readonly clients = Array.from({ length: 3 }, () => new Client());
  restarts = 0;
  resumed = 0;

  constructor() {
    const models = new Models(this.fake.exchange, listing, () => this.fake.nowMs);
    this.models = channelModels(models);
    const restart = (): void => {
      this.restarts++;
      this.hub.clear();
      for (const client of this.clients) client.joined.clear();
    };
    this.feeds = new Feeds(this.fake.exchange, this.models, this.hub, restart, WATCHED);
    this.fake.exchange.onStatus((status) => {
      if ("slot" in status) this.feeds.touch(status.slot);
    });
  }

  join(client: Client, channel: Channel): void {
    const key = keyOf(channel);
    if (client.joined.has(key)) return;
    const { epoch, seq, missed, snapshot } = this.feeds.join(channel, client, client.seen.get(key));
    client.joined.add(key);
    if (missed === undefined) {
      client.take(channel, JSON.parse(JSON.stringify(snapshot)));
      client.seen.set(key, { epoch, after: seq });
    } else this.resumed++;
    for (const message of missed ?? []) client.deliver(message);
  }

  leave(client: Client): void {
    for (const channel of CHANNELS) this.hub.leave(keyOf(channel), client);
    client.joined.clear();
  }

  step(random: Random): void {
    const { fake } = this;
    const client = random.pick(this.clients);
    const roll = random.below(100);
    const executed = fake.exchange.executor.slot;
    if (roll < 15) fake.tick();
    else if (roll < 30 && executed < fake.collecting - 1) this.#runSlot(random, executed);
    else if (roll < 38) fake.claim();
    else if (roll < 44) fake.finalise();
    else if (roll < 48) {
      fake.kill();
      if (random.chance(50)) fake.claim();
    } else if (roll < 70) this.feeds.refresh();
    else if (roll < 95) this.join(client, random.pick(CHANNELS));
    else this.leave(client);
  }

  #runSlot(random: Random, executed: number): void {
    const slot = executed + (this.fake.isEmpty(executed + 1) ? 2 : 1);
    if (slot >= this.fake.collecting) return;
    if (this.fake.view.lastSealed < slot) {
      this.fake.seal(slot);
      if (random.chance(50)) return;
    }
    const accounts = random.chance(50) ? [1, 2] : [3];
    this.fake.execute(slot, [random.below(2) * 5, random.below(2) * 7], accounts);
  }

  /** What everybody who is joined must know by now. */
  check(): void {
    this.feeds.refresh();
    for (const client of this.clients) {
      for (const channel of CHANNELS) {
        if (client.joined.has(keyOf(channel))) this.#checkOne(client, channel);
      }
    }
  }

  #checkOne(client: Client, channel: Channel): void {
    const { models, fake } = this;
    switch (channel.name) {
      case "batches": {
        // Slots that were skipped end at `collecting`.
        const known = [...client.batches.values()]
          .filter(({ slot, stage }) => stage !== "collecting" || slot === fake.collecting)
          .sort((a, b) => b.slot - a.slot);
        const newest = models.batches(WATCHED);
        expect(known.slice(0, newest.length)).toEqual(newest);
        for (const batch of known) expect(batch).toEqual(models.batch(batch.slot));
        break;
      }
      case "trades": {
        const known = client.trades.get(channel.market) ?? [];
        expect(known).toEqual(models.trades(channel.market, known.length));
        break;
      }
      case "book":
        expect(client.book).toEqual(models.book(0, 50));
        break;
      case "account":
        expect(client.account).toEqual(models.account(1, undefined).balances);
    }
  }
}

describe("the feeds", () => {
  test(`keep every client's knowledge equal to the server's (seed ${SEED})`, () => {
    const random = new Random(SEED, 0xfeed);
    let resumed = 0;
    for (let round = 0; round < scaled(12); round++) {
      const world = new World();
      for (let n = 0; n < 400; n++) {
        world.step(random);
        if (n % 40 === 39) world.check();
      }
      expect(world.restarts).toBe(0);
      resumed += world.resumed;
    }
    expect(resumed).toBeGreaterThan(20);
  });

  test("tell of batches long past the watched ones when they become final", () => {
    const world = new World();
    const [client] = world.clients;
    world.join(client!, { name: "batches" });
    const last = 100;
    for (let slot = 1; slot <= last; slot++) {
      world.fake.tick();
      world.fake.seal(slot);
      world.fake.execute(slot, [1], [1]);
      world.feeds.refresh();
    }
    world.fake.tick();
    world.fake.claim();
    world.fake.finalise();
    for (let n = 0; n < 4; n++) world.feeds.refresh();
    const stages = [...client!.batches.values()].map(({ stage }) => stage);
    expect(stages.filter((stage) => stage === "final")).toHaveLength(last);
    world.check();
  });

  test("make everybody begin anew when the trace is run again", () => {
    const world = new World();
    const [client] = world.clients;
    world.fake.tick();
    world.join(client!, { name: "trades", market: 0 });
    world.fake.execute(1, [5], [1]);
    world.feeds.refresh();
    expect(client!.trades.get(0)).toHaveLength(1);
    world.fake.startOver();
    world.feeds.refresh();
    expect([world.restarts, client!.joined.size]).toEqual([1, 0]);
    world.join(client!, { name: "trades", market: 0 });
    expect([world.resumed, client!.trades.get(0)]).toEqual([0, []]);
  });
});
