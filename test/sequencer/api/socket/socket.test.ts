import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ClientMessage, ServerMessage } from "../../../../sequencer/api/schema/socket.ts";
import { SOCKET_LIMITS } from "../../../../sequencer/api/socket/limits.ts";
import { SEED, scaled } from "../../../reference/random.ts";
import { type Client, Rig } from "./rig.ts";

/** For what a busy machine does late. */
const PATIENCE = { timeout: 15_000 };
const TRADES = { name: "trades", market: 0 };

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.stop());

describe("the socket", () => {
  test("tells every channel in the form that the schema names", async () => {
    rig.run();
    const client = rig.open();
    const channels = [
      { name: "batches" },
      TRADES,
      { name: "book", market: 0 },
      { name: "account", account: 1 },
    ];
    for (const channel of channels) {
      await client.subscribe(channel);
      const subscribed = ServerMessage.parse(await client.next("subscribed"));
      expect(subscribed).toMatchObject({ channel, seq: 0, resumed: false });
    }
    const slot = rig.run();
    for (const type of ["trade", "book", "account", "batch"]) {
      const message = await client.next(type);
      expect(ServerMessage.parse(message)).toMatchObject({ seq: 1, data: { slot } });
    }
    await client.send({ op: "ping" });
    expect(await client.next("pong")).toEqual({ type: "pong", now: rig.fake.nowMs });
  });

  test("lets a client go on where the line broke, and gives the state after another epoch", async () => {
    const first = rig.open();
    await first.subscribe(TRADES);
    const { epoch } = await first.next("subscribed");
    rig.run();
    expect((await first.next("trade")).seq).toBe(1);
    first.socket.terminate();
    await first.closed;
    rig.run();
    rig.run();

    const second = rig.open();
    await second.subscribe(TRADES, { epoch, after: 1 });
    expect(await second.next("subscribed")).toMatchObject({ epoch, seq: 3, resumed: true });
    expect((await second.next("trade")).seq).toBe(2);
    expect((await second.next("trade")).seq).toBe(3);
    rig.run();
    expect((await second.next("trade")).seq).toBe(4);

    const third = rig.open();
    await third.subscribe(TRADES, { epoch: "another", after: 1 });
    const subscribed = await third.next("subscribed");
    expect(subscribed).toMatchObject({ epoch, seq: 4, resumed: false });
    expect(subscribed.snapshot.map(({ slot }) => slot)).toEqual([4, 3, 2, 1]);
  });

  test("says no more of a channel that was left, and nothing twice of one joined twice", async () => {
    const client = rig.open();
    await client.subscribe(TRADES);
    await client.subscribe(TRADES);
    await client.next("subscribed");
    await client.next("subscribed");
    const slot = rig.run();
    expect((await client.next("trade")).data.slot).toBe(slot);
    await client.send({ op: "unsubscribe", channel: TRADES });
    await client.next("unsubscribed");
    rig.run();
    await client.subscribe({ name: "batches" });
    await client.next("subscribed");
    expect(await rig.figure("walras_subscriptions")).toBe(1);
  });

  test("drops a reader that does not read, while others go on", async () => {
    const account = { name: "account", account: 1 };
    rig.fake.fills = 500;
    const slow = rig.open();
    const quick = rig.open();
    for (const client of [slow, quick]) {
      await client.subscribe(account);
      await client.next("subscribed");
    }
    slow.socket.pause();
    // Nobody knows how much the kernel takes: go on until the reader is gone.
    let slot = 0;
    while ((await rig.figure('walras_sockets_dropped_total{reason="slow"}')) === 0) {
      slot = rig.run();
      expect((await quick.next("account")).data.slot).toBe(slot);
    }
    slow.socket.resume();
    // The reason is told where it still gets through; the line is cut in any case.
    expect([1013, 1006]).toContain((await slow.closed).code);
    await expect.poll(() => rig.attached.count, PATIENCE).toBe(1);
    slot = rig.run();
    expect((await quick.next("account")).data.slot).toBe(slot);
  });

  test("makes everybody connect anew when the batches are run again", async () => {
    const client = rig.open();
    await client.subscribe(TRADES);
    await client.next("subscribed");
    rig.run();
    await client.next("trade");
    rig.fake.startOver();
    expect((await client.closed).code).toBe(1012);
  });

  test("says goodbye when it stops, and opens no more", async () => {
    const client = rig.open();
    await client.opened;
    const stopped = rig.attached.stop();
    expect(await client.closed).toEqual({ code: 1001, reason: "the server stops" });
    await stopped;
    expect(await rig.open().refused).toBe(503);
  });
});

