import { expect, test } from "vitest";
import { Outbox, type Sending } from "../../../../sequencer/api/socket/outbox.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("serves every line once, in order, and gives others a turn between some and some", async () => {
  const served: number[] = [];
  const outbox = new Outbox<Sending>();
  for (let n = 0; n < 100; n++) {
    const line = { flush: () => served.push(n) };
    outbox.add(line);
    outbox.add(line);
  }
  expect(served).toEqual([]);
  const after: number[] = [];
  while (served.length < 100) {
    await turn();
    after.push(served.length);
  }
  expect(served).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(after.length).toBeGreaterThan(3);
});

test("serves a line again that has more to send, and none after its end", async () => {
  let flushes = 0;
  const outbox = new Outbox<Sending>();
  const line: Sending = {
    flush: () => {
      if (++flushes === 1) outbox.add(line);
    },
  };
  outbox.add(line);
  await turn();
  await turn();
  expect(flushes).toBe(2);
  outbox.add(line);
  outbox.stop();
  await turn();
  expect(flushes).toBe(2);
});
