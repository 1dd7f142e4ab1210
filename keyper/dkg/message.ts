import { asciiBytes, below, concatBytes, equalBytes, viewOf } from "#protocol/bytes";
import { EncodingError } from "#protocol/errors";
import { recoverSigner, SIGNATURE_BYTES, type Signer } from "#protocol/signature";
import {
  bitmapOf,
  type Committee,
  type Generation,
  generationId,
  participantsOf,
} from "./generation.ts";

/** What keypers tell each other in a key generation (PROTOCOL.md §4, "Keys"). The number is on the wire. */
export const KIND = {
  /** keccak of the dealing. */
  commit: 1,
  /** The transcript, then the dealing. */
  reveal: 2,
  /** Parcels for all keypers. */
  parcels: 3,
  /** dealer u8 ‖ the parcel's ECDH secret 33 ‖ proof of equality 98. */
  complaint: 4,
  /** root 32 ‖ signature of the KeySet 65. */
  keySet: 5,
  /** Nothing: the attempt's leader names who takes part. */
  proposal: 6,
} as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

export interface Message {
  readonly generation: Generation;
  readonly kind: Kind;
  /** Keyper. */
  readonly from: number;
  readonly payload: Uint8Array;
  /** r ‖ s ‖ v of `messageDigest`. */
  readonly signature: Uint8Array;
}

const MESSAGE_TAG = "walras/dkg-message/v1";
const HEADER_BYTES = 15;

/** keccak(keccak(tag) ‖ generation id ‖ kind u8 ‖ from u8 ‖ keccak(payload)). */
export function messageDigest(
  committee: Committee,
  { generation, kind, from, payload }: Omit<Message, "signature">,
): Uint8Array {
  const { keccak256 } = committee.crypto;
  return keccak256(
    concatBytes(
      keccak256(asciiBytes(MESSAGE_TAG)),
      generationId(committee, generation),
      Uint8Array.of(kind, from),
      keccak256(payload),
    ),
  );
}

export function signMessage(
  committee: Committee,
  message: Omit<Message, "signature">,
  signer: Signer,
): Message {
  return { ...message, signature: signer.sign(messageDigest(committee, message)) };
}

export function isSignedBySender(committee: Committee, message: Message): boolean {
  const expected = committee.addresses[message.from];
  const signer = recoverSigner(
    committee.crypto,
    messageDigest(committee, message),
    message.signature,
  );
  return expected !== undefined && signer !== undefined && equalBytes(signer, expected);
}

/** first u32 ‖ attempt u32 ‖ participants u8 ‖ kind u8 ‖ from u8 ‖ payload length u32 ‖ payload ‖ signature 65. */
export function encodeMessage({ generation, kind, from, payload, signature }: Message): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = viewOf(header);
  view.setUint32(0, below("first slot", generation.first, 2 ** 32));
  view.setUint32(4, below("attempt", generation.attempt, 2 ** 32));
  header[8] = bitmapOf(generation.participants);
  header[9] = kind;
  header[10] = from;
  view.setUint32(11, payload.length);
  return concatBytes(header, payload, signature);
}

/** @throws EncodingError for anything but one whole message of `keypers` keypers */
export function decodeMessage(bytes: Uint8Array, keypers: number): Message {
  const view = viewOf(bytes);
  const length = bytes.length < HEADER_BYTES ? -1 : view.getUint32(11);
  if (bytes.length !== HEADER_BYTES + length + SIGNATURE_BYTES) {
    throw new EncodingError("message", bytes, "a header, its payload and a signature");
  }
  const bitmap = bytes[8] ?? 0;
  const kind = below("kind", bytes[9] ?? 0, KIND.proposal + 1);
  if (kind === 0 || bitmap >= 2 ** keypers) {
    throw new EncodingError("message", `kind ${kind}, participants ${bitmap}`, "a kind, keypers");
  }
  return {
    generation: {
      first: view.getUint32(0),
      attempt: view.getUint32(4),
      participants: participantsOf(bitmap, keypers),
    },
    kind: kind as Kind,
    from: below("keyper", bytes[10] ?? 0, keypers),
    payload: bytes.slice(HEADER_BYTES, HEADER_BYTES + length),
    signature: bytes.slice(HEADER_BYTES + length),
  };
}
