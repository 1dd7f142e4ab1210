import { expect, test } from "vitest";
import { type Kept, MessageLog } from "../../../../sequencer/api/socket/messageLog.ts";

test("the log drops each list's oldest by number, and everybody's oldest by bytes", () => {
  const log = new MessageLog({ mostKept: 3, mostKeptBytes: 10 });
  const lists: Kept[][] = [[], []];
  const [a = [], b = []] = lists;
  const texts = () => lists.map((list) => list.map(({ message }) => message.toString()));
  for (const text of ["1", "2", "3", "4"]) log.add(a, Buffer.from(text));
  expect(texts()).toEqual([["2", "3", "4"], []]);
  log.add(b, Buffer.from("7777777"));
  expect(log.bytes).toBe(10);
  log.add(b, Buffer.from("88"));
  expect(texts()).toEqual([["4"], ["7777777", "88"]]);
  log.clear(b);
  expect([texts(), log.bytes]).toEqual([[["4"], []], 1]);
});
