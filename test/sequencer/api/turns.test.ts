import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { Turns } from "../../../sequencer/api/turns.ts";

test("long answers go on one piece in each turn of the event loop, in the order in which they asked", async () => {
  const turns = new Turns();
  const pieces: number[] = [];
  const answers = [0, 1, 2, 3].map(async (answer) => {
    for (let piece = 0; piece < 5; piece++) {
      await turns.next();
      pieces.push(answer);
    }
  });
  for (let seen = 0; seen < 20; seen = pieces.length) {
    await setImmediate();
    expect(pieces.length - seen).toBeLessThanOrEqual(1);
  }
  await Promise.all(answers);
  expect(pieces).toEqual(Array.from({ length: 20 }, (_, n) => n % 4));
});
