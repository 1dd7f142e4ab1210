import { below, concatBytes, sized, viewOf } from "./bytes.ts";
import { KEY_SET_DEPTH, KEY_SET_SLOTS, MAX_SLOT } from "./constants.ts";
import type { Crypto } from "./crypto.ts";
import { EncodingError } from "./errors.ts";
import { merkleProof, merkleRoot, merkleVerify } from "./merkle.ts";

/** Public keys of 1,024 slots, known before the first of them opens (PROTOCOL.md §4, "Keys"). */

type Keccak = Pick<Crypto, "keccak256">;

/**
 * One slot's keys as addresses. L1 checks them by ecrecover, which needs an x below n of every point: whoever generates
 * Y and the shares discards a point for which `Crypto.sharedAddress` is undefined.
 */
export interface SlotKeys {
  readonly slot: number;
  /** address(Y), 20 bytes. */
  readonly batchKey: Uint8Array;
  /** Address of each keyper's share, 20 bytes, in keyper order. */
  readonly shares: readonly Uint8Array[];
}

/** What L1 keeps of a key set. */
export interface KeySetRoot {
  /** First of its 1,024 slots. */
  readonly first: number;
  readonly root: Uint8Array;
}

/** keccak(slot u32 ‖ address(Y) ‖ share addresses). Throws EncodingError for a field that does not fit. */
export function keyLeaf(crypto: Keccak, keys: SlotKeys): Uint8Array {
  const slot = new Uint8Array(4);
  viewOf(slot).setUint32(0, below("slot", keys.slot, 2 ** 32));
  const shares = keys.shares.map((share) => sized("share address", share, 20));
  return crypto.keccak256(concatBytes(slot, sized("batch key", keys.batchKey, 20), ...shares));
}

/** Root over the keys of 1,024 slots in a row. Throws EncodingError for any other list. */
export function keySetRoot(crypto: Keccak, keys: readonly SlotKeys[]): Uint8Array {
  return merkleRoot(crypto, leavesOf(crypto, keys), KEY_SET_DEPTH);
}

/** Ten siblings that prove the keys at `index` = slot − first. */
export function keyProof(crypto: Keccak, keys: readonly SlotKeys[], index: number): Uint8Array[] {
  return merkleProof(crypto, leavesOf(crypto, keys), KEY_SET_DEPTH, index);
}

/** Whether a registered set of `keypers` keypers holds these keys; false for a slot outside the set. */
export function verifyKeys(
  crypto: Keccak,
  set: KeySetRoot,
  keypers: number,
  keys: SlotKeys,
  proof: readonly Uint8Array[],
): boolean {
  if (keys.shares.length !== keypers) return false;
  const index = keys.slot - set.first;
  return merkleVerify(crypto, set.root, KEY_SET_DEPTH, index, keyLeaf(crypto, keys), proof);
}

function leavesOf(crypto: Keccak, keys: readonly SlotKeys[]): Uint8Array[] {
  const first = keys[0]?.slot ?? 0;
  if (keys.length !== KEY_SET_SLOTS || first + KEY_SET_SLOTS - 1 > MAX_SLOT) {
    throw new EncodingError("slots of a key set", keys.length, `${KEY_SET_SLOTS} within u32`);
  }
  return keys.map((entry, index) => {
    if (entry.slot !== first + index) {
      throw new EncodingError("slot of a key set", entry.slot, `${first + index}`);
    }
    return keyLeaf(crypto, entry);
  });
}
