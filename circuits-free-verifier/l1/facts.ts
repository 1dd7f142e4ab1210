import { hexToBytes } from "#protocol/bytes";
import { certificateFault } from "#protocol/certificate";
import type { Deployment } from "#protocol/config";
import { KEY_SET_SLOTS } from "#protocol/constants";
import { decodePosted, envelopeTreeRoot } from "#protocol/envelopeTree";
import type { Facts, SealFact } from "#protocol/facts";
import { decodeInboxWord, type InboxOperation } from "#protocol/inbox";
import { type KeySetRoot, verifyKeys } from "#protocol/keySet";
import { certificateDigest, keySetDigest, type SigningContext } from "#protocol/messages";
import { Checker } from "./check.ts";
import type { EventOf, L1Event } from "./eventTypes.ts";
import { type FactsSoFar, NO_FACTS, type Position, type Sealed } from "./factsSoFar.ts";
import { Journal } from "./journal.ts";

/** What facts are judged by. */
export interface FactContext extends SigningContext {
  readonly deployment: Deployment;
}

/** Time at which a slot stops collecting, unix seconds. */
export const closeOf = (deployment: Deployment, slot: number): number =>
  deployment.genesisTime + slot * deployment.interval;

/**
 * The facts, from events alone. Each is judged as Settlement judges it, so that a byte which L1 would not have taken
 * is named here and not only by a root that comes out wrong later.
 */
export class FactLog implements Facts {
  readonly #context: FactContext;
  readonly #keypers: readonly Uint8Array[];
  readonly #journal: Journal;
  readonly #seals = new Map<number, Sealed>();
  /** Slot by the slot sealed before it. */
  readonly #next = new Map<number, number>();
  readonly #keySets: KeySetRoot[];
  readonly #firstWord: number;
  readonly #words: { readonly word: Uint8Array; readonly operation: InboxOperation }[];
  #position: Position;

  /** @param from what a log like this one told by soFar(), after the block that this one goes on from */
  constructor(context: FactContext, journal: Journal = new Journal(), from: FactsSoFar = NO_FACTS) {
    this.#context = context;
    this.#keypers = context.deployment.keypers.map((keyper) => hexToBytes(keyper));
    this.#journal = journal;
    this.#position = from.position;
    this.#keySets = [...from.keySets];
    this.#firstWord = from.firstWord;
    this.#words = from.words.map((word) => ({ word, operation: decodeInboxWord(word) }));
    for (const sealed of from.seals) {
      this.#seals.set(sealed.fact.slot, sealed);
      this.#next.set(sealed.fact.prev, sealed.fact.slot);
    }
  }

