import { hexToBytes } from "#protocol/bytes";
import { decodeCertificate } from "#protocol/certificate";
import { MAX_SLOT } from "#protocol/constants";
import type { SignedLink } from "./certified.ts";

/** A certificate that somebody kept, or signatures for one. */
export interface ShownCertificate {
  readonly slot: number;
  /** Nobody has looked at the signatures. */
  readonly links: readonly SignedLink[];
}

/** SLOT:PARENT:ROOT:CERTIFICATE in one word, the last two as 0x and hex digits; undefined for anything else. */
export function readShown(word: string): ShownCertificate | undefined {
  const parts = /^(\d{1,10}):(\d{1,10}):(0x[0-9a-f]{64}):(0x(?:[0-9a-f]{132}){1,7})$/.exec(word);
  if (parts === null) return undefined;
  const [, slotText, parentText, rootText = "", certificate = ""] = parts;
  const [slot, parent] = [Number(slotText), Number(parentText)];
  if (slot < 1 || slot > MAX_SLOT || parent > MAX_SLOT) return undefined;
  const root = hexToBytes(rootText);
  const entries = decodeCertificate(hexToBytes(certificate)) ?? [];
  return { slot, links: entries.map(({ signature }) => ({ root, parent, signature })) };
}
