import { describe, expect, test } from "vitest";
import { Hub, type Reader } from "../../../../sequencer/api/socket/hub.ts";
import { Random, SEED, scaled } from "../../../reference/random.ts";

const limits = { mostKept: 4, mostKeptBytes: 400, mostIdle: 1, mostMissedBytes: 200 };
const KEYS = ["a", "b", "c"] as const;

/** What a server tells on a channel: a sum that only the right numbers, each once and in order, lead to. */
interface Sum {
  n: number;
  hash: number;
}
const next = ({ hash, n }: Sum, add: number): Sum => ({
  n: n + 1,
  hash: (Math.imul(hash, 31) + add) >>> 0,
});

/** A client behind a line that may break: what it has not read by then is lost. */
class Client implements Reader {
  readonly states = new Map<string, Sum & { epoch: string; seq: number }>();
  line: string[] = [];

  deliver(message: Buffer): void {
    this.line.push(message.toString());
  }

  /** Reads some of what has arrived. */
  read(count: number): void {
    for (const text of this.line.splice(0, count)) {
      const message = JSON.parse(text);
      const state = this.states.get(message.key);
      if (message.snapshot !== undefined) {
        this.states.set(message.key, message.snapshot);
      } else {
        expect(state).toBeDefined();
        expect(message.seq).toBe(state!.seq + 1);
        this.states.set(message.key, { ...state!, ...next(state!, message.add), seq: message.seq });
      }
    }
  }
}

class World {
  readonly hub = new Hub<Client>("h", limits);
  readonly server = new Map<string, Sum>(KEYS.map((key) => [key, { n: 0, hash: 0 }]));
  readonly clients = Array.from({ length: 4 }, () => ({
    client: new Client(),
    joined: new Set<string>(),
  }));
  resumed = 0;
  anew = 0;

  publish(key: string, add: number): void {
    this.server.set(key, next(this.server.get(key)!, add));
    this.hub.publish(key, (seq) => JSON.stringify({ key, seq, add }));
  }

  join({ client, joined }: World["clients"][number], key: string): void {
    const known = client.states.get(key);
    const seen = known === undefined ? undefined : { epoch: known.epoch, after: known.seq };
    const { epoch, seq, missed } = this.hub.join(key, client, seen);
    joined.add(key);
    if (missed === undefined) {
      this.anew++;
      const snapshot = { ...this.server.get(key)!, epoch, seq };
      client.deliver(Buffer.from(JSON.stringify({ key, snapshot })));
    } else this.resumed++;
    for (const message of missed ?? []) client.deliver(message);
  }

  step(random: Random): void {
    const reader = random.pick(this.clients);
    const key = random.pick(KEYS);
    const roll = random.below(100);
    if (roll < 40) this.publish(key, random.below(1_000));
    else if (roll < 75) reader.client.read(random.below(6));
    else if (roll < 96 && !reader.joined.has(key)) this.join(reader, key);
    else if (roll >= 91 && roll < 96) this.drop(reader);
    else if (roll >= 96 && reader.joined.delete(key)) {
      this.hub.leave(key, reader.client);
      reader.client.read(Number.POSITIVE_INFINITY);
    }
  }

  /** The line breaks. */
  drop({ client, joined }: World["clients"][number]): void {
    for (const key of joined) this.hub.leave(key, client);
    joined.clear();
    client.line = [];
  }
}

describe("the hub", () => {
  test(`leaves no gap and repeats nothing, however lines break (seed ${SEED})`, () => {
    const random = new Random(SEED, 0xb0b);
    const world = new World();
    for (let round = 0; round < scaled(20_000); round++) world.step(random);
    for (const { client, joined } of world.clients) {
      client.read(Number.POSITIVE_INFINITY);
      for (const key of joined)
        expect(client.states.get(key)).toMatchObject(world.server.get(key)!);
    }
    expect(world.resumed).toBeGreaterThan(100);
    expect(world.anew).toBeGreaterThan(100);
  });

  test("numbers nothing that nobody asked for, and never the same number twice in an epoch", () => {
    const hub = new Hub<Client>("h", limits);
    const client = new Client();
    expect(hub.publish("a", () => "")).toBe(0);
    const first = hub.join("a", client);
    hub.publish("a", (seq) => `{"key":"a","seq":${seq},"add":1}`);
    for (const key of ["a", "b"]) {
      hub.join(key, client);
      hub.leave(key, client);
    }
    // One idle channel is kept: a, left first, was forgotten for b.
    expect(hub.has("a")).toBe(false);
    expect(hub.has("b")).toBe(true);
    const again = hub.join("a", client, { epoch: first.epoch, after: 1 });
    expect(again.epoch).not.toBe(first.epoch);
    expect(again).toMatchObject({ seq: 0, missed: undefined });
  });

  test("gives the state anew to who claims to have seen what was never told, or missed too much", () => {
    const hub = new Hub<Client>("h", limits);
    const client = new Client();
    const { epoch } = hub.join("a", client);
    for (let n = 0; n < 3; n++) hub.publish("a", () => "x".repeat(60));
    const missed = (after: number, of = epoch) =>
      hub.join("a", client, { epoch: of, after }).missed;
    expect(missed(4)).toBeUndefined();
    expect(missed(0, "another")).toBeUndefined();
    expect(missed(3)).toEqual([]);
    expect(missed(0)).toHaveLength(3);
    for (let n = 0; n < 2; n++) hub.publish("a", () => "x".repeat(60));
    expect(missed(0)).toBeUndefined();
    expect(missed(1)).toBeUndefined();
    expect(missed(2)).toHaveLength(3);
  });
});
