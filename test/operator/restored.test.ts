import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { giveUpUncertified } from "../../operator/daemon/restored.ts";
import { openStore, type SequencerStore } from "../../sequencer/store/sqlite.ts";
import { goodDeployment, scratch } from "./files.ts";

const SETTLEMENT = `0x${"5e".repeat(20)}` as const;
let folder: ReturnType<typeof scratch>;
let path = "";
beforeEach(() => {
  folder = scratch();
  path = join(folder.path, "sequencer.sqlite");
});
afterEach(() => folder.clean());

const open = (): SequencerStore =>
  openStore({ path, create: true, chainId: 1, settlement: SETTLEMENT, deployment: goodDeployment });

const accepted = (slot: number, account: number) => ({
  slot,
  account,
  version: 0,
  blocks: 1,
  envelope: new Uint8Array(120),
});

test("a restored copy gives up slots that were not certified, and keeps those that were", () => {
  const store = open();
  store.log.accept([accepted(3, 1), accepted(4, 1), accepted(4, 2), accepted(5, 1)]);
  const root = new Uint8Array(32);
  store.log.close({ slot: 3, root, count: 1 });
  store.log.certify({ slot: 3, parent: 0, certificate: new Uint8Array(66) });
  store.log.close({ slot: 4, root, count: 2 });
  store.close();

  expect(giveUpUncertified(path, 1, SETTLEMENT)).toEqual([4, 5]);
  expect(giveUpUncertified(path, 1, SETTLEMENT)).toEqual([]);
  const after = open();
  expect(after.log.openSlots().map(({ slot, accepted: kept }) => [slot, kept.length])).toEqual([
    [3, 1],
  ]);
  after.close();
});

test("it is refused where it belongs to another exchange, or is in use", () => {
  expect(giveUpUncertified(path, 1, SETTLEMENT)).toEqual([]);
  const store = open();
  expect(() => giveUpUncertified(path, 1, SETTLEMENT)).toThrow("another process");
  store.close();
  expect(() => giveUpUncertified(path, 2, SETTLEMENT)).toThrow("another deployment");
});
