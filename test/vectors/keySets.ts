import { concatBytes, toHex } from "#protocol/bytes";
import { KEY_SET_DEPTH, KEY_SET_SLOTS } from "#protocol/constants";
import { keyLeaf, keyProof, keySetRoot, type SlotKeys } from "#protocol/keySet";
import { keySetDigest } from "#protocol/messages";
import { bytesFrom, type Case, context, crypto, DOMAIN, type Vectors } from "./source.ts";

const FIRSTS: readonly [first: number, keypers: number][] = [
  [1, 1],
  [1025, 4],
  [2 ** 32 - KEY_SET_SLOTS, 7],
];

/** Each address is the first 20 bytes of keccak("batch key SLOT" ‖ 0) or keccak("share N of SLOT" ‖ 0). */
function keysFrom(first: number, keypers: number): SlotKeys[] {
  return Array.from({ length: KEY_SET_SLOTS }, (_, index) => {
    const slot = first + index;
    const shares = Array.from({ length: keypers }, (_, n) =>
      bytesFrom(`share ${n} of ${slot}`, 20),
    );
    return { slot, batchKey: bytesFrom(`batch key ${slot}`, 20), shares };
  });
}

export function keySets(): Vectors {
  const sets: Case[] = [];
  const leaves: Case[] = [];
  for (const [first, keypers] of FIRSTS) {
    const keys = keysFrom(first, keypers);
    const root = keySetRoot(crypto, keys);
    sets.push({
      first,
      keypers,
      root: toHex(root),
      digest: toHex(keySetDigest(context, { first, root })),
    });
    for (const index of [0, 1, 2, 511, 512, 1022, 1023]) {
      const own = keys[index] as SlotKeys;
      leaves.push({
        first,
        slot: own.slot,
        batchKey: toHex(own.batchKey),
        shares: toHex(concatBytes(...own.shares)),
        leaf: toHex(keyLeaf(crypto, own)),
        proof: toHex(concatBytes(...keyProof(crypto, keys, index))),
        root: toHex(root),
      });
    }
  }
  return { ...DOMAIN, depth: KEY_SET_DEPTH, sets, leaves };
}
