import type { SealFact } from "#protocol/facts";
import type { OpenedEnvelope } from "../reference/ledger.ts";
import { decodeBlock, encodeInboxWord, type NaiveInboxOperation } from "../reference/operations.ts";
import type { Random } from "../reference/random.ts";
import {
  type Identity,
  naiveEnvelopeRoot,
  naiveSeed,
  type SlotKey,
  type Suite,
  sealNaively,
} from "../reference/sealing.ts";
import { naiveOrder } from "../reference/shuffle.ts";
import type { SlotInput } from "./exchange.ts";

export type SlotKind = "opened" | "voided" | "empty" | "uncertified";

/** An envelope as it is sealed, and what is in it. */
export interface DraftEnvelope {
  readonly bytes: Uint8Array;
  readonly opened: OpenedEnvelope;
}

export interface SlotDraft {
  readonly slot: number;
  readonly kind: SlotKind;
  readonly key: SlotKey;
  readonly inbox: readonly NaiveInboxOperation[];
  /** In rising order of account; none in empty and uncertified slots. */
  readonly envelopes: readonly DraftEnvelope[];
}

/** Seals slots one after the other, as L1 would. */
export class SlotBuilder {
  readonly suite: Suite;
  readonly domainSeparator: Uint8Array;
  #prev = 0;
  #inboxEnd = 0;

  constructor(suite: Suite, domainSeparator: Uint8Array) {
    this.suite = suite;
    this.domainSeparator = domainSeparator;
  }

  /** Whether no slot was sealed yet. */
  get isFresh(): boolean {
    return this.#prev === 0;
  }

  build({ slot, kind, key, inbox, envelopes }: SlotDraft): SlotInput {
    const words = inbox.map((operation, n) => encodeInboxWord(operation, slot + n));
    this.#inboxEnd += words.length;
    const bytes = envelopes.map((envelope) => envelope.bytes);
    const root = naiveEnvelopeRoot(this.suite, bytes);
    const certified = kind !== "uncertified";
    const opened = kind === "opened" && envelopes.length > 0;
    const seal: SealFact = {
      slot,
      prev: this.#prev,
      certified,
      root,
      envelopes: bytes,
      inboxEnd: this.#inboxEnd,
      key: sealedKey(kind, envelopes.length, key),
    };
    this.#prev = slot;
    const meaning = {
      slot,
      certified,
      opened,
      inbox,
      envelopes: envelopes.map((envelope) => envelope.opened),
      order: opened ? naiveOrder(bytes.length, naiveSeed(this.suite, key, root)) : [],
    };
    return { seal, words, meaning };
  }

  /** An envelope without fault. */
  sound(
    random: Random,
    to: { readonly slot: number; readonly key: SlotKey },
    account: number,
    signer: Identity,
    blocks: readonly Uint8Array[],
  ): DraftEnvelope {
    const bytes = sealNaively(
      this.suite,
      {
        domainSeparator: this.domainSeparator,
        slot: to.slot,
        account,
        version: 1,
        blocks,
        batchKey: to.key.address,
        ...this.suite.agree(to.key, random.bytes(32)),
      },
      signer,
    );
    const operations = blocks.map(decodeBlock);
    const opened = { account, signer: signer.address, pointIsGood: true, operations };
    return { bytes, opened };
  }
}

function sealedKey(kind: SlotKind, envelopes: number, key: SlotKey): SealFact["key"] {
  if (envelopes === 0) return undefined;
  return kind === "voided" ? "void" : key.secret;
}
