import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CommitteeStore, type CommitteeStoreOptions } from "../../../keyper/committee/store.ts";
import { everyone } from "../../../keyper/dkg/generation.ts";
import { KIND, signMessage } from "../../../keyper/dkg/message.ts";
import { StoreError } from "../../../storage/errors.ts";
import { committee, keyperSigner, keys } from "./localCommittee.ts";

let directory = "";
let store: CommitteeStore;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "walras-keyper-store-"));
  store = open();
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

function open(change: Partial<CommitteeStoreOptions> = {}): CommitteeStore {
  return new CommitteeStore({
    path: join(directory, "k.db"),
    create: true,
    chainId: 1,
    settlement: "0x01",
    index: 2,
    keypers: 5,
    passphrase: "correct",
    ...change,
  });
}

const seed = new Uint8Array(32).fill(0xab);
const generation = { first: 1, attempt: 3, participants: everyone(committee) };
const shares = keys.shares[2] as Uint8Array;

describe("a keyper's database", () => {
  test("gives back what a generation must go on from", () => {
    const unsigned = { generation, kind: KIND.commit, from: 2, payload: seed };
    const message = signMessage(committee, unsigned, keyperSigner(2));
    store.begin(generation, seed);
    store.say(message);
    expect(store.keeps(1)).toBe(false);
    store.keep(1, [message]);
    expect(store.keeps(1)).toBe(true);
    store.close();
    store = open();
    const { begun, said } = store.memory(1);
    expect(begun).toEqual([{ generation, seed }]);
    expect(said.map(({ kind, from }) => [kind, from])).toEqual([[KIND.commit, 2]]);
    expect(store.memory(2)).toEqual({ begun: [], said: [] });
  });

  test("holds seeds and shares encrypted, and opens them by the same passphrase alone", () => {
    store.begin(generation, seed);
    store.finish({ ...keys, shares });
    expect(store.keySet(1, keys.root)?.shares).toEqual(shares);
    store.close();
    for (const name of ["k.db", "k.db-wal"]) {
      const bytes = readIfThere(join(directory, name));
      expect(bytes.includes(Buffer.from(seed)), name).toBe(false);
      expect(bytes.includes(Buffer.from(shares.subarray(0, 32))), name).toBe(false);
    }
    expect(() => open({ passphrase: "wrong" })).toThrow(StoreError);
    store = open();
    expect(store.keySet(1, keys.root)?.shares).toEqual(shares);
  });

  test("keeps keys without shares, and shares that come later", () => {
    store.finish({ ...keys, shares: undefined });
    expect(store.holdsShares(1, keys.root)).toBe(false);
    expect(store.keySet(1, keys.root)?.shares).toBeUndefined();
    store.finish({ ...keys, shares });
    expect(store.holdsShares(1, keys.root)).toBe(true);
    expect(store.keySets().map(({ first }) => first)).toEqual([1]);
  });

  test("belongs to one keyper", () => {
    store.close();
    expect(() => open({ index: 1 })).toThrow(StoreError);
    store = open();
  });

  test("keeps the newest lists to post, and every signature", () => {
    const root = new Uint8Array(32);
    for (let slot = 1; slot <= 300; slot++) {
      store.sign({ slot, root, parent: slot - 1, bytes: new Uint8Array(66) }, Uint8Array.of(1));
    }
    expect(store.lastSigned()).toBe(300);
    expect(store.posted(45)?.length).toBe(1);
    expect(store.posted(44)?.length).toBe(0);
    expect([...store.certificates()]).toHaveLength(300);
  });
});

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