  /** What a replay needs that has executed `slot` and takes inbox operation `firstWord` next. */
  soFar(slot: number, firstWord: number): FactsSoFar {
    return {
      position: this.#position,
      keySets: [...this.#keySets],
      firstWord,
      words: this.#words.slice(firstWord - this.#firstWord).map(({ word }) => word),
      seals: [...this.#seals.values()].filter(({ fact }) => fact.slot > slot),
    };
  }

  /** Takes in an event that is a fact; passes over others. Throws Fault. */
  apply(event: L1Event): void {
    this.#journal.enter(event.blockNumber);
    switch (event.kind) {
      case "enqueued":
        this.#enqueued(event);
        break;
      case "keySetRegistered":
        this.#keySetRegistered(event);
        break;
      case "sealed":
        this.#sealed(event);
        break;
      case "emptySealed":
        this.#emptySealed(event);
        break;
      case "revealed":
        this.#revealed(event);
        break;
      case "voided":
        this.#voided(event);
        break;
      case "retired":
        this.#retired(event);
        break;
      case "frozen":
        this.#frozen(event);
        break;
    }
  }

  rollbackTo(block: number): void {
    this.#journal.rollbackTo(block);
  }

  sealAfter(slot: number): SealFact | undefined {
    const next = this.#next.get(slot);
    return next === undefined ? undefined : this.sealOf(next);
  }

  sealOf(slot: number): SealFact | undefined {
    return this.#seals.get(slot)?.fact;
  }

  inboxWord(index: number): Uint8Array | undefined {
    return this.#words[index - this.#firstWord]?.word;
  }

  inboxOperation(index: number): InboxOperation | undefined {
    return this.#words[index - this.#firstWord]?.operation;
  }

  get inboxLength(): number {
    return this.#firstWord + this.#words.length;
  }

  get lastSealed(): number {
    return this.#position.lastSealed;
  }

  get lastCertified(): number {
    return this.#position.lastCertified;
  }

  get lastSlot(): number {
    return this.#position.lastSlot;
  }

  /** When the exchange froze, unix seconds; 0 while it runs. */
  get frozenAt(): number {
    return this.#position.frozenAt;
  }

  /** Slots sealed, empty ones included. */
  get sealedCount(): number {
    return this.#position.sealedCount;
  }

  /** First slot that no key set reaches. */
  get keysEnd(): number {
    return this.#position.keysEnd;
  }

  /** Unix seconds of a slot's seal. */
  sealedAt(slot: number): number | undefined {
    return this.#seals.get(slot)?.sealedAt;
  }

  /** The key set that covers a slot. */
  keySetOf(slot: number): KeySetRoot | undefined {
    return this.#keySets.find(({ first }) => slot >= first && slot < first + KEY_SET_SLOTS);
  }

  /** How many inbox operations a slot takes in: those queued up to `inboxDelay` before its close. */
  inboxEndOf(slot: number): number {
    const { deployment } = this.#context;
    const cutoff = closeOf(deployment, slot) - deployment.inboxDelay;
    let end = this.#words.length;
    while (end > 0 && (this.#words[end - 1]?.operation.queuedAt ?? 0) > cutoff) end--;
    return this.#firstWord + end;
  }

  /** Drops the envelopes of slots that no replay starts from any more, those below `slot`. */
  forgetBefore(slot: number): void {
    for (const [sealed, { fact }] of this.#seals) {
      if (sealed >= slot) return;
      this.#seals.delete(sealed);
      this.#next.delete(fact.prev);
    }
  }

  #enqueued(event: EventOf<"enqueued">): void {
    const check = new Checker(event);
    this.#checkRuns(check);
    check.equal("index of the inbox operation", event.index, this.inboxLength);
    const operation = decoded(check, event.word);
    check.equal("time in the inbox word", operation.queuedAt, event.timestamp);
    this.#words.push({ word: event.word, operation });
    this.#journal.did(() => void this.#words.pop());
  }

  #keySetRegistered(event: EventOf<"keySetRegistered">): void {
    const { deployment, crypto } = this.#context;
    const { first, root, signatures } = event;
    const check = new Checker(event, first);
    const { keysEnd } = this.#position;
    check.holds(first >= keysEnd, "first slot of the key set", first, `at least ${keysEnd}`);
    check.holds(
      event.timestamp < closeOf(deployment, first - 1),
      "time of the key set",
      event.timestamp,
      `before slot ${first} opens at ${closeOf(deployment, first - 1)}`,
    );
    const digest = keySetDigest(this.#context, { first, root });
    const fault = certificateFault(crypto, digest, signatures, this.#keypers, deployment.quorum);
    if (fault !== undefined) check.fail("signatures of the key set", fault, "a quorum of keypers");
    this.#keySets.push({ first, root });
    this.#journal.did(() => void this.#keySets.pop());
    this.#move({ keysEnd: first + KEY_SET_SLOTS });
  }

  #sealed(event: EventOf<"sealed">): void {
    const { deployment, crypto } = this.#context;
    const { slot, parent, root } = event;
    const check = new Checker(event, slot);
    const close = closeOf(deployment, slot);
    this.#checkPlace(check, event);
    check.holds(slot <= this.lastSlot, "slot", slot, `at most ${this.lastSlot}`);
    check.holds(
      event.timestamp >= close && event.timestamp <= close + deployment.sealDelay,
      "time of the seal",
      event.timestamp,
      `${close} … ${close + deployment.sealDelay}`,
    );
    check.equal("parent", parent, this.lastCertified);
    const envelopes = postedEnvelopes(check, event.envelopes);
    check.equal("count", event.count, envelopes.length);
    check.sameBytes("root of the envelopes", root, envelopeTreeRoot(crypto, envelopes));
    const covered = this.keySetOf(slot) !== undefined;
    check.holds(covered, "slot", slot, "one of a registered key set");
    const digest = certificateDigest(this.#context, { slot, root, parent });
    const fault = certificateFault(
      crypto,
      digest,
      event.certificate,
      this.#keypers,
      deployment.quorum,
    );
    if (fault !== undefined) check.fail("certificate", fault, "signatures of a quorum of keypers");
    this.#write(event, { certified: true, root, envelopes });
    this.#move({ lastCertified: slot });
  }

  #emptySealed(event: EventOf<"emptySealed">): void {
    const { deployment, crypto } = this.#context;
    const check = new Checker(event, event.slot);
    this.#checkRuns(check);
    this.#checkPlace(check, event);
    const deadline = closeOf(deployment, event.slot) + deployment.sealDelay;
    check.holds(
      event.timestamp > deadline,
      "time of the seal",
      event.timestamp,
      `after ${deadline}`,
    );
    this.#write(event, { certified: false, root: envelopeTreeRoot(crypto, []), envelopes: [] });
  }

  #revealed(event: EventOf<"revealed">): void {
    const { crypto, deployment } = this.#context;
    const { slot, key, shareAddresses, proof } = event;
    const check = new Checker(event, slot);
    const sealed = this.#undecided(check, slot);
    const deadline = sealed.sealedAt + deployment.revealDelay;
    check.holds(
      event.timestamp <= deadline,
      "time of the key",
      event.timestamp,
      `at most ${deadline}`,
    );
    const set = this.keySetOf(slot) ?? check.fail("slot", slot, "one of a registered key set");
    const batchKey = crypto.addressOf(key) ?? check.fail("key", key, "a scalar in [1, n)");
    check.equal("bytes of share addresses", shareAddresses.length, 20 * this.#keypers.length);
    const shares = this.#keypers.map((_, n) => shareAddresses.subarray(20 * n, 20 * n + 20));
    const proven = verifyKeys(crypto, set, this.#keypers.length, { slot, batchKey, shares }, proof);
    check.holds(
      proven,
      "key, share addresses and proof",
      "another leaf",
      "one of the registered key set",
    );
    this.#decide(sealed, key);
  }

  #voided(event: EventOf<"voided">): void {
    const check = new Checker(event, event.slot);
    const sealed = this.#undecided(check, event.slot);
    const deadline = sealed.sealedAt + this.#context.deployment.revealDelay;
    check.holds(
      event.timestamp > deadline,
      "time of the void",
      event.timestamp,
      `after ${deadline}`,
    );
    this.#decide(sealed, "void");
  }

  #retired(event: EventOf<"retired">): void {
    const check = new Checker(event, event.lastSlot);
    check.equal("last slot", event.lastSlot, this.#closed(event.timestamp) + 1);
    check.holds(
      event.lastSlot < this.lastSlot,
      "last slot",
      event.lastSlot,
      `below ${this.lastSlot}`,
    );
    this.#move({ lastSlot: event.lastSlot });
  }

  /** Whether something waited for too long concerns claims too, and Settlement alone judges it. */
  #frozen(event: EventOf<"frozen">): void {
    const check = new Checker(event, event.lastSlot);
    this.#checkRuns(check);
    const last = Math.min(this.lastSlot, this.#closed(event.timestamp));
    check.equal("last slot", event.lastSlot, last);
    this.#move({ lastSlot: last, frozenAt: event.timestamp });
  }

  #checkRuns(check: Checker): void {
    check.equal("time of the freeze", this.frozenAt, 0);
  }

  /** The last slot that has closed; 0 before the first has. */
  #closed(time: number): number {
    const { genesisTime, interval } = this.#context.deployment;
    return Math.floor(Math.max(0, time - genesisTime) / interval);
  }

  #checkPlace(check: Checker, event: EventOf<"sealed" | "emptySealed">): void {
    const { slot, prev, inboxEnd } = event;
    check.holds(slot > this.lastSealed, "slot", slot, `above ${this.lastSealed}`);
    check.equal("slot sealed before", prev, this.lastSealed);
    check.equal("end of the inbox", inboxEnd, this.inboxEndOf(slot));
  }

