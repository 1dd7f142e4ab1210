import { equalBytes, hexToBytes, toHex } from "#protocol/bytes";
import { encodeCertificate, type KeyperSignature } from "#protocol/certificate";
import type { Deployment } from "#protocol/config";
import { certificateDigest, type SigningContext } from "#protocol/messages";
import { recoverSigner } from "#protocol/signature";

/** What somebody says that a keyper signed of a slot. */
export interface SignedLink {
  /** Of the envelope tree. */
  readonly root: Uint8Array;
  /** Slot certified before, 0 if none. */
  readonly parent: number;
  /** r ‖ s ‖ v. */
  readonly signature: Uint8Array;
}

/** What q keypers signed of a slot; L1 takes the certificate. */
export interface Certified extends Omit<SignedLink, "signature"> {
  readonly certificate: Uint8Array;
}

type Committee = Pick<Deployment, "keypers" | "quorum">;

/** Index of the keyper that signed; undefined if none of the deployment did. */
export function keyperOf(
  context: SigningContext,
  { keypers }: Pick<Committee, "keypers">,
  slot: number,
  { root, parent, signature }: SignedLink,
): number | undefined {
  const digest = certificateDigest(context, { slot, root, parent });
  const signer = recoverSigner(context.crypto, digest, signature);
  if (signer === undefined) return undefined;
  const index = keypers.findIndex((keyper) => equalBytes(hexToBytes(keyper), signer));
  return index < 0 ? undefined : index;
}

/**
 * The slot's certificate by the q lowest keypers that signed one root and parent; undefined if fewer did. Links that no keyper signed, and
 * a keyper's second one, do not count. Where two lists have q signatures, the one whose quorum is full first.
 */
export function certify(
  context: SigningContext,
  committee: Committee,
  slot: number,
  links: readonly SignedLink[],
): Certified | undefined {
  const lists = new Map<string, Map<number, KeyperSignature>>();
  for (const link of links) {
    const index = keyperOf(context, committee, slot, link);
    if (index === undefined) continue;
    const { root, parent, signature } = link;
    const name = `${toHex(root)} ${parent}`;
    const signed = lists.get(name) ?? new Map<number, KeyperSignature>();
    lists.set(name, signed.set(index, { index, signature }));
    if (signed.size < committee.quorum) continue;
    return { root, parent, certificate: encodeCertificate([...signed.values()]) };
  }
  return undefined;
}