describe("the socket's limits", () => {
  const refuses = async (client: Client): Promise<number | undefined> => await client.refused;

  test("other paths, other origins, too many in all or of one address", async () => {
    await rig.stop();
    rig = await Rig.start({
      maxSockets: 3,
      socketsPerAddress: 2,
      origins: ["https://a.example"],
      trustProxy: ["loopback"],
    });
    const from = (address: string) => ({ "x-forwarded-for": address });
    expect(await refuses(rig.open("/v1/other"))).toBe(404);
    expect(await refuses(rig.open("//"))).toBe(404);
    expect(await refuses(rig.open("/v1/socket", { origin: "https://b.example" }))).toBe(403);
    const kept = rig.open("/v1/socket?x=1", { origin: "https://a.example", ...from("10.0.0.1") });
    expect(await refuses(kept)).toBeUndefined();
    expect(await refuses(rig.open("/v1/socket", from("10.0.0.1")))).toBeUndefined();
    expect(await refuses(rig.open("/v1/socket", from("10.0.0.1")))).toBe(429);
    expect(await refuses(rig.open("/v1/socket", from("10.0.0.2")))).toBeUndefined();
    expect(await refuses(rig.open("/v1/socket", from("10.0.0.3")))).toBe(503);
    kept.socket.close();
    await kept.closed;
    expect(await refuses(rig.open("/v1/socket", from("10.0.0.3")))).toBeUndefined();
    expect(await rig.figure('walras_sockets_refused_total{reason="tooMany"}')).toBe(1);
    expect(await rig.figure('walras_sockets_refused_total{reason="tooManyOfAddress"}')).toBe(1);
  });

  test("sockets and subscriptions of one address, however often it comes back", async () => {
    await rig.stop();
    rig = await Rig.start({ requestsPerMinute: 4 });
    for (let n = 0; n < 2; n++) {
      const client = rig.open();
      await client.subscribe(TRADES);
      await client.next("subscribed");
      client.socket.close();
      await client.closed;
    }
    expect(await refuses(rig.open())).toBe(429);
    expect(await rig.figure('walras_sockets_refused_total{reason="tooOften"}')).toBe(1);
    rig.fake.nowMs += 15_000;
    const client = rig.open();
    await client.subscribe(TRADES);
    expect((await client.next("error")).detail).toMatch(/too many requests/);
  });

  test("subscriptions of one socket", async () => {
    const client = rig.open();
    for (let account = 0; account <= SOCKET_LIMITS.subscriptions; account++)
      await client.subscribe({ name: "account", account });
    expect((await client.next("error")).detail).toMatch(/too many subscriptions/);
    expect(await rig.figure("walras_subscriptions")).toBe(SOCKET_LIMITS.subscriptions);
    client.socket.terminate();
    await client.closed;
    await expect.poll(() => rig.figure("walras_subscriptions"), PATIENCE).toBe(0);
  });

  test("the size of a message, and how many come at once", async () => {
    const large = rig.open();
    await large.send(`"${"x".repeat(SOCKET_LIMITS.maxPayload)}"`);
    expect((await large.closed).code).toBe(1009);
    const many = rig.open();
    for (let n = 0; n <= SOCKET_LIMITS.messagesAtOnce; n++) await many.send({ op: "ping" });
    expect((await many.closed).code).toBe(1008);
  });

  test("markets that there are", async () => {
    const client = rig.open();
    await client.subscribe({ name: "trades", market: 2 });
    expect((await client.next("error")).detail).toBe("there is no market 2: they are 0 … 1");
  });

  test(`whatever is sent (seed ${SEED}): an error each, and the end after some`, async () => {
    const odd = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.json({ maxDepth: 3 }).map((text) => text.slice(0, 2_000)),
      fc
        .record({
          op: fc.constantFrom("subscribe", "unsubscribe", "Ping", ""),
          channel: fc.oneof(
            fc.record({ name: fc.constantFrom("trades", "book"), market: fc.integer() }),
            fc.record({ name: fc.constantFrom("account", "x"), account: fc.double() }),
            fc.anything(),
          ),
          after: fc.oneof(fc.integer({ max: -1 }), fc.string()),
        })
        .map((message) => JSON.stringify(message)),
    );
    const nonsense = odd.filter((text) => {
      try {
        return !ClientMessage.safeParse(JSON.parse(text)).success;
      } catch {
        return true;
      }
    });
    const texts = fc.array(nonsense, {
      minLength: SOCKET_LIMITS.faults,
      maxLength: SOCKET_LIMITS.faults,
    });
    await fc.assert(
      fc.asyncProperty(texts, async (list) => {
        const client = rig.open();
        for (const text of list) {
          await client.send(text);
          expect(await client.next("error")).toMatchObject({ detail: expect.any(String) });
        }
        expect((await client.closed).code).toBe(1008);
      }),
      { seed: SEED, numRuns: scaled(30) },
    );
    const alive = rig.open();
    await alive.send({ op: "ping" });
    await alive.next("pong");
  });

  test("frames that are not text, or break the protocol", async () => {
    const binary = rig.open();
    await binary.opened;
    binary.socket.send(Buffer.from('{"op":"ping"}'), { binary: true });
    await binary.next("error");
    const broken = rig.open();
    await broken.opened;
    const raw = (broken.socket as unknown as { _socket: NodeJS.WritableStream })._socket;
    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    expect((await broken.closed).code).toBe(1002);
  });
});
