import { createNativeCrypto } from "../../circuits-free-verifier/crypto/native.ts";
import { bigintToBytes } from "../../circuits-free-verifier/protocol/bytes.ts";
import { KEY_SET_SLOTS, MAX_SLOT } from "../../circuits-free-verifier/protocol/constants.ts";
import type { Operation } from "../../circuits-free-verifier/protocol/operation.ts";
import { sealEnvelope } from "../../circuits-free-verifier/protocol/sealEnvelope.ts";
import { keySigner, type Signer } from "../../circuits-free-verifier/protocol/signature.ts";
import type { Effect, Event } from "../../sequencer/effects.ts";
import type { SlotLog } from "../../sequencer/log.ts";
import type { L1View, SealView } from "../../sequencer/ports.ts";
import { Sequencer } from "../../sequencer/sequencer.ts";
import { exampleDeployment } from "../vectors/deployment.ts";

/** The sequencer's core with keys, accounts and an L1 that a test sets as it likes. */

export const deployment = exampleDeployment({ interval: 10, sealDelay: 60, inboxDelay: 4 });
const crypto = await createNativeCrypto();
export const context = { crypto, domainSeparator: new Uint8Array(32).fill(7) };
const batchScalar = bigintToBytes(0xba7c4n, 32);
const batchPoint = crypto.pointOf(batchScalar) as Uint8Array;
export const batchKey = {
  point: batchPoint,
  address: crypto.addressOf(batchScalar) as Uint8Array,
};

export const signerOf = (account: number): Signer =>
  keySigner(crypto, bigintToBytes(0x51900n + BigInt(account), 32));

let random = 1n;
/** An envelope of `blocks` nops for a slot. */
export function envelope(
  slot: number,
  account: number,
  { blocks = 1, version = 0, signer = signerOf(account) } = {},
): Uint8Array {
  const operations = Array.from({ length: blocks }, (): Operation => ({ kind: "nop" }));
  const order = {
    slot,
    account,
    version,
    operations,
    batchPoint,
    random: bigintToBytes(random++, 32),
  };
  return sealEnvelope(context, order, signer);
}

/** Milliseconds at which a slot has collected for `seconds`. */
export const timeIn = (slot: number, seconds = 1): number =>
  (deployment.genesisTime + (slot - 1) * deployment.interval + seconds) * 1000;

export function viewAt(now: number, change: Partial<L1View> = {}, seals: SealView[] = []): L1View {
  return {
    headTime: Math.floor(now / 1000),
    askedAt: now,
    reorganisations: 0,
    lastSealed: 0,
    lastCertified: 0,
    lastSlot: MAX_SLOT,
    sealOf: (slot) => seals.find((seal) => seal.slot === slot),
    unopened: seals.filter(({ key, count }) => key === "none" && count > 0),
    inboxCursor: 0,
    queued: [],
    keySetOf: (slot) => (slot < 1 + KEY_SET_SLOTS ? 1 : undefined),
    keySetsEnd: 1 + KEY_SET_SLOTS,
    tip: { index: 0, generation: 0, chunks: 0, stateRoot: new Uint8Array(32) },
    standing: [],
    finalisable: undefined,
    finalisedIndex: 0,
    finalisedChunks: 0,
    finalisedSlot: 0,
    finalisedRoot: new Uint8Array(32),
    finalisedClaim: undefined,
    finalClaimOf: () => undefined,
    wasChallenged: () => false,
    ...change,
  };
}

export class Core {
  readonly sequencer: Sequencer;
  /** Units of asset 0 by account; accounts that are missing do not exist. */
  readonly balances = new Map<number, number>();
  /** Of accounts whose signer was changed. */
  readonly signers = new Map<number, Signer>();
  #ticket = 0;

  constructor(log: readonly SlotLog[] = []) {
    const { balances, signers } = this;
    this.sequencer = new Sequencer(
      {
        deployment,
        config: {
          guardMs: 500,
          l1PatienceMs: 30_000,
          retryMs: 1_000,
          keyLeadSlots: 256,
          maxPendingEnvelopes: 2_000,
        },
        context,
        keys: { batchKey: () => batchKey },
        accounts: {
          signerOf: (account) =>
            balances.has(account) ? (signers.get(account) ?? signerOf(account)).address : undefined,
          feesAvailable: (account) => balances.get(account) ?? 0,
        },
      },
      log,
    );
  }

  tell(event: Event, now: number): Effect[] {
    return this.sequencer.handle(event, now);
  }

  /** Submits, and stores what is to be stored; the last effect tells what became of it. */
  submit(slot: number, bytes: Uint8Array, now: number): Effect | undefined {
    const ticket = ++this.#ticket;
    const [effect] = this.tell({ kind: "submit", ticket, slot, envelope: bytes }, now);
    if (effect?.kind !== "accept") return effect;
    const { entry } = effect;
    return this.tell({ kind: "accepted", entries: [{ ticket, entry }] }, now)[0];
  }
}
