import { asciiBytes, concatBytes } from "#protocol/bytes";
import type { Self } from "./effects.ts";
import { type Committee, type Generation, generationId } from "./generation.ts";
import { ephemeralOf, openParcel, parcelFor, shareFault } from "./parcels.ts";
import { EQUALITY_BYTES, proveEquality, provesEquality } from "./proofs.ts";
import type { Work } from "./work.ts";

/** dealer u8 ‖ ECDH secret 33 ‖ proof 98: opens one parcel to everybody and nothing else. */
export const COMPLAINT_BYTES = 1 + 33 + EQUALITY_BYTES;

const TAG = "walras/dkg-complaint/v1";

/** What both sides said, as all have it. */
export interface Dispute {
  readonly generation: Generation;
  readonly dealer: number;
  readonly complainer: number;
  readonly dealing: Uint8Array;
  readonly parcels: Uint8Array;
}

export function complain(
  committee: Committee,
  dispute: Pick<Dispute, "generation" | "dealer" | "parcels">,
  self: Self,
): Uint8Array {
  const { dealer, parcels } = dispute;
  const base = ephemeralOf(parcelFor(committee, parcels, self.index));
  const shared = committee.group.multiply(base, self.privateKey) ?? new Uint8Array(33);
  const publicKey = committee.publicKeys[self.index] ?? new Uint8Array(33);
  const statement = statementOf(committee, { ...dispute, complainer: self.index });
  const proof = proveEquality(committee, statement, self.privateKey, publicKey, base, shared);
  return concatBytes(Uint8Array.of(dealer), shared, proof);
}

/** Whether the dealer is at fault; if not, the complainer is. */
export function* isDealerAtFault(
  committee: Committee,
  dispute: Dispute,
  complaint: Uint8Array,
): Work<boolean> {
  const { complainer, parcels, dealing } = dispute;
  const parcel = parcelFor(committee, parcels, complainer);
  const shared = complaint.subarray(1, 34);
  const publicKey = committee.publicKeys[complainer] ?? new Uint8Array(33);
  const statement = statementOf(committee, dispute);
  const proof = complaint.subarray(34);
  const proven = provesEquality(
    committee,
    statement,
    publicKey,
    ephemeralOf(parcel),
    shared,
    proof,
  );
  if (!proven) return false;
  const route = { ...dispute, recipient: complainer };
  const shares = openParcel(committee, route, parcel, shared);
  if (shares === undefined) return true;
  return (yield* shareFault(committee, dealing, complainer, shares)) !== undefined;
}

/** keccak(tag) ‖ generation id ‖ dealer u8 ‖ complainer u8. */
function statementOf(
  committee: Committee,
  { generation, dealer, complainer }: Pick<Dispute, "generation" | "dealer" | "complainer">,
): Uint8Array {
  const tag = committee.crypto.keccak256(asciiBytes(TAG));
  return concatBytes(tag, generationId(committee, generation), Uint8Array.of(dealer, complainer));
}
