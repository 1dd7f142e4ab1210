import { concatBytes, sized } from "#protocol/bytes";
import { SIGNATURE_BYTES } from "#protocol/signature";
import type { Generation } from "./generation.ts";
import { KIND, type Message } from "./message.ts";

/**
 * All signed commitments of an attempt, in the order of its participants: hash 32 ‖ signature 65 each. It stands before each revealed
 * dealing, so that nobody goes on before all have said that they saw the same dealings, and a dealer that committed
 * twice is shown by its own signatures.
 */
const ENTRY_BYTES = 32 + SIGNATURE_BYTES;

export const transcriptBytes = ({ participants }: Generation): number =>
  participants.length * ENTRY_BYTES;

export function encodeTranscript(commits: readonly Message[]): Uint8Array {
  return concatBytes(
    ...commits.flatMap(({ payload, signature }) => [
      sized("commitment", payload, 32),
      sized("signature", signature, SIGNATURE_BYTES),
    ]),
  );
}

/** The commitments as messages; their signatures are not judged. */
export function decodeTranscript(generation: Generation, bytes: Uint8Array): Message[] {
  return generation.participants.map((from, n) => {
    const entry = bytes.subarray(n * ENTRY_BYTES, (n + 1) * ENTRY_BYTES);
    const [payload, signature] = [entry.slice(0, 32), entry.slice(32)];
    return { generation, kind: KIND.commit, from, payload, signature };
  });
}
