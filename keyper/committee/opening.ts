import { equalBytes } from "#protocol/bytes";
import type { SlotKeys } from "#protocol/keySet";
import type { Link } from "../certifier.ts";
import type { Committee } from "../dkg/generation.ts";
import { combineShares, type HeldShare } from "../dkg/polynomial.ts";
import { KeyperRefusal } from "../errors.ts";
import { hexOf } from "./api.ts";
import { bodyOf, type Peer, PeerError } from "./peer.ts";

export interface Opened {
  /** The slot's scalar. */
  readonly x: Uint8Array;
  /** Keypers that gave a share which is not theirs. */
  readonly wrong: readonly number[];
}

/**
 * Asks all keypers for their shares of a certified slot and puts together the first t that fit their addresses.
 * @throws KeyperRefusal where there are not so many
 */
export async function openSlot(
  committee: Pick<Committee, "crypto" | "group" | "threshold">,
  peers: readonly Peer[],
  certified: Link,
  keys: SlotKeys,
): Promise<Opened> {
  const { crypto, group, threshold } = committee;
  const shares: HeldShare[] = [];
  const wrong: number[] = [];
  const reasons: string[] = [];
  const body = bodyOf(requestOf(certified));
  await firstOf(threshold, peers, async (peer) => {
    try {
      const { share } = await peer.ask("/v1/release", body);
      const address = crypto.addressOf(share);
      const expected = keys.shares[peer.index];
      if (address !== undefined && expected !== undefined && equalBytes(address, expected)) {
        shares.push({ keyper: peer.index, share });
        return true;
      }
      wrong.push(peer.index);
      reasons.push(`keyper ${peer.index}: a share that is not its own`);
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      reasons.push(error.message);
    }
    return false;
  });
  if (shares.length < threshold) {
    const given = { good: shares.length, others: reasons };
    throw new KeyperRefusal("tooFew", certified.slot, given, `${threshold} shares`);
  }
  return { x: combineShares(group, shares.slice(0, threshold)), wrong };
}

export const requestOf = ({ slot, root, parent, certificate }: Link) => ({
  slot,
  root: hexOf(root),
  parent,
  certificate: hexOf(certificate),
});

/** Asks all at once; resolves when `enough` of them did well or all have answered. Rejects with what `ask` throws. */
export function firstOf(
  enough: number,
  peers: readonly Peer[],
  ask: (peer: Peer) => Promise<boolean>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let good = 0;
    let left = peers.length;
    for (const peer of peers) {
      ask(peer).then((ok) => {
        if (ok) good++;
        left--;
        if (good >= enough || left === 0) resolve();
      }, reject);
    }
  });
}
