import { readContract } from "viem/actions";
import { settlementAbi } from "#l1/generated/settlement";
import { equalBytes, hexToBytes, toHex } from "#protocol/bytes";
import { KEY_SET_SLOTS } from "#protocol/constants";
import { verifyKeys } from "#protocol/keySet";
import { ONE } from "#protocol/scalar";
import type { BaseClient } from "../baseClient.ts";
import { KeyError } from "../errors.ts";
import type { Hex, SlotKey } from "../types.ts";

/** A batch's key that is the one registered on L1. */
export interface CheckedKey {
  readonly slot: number;
  /** Y, 33 bytes: seal to it. */
  readonly point: Uint8Array;
  /** What a receipt is kept with. */
  readonly keys: {
    readonly batchKey: Hex;
    readonly shares: readonly Hex[];
    readonly proof: readonly Hex[];
  };
}

/** Key set roots by their first slot, as L1 gave them last. */
const known = new WeakMap<BaseClient["exchange"], Map<number, Uint8Array>>();
/** Two follow each other; more are never needed at once. */
const MOST_KEY_SETS = 4;

/** Throws KeyError, WrongExchange and what asking L1 throws. */
export async function checkKey(client: BaseClient, key: SlotKey): Promise<CheckedKey> {
  const { slot } = key;
  const { context, deployment } = await client.exchange.facts();
  const { crypto } = context;
  const read = (what: string, hex: string, length: number): Uint8Array => {
    try {
      return hexToBytes(hex, length);
    } catch {
      throw new KeyError(slot, `${what} ${JSON.stringify(hex)}`, `${length} bytes in hex`);
    }
  };
  const point = read("a point", key.batchKey, 33);
  const batchKey = crypto.sharedAddress(point, ONE);
  const given = read("an address", key.address, 20);
  if (batchKey === undefined || !equalBytes(batchKey, given)) {
    throw new KeyError(
      slot,
      `point ${key.batchKey} of ${batchKey && toHex(batchKey)}`,
      key.address,
    );
  }
  const shares = key.shares.map((share) => read("a share", share, 20));
  const proof = key.proof.map((sibling) => read("a sibling", sibling, 32));
  const keys = { slot, batchKey, shares };
  const isProven = (set: { readonly first: number; readonly root: Uint8Array }): boolean =>
    verifyKeys(crypto, set, deployment.keypers.length, keys, proof);
  const remembered = setsOf(client).get(key.keySet);
  if (remembered === undefined || !isProven({ first: key.keySet, root: remembered })) {
    const set = await keySetOf(client, slot);
    if (!isProven(set)) {
      throw new KeyError(
        slot,
        `${key.address} with a proof that leads elsewhere`,
        `a key under the root ${toHex(set.root)}, registered on L1 for slots from ${set.first}`,
      );
    }
  }
  return {
    slot,
    point,
    keys: { batchKey: toHex(batchKey), shares: shares.map(toHex), proof: proof.map(toHex) },
  };
}

function setsOf({ exchange }: BaseClient): Map<number, Uint8Array> {
  const sets = known.get(exchange) ?? new Map<number, Uint8Array>();
  known.set(exchange, sets);
  return sets;
}

async function keySetOf(
  client: BaseClient,
  slot: number,
): Promise<{ readonly first: number; readonly root: Uint8Array }> {
  const { settlement } = await client.exchange.facts();
  let range: { readonly root: Hex; readonly first: number };
  try {
    range = await readContract(client.l1, {
      address: settlement,
      abi: settlementAbi,
      functionName: "keyRangeOf",
      args: [slot],
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    throw new KeyError(slot, `no key set from L1 (${reason})`, "one of the set registered on L1");
  }
  if (range.first > slot || slot >= range.first + KEY_SET_SLOTS) {
    throw new KeyError(slot, `a set from slot ${range.first}`, "one that holds the slot");
  }
  const sets = setsOf(client);
  const root = hexToBytes(range.root, 32);
  sets.set(range.first, root);
  for (const first of sets.keys()) {
    if (sets.size <= MOST_KEY_SETS) break;
    sets.delete(first);
  }
  return { first: range.first, root };
}