  #write(
    event: EventOf<"sealed" | "emptySealed">,
    rest: Pick<SealFact, "certified" | "root" | "envelopes">,
  ): void {
    const { slot, prev, inboxEnd, timestamp } = event;
    const key = undefined;
    this.#journal.put(this.#seals, slot, {
      fact: { slot, prev, inboxEnd, key, ...rest },
      sealedAt: timestamp,
    });
    this.#journal.put(this.#next, prev, slot);
    this.#move({ lastSealed: slot, sealedCount: this.sealedCount + 1 });
  }

  #undecided(check: Checker, slot: number): Sealed {
    const sealed = this.#seals.get(slot) ?? check.fail("slot", slot, "a sealed slot");
    check.holds(sealed.fact.envelopes.length > 0, "slot", slot, "a slot with envelopes");
    check.holds(sealed.fact.key === undefined, "slot", slot, "a slot without key or void");
    return sealed;
  }

  #decide(sealed: Sealed, key: Uint8Array | "void"): void {
    const { fact, sealedAt } = sealed;
    this.#journal.put(this.#seals, fact.slot, { fact: { ...fact, key }, sealedAt });
  }

  #move(change: Partial<Position>): void {
    const old = this.#position;
    this.#position = { ...old, ...change };
    this.#journal.did(() => {
      this.#position = old;
    });
  }
}

function decoded(check: Checker, word: Uint8Array): InboxOperation {
  try {
    return decodeInboxWord(word);
  } catch (error) {
    return check.fail("inbox word", word, error instanceof Error ? error.message : String(error));
  }
}

function postedEnvelopes(check: Checker, bytes: Uint8Array): Uint8Array[] {
  const posted = decodePosted(bytes);
  if (posted.fault === undefined) return posted.envelopes.map((envelope) => envelope.bytes);
  return check.fail(
    `envelopes at byte ${posted.at}`,
    posted.fault,
    "accounts that rise, whole envelopes",
  );
}
