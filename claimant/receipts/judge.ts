import { equalBytes, hexToBytes, toHex } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import { parseEnvelope, signerOf } from "#protocol/envelope";
import { envelopeHash } from "#protocol/envelopeTree";
import type { SealFact } from "#protocol/facts";
import type { SigningContext } from "#protocol/messages";
import { decodeReceipt, isReceiptOf, type Receipt } from "#protocol/receipt";
import type { Certified } from "./certified.ts";
import type { KeptReceipt } from "./file.ts";

/** What became of a promise. */
export type Verdict = { readonly slot: number; readonly account: number } & (
  | { readonly kind: "honoured" }
  /** The sealed envelope is of a higher version and by the same signer. */
  | { readonly kind: "replaced"; readonly version: number }
  /** The slot may still be sealed, until this time (unix seconds). */
  | { readonly kind: "waiting"; readonly until: number }
  /** The promise binds nobody. */
  | { readonly kind: "worthless"; readonly why: string }
  /** The slot was sealed without an envelope of the account; `index`: of the first sealed one above, or how many there are. */
  | { readonly kind: "omitted"; readonly index: number; readonly receipt: Receipt }
  /** The slot was sealed with another envelope of the account, at `index`. */
  | {
      readonly kind: "altered";
      readonly index: number;
      readonly why: string;
      readonly receipt: Receipt;
    }
  /** The slot was not sealed with a certificate by its deadline. */
  | { readonly kind: "dropped"; readonly receipt: Receipt }
  /** Nor although it had one. */
  | { readonly kind: "unsealed"; readonly receipt: Receipt; readonly certified: Certified }
);

/** As much of L1 as a verdict depends on. */
export interface SealedFacts {
  sealOf(slot: number): SealFact | undefined;
  /** When the exchange froze, unix seconds; 0 while it runs. */
  readonly frozenAt: number;
}

const NOWHERE = { slot: 0, account: 0 };

/** @param now time of L1's newest block, unix seconds */
export function judgeReceipt(
  context: SigningContext,
  deployment: Deployment,
  facts: SealedFacts,
  kept: KeptReceipt,
  now: number,
): Verdict {
  const receipt = decodeReceipt(kept.receipt);
  if (receipt === undefined) return { kind: "worthless", why: "not 107 bytes", ...NOWHERE };
  const { slot, account } = receipt;
  const worthless = (why: string): Verdict => ({ kind: "worthless", why, slot, account });
  if (!isReceiptOf(context, receipt, hexToBytes(deployment.sequencer)))
    return worthless("the sequencer did not sign it");
  const hash = envelopeHash(context.crypto, kept.envelope);
  if (!equalBytes(hash, receipt.envelopeHash))
    return worthless(`it is for envelope ${toHex(receipt.envelopeHash)}, not ${toHex(hash)}`);
  const seal = facts.sealOf(slot);
  if (seal === undefined) {
    const close = deployment.genesisTime + slot * deployment.interval;
    if (facts.frozenAt > 0 && facts.frozenAt < close)
      return worthless("the exchange froze before the slot closed");
    const until = close + deployment.sealDelay;
    if (now <= until) return { kind: "waiting", until, slot, account };
    return { kind: "dropped", slot, account, receipt };
  }
  if (!seal.certified) return { kind: "dropped", slot, account, receipt };
  return judgeSealed(context, kept, receipt, seal);
}

function judgeSealed(
  context: SigningContext,
  kept: KeptReceipt,
  receipt: Receipt,
  seal: SealFact,
): Verdict {
  const { slot, account } = receipt;
  const accounts = seal.envelopes.map((envelope) => parseEnvelope(envelope)?.account ?? 0);
  const index = accounts.indexOf(account);
  if (index < 0) {
    const above = accounts.findIndex((other) => other > account);
    return {
      kind: "omitted",
      index: above < 0 ? accounts.length : above,
      slot,
      account,
      receipt,
    };
  }
  const sealed = seal.envelopes[index] ?? new Uint8Array();
  if (equalBytes(sealed, kept.envelope)) return { kind: "honoured", slot, account };
  const altered = (why: string): Verdict => ({
    kind: "altered",
    index,
    why,
    slot,
    account,
    receipt,
  });
  const [other, own] = [parseEnvelope(sealed), parseEnvelope(kept.envelope)];
  const version = other?.version ?? 0;
  if (other === undefined || version <= receipt.version)
    return altered(`version ${version} instead of ${receipt.version}`);
  if (kept.keys === undefined || own === undefined)
    return { kind: "worthless", why: "the slot's keys are not kept with it", slot, account };
  const { batchKey } = kept.keys;
  const [by, mine] = [
    signerOf(context, other, slot, batchKey),
    signerOf(context, own, slot, batchKey),
  ];
  const same = by !== undefined && mine !== undefined && equalBytes(by, mine);
  return same
    ? { kind: "replaced", version, slot, account }
    : altered(`version ${version}, signed by ${by === undefined ? "nobody" : toHex(by)}`);
}

/** A dropped slot that turns out to have had a certificate is the sequencer's own doing, whatever the keypers did. */
export function withCertificate(verdict: Verdict, certified: Certified | undefined): Verdict {
  if (verdict.kind !== "dropped" || certified === undefined) return verdict;
  return { ...verdict, kind: "unsealed", certified };
}
