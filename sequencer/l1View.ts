import type { Claim, L1Event } from "#l1/eventTypes";
import type { Deployment } from "#protocol/config";
import { KEY_SET_SLOTS, MAX_SLOT } from "#protocol/constants";
import { decodeInboxWord } from "#protocol/inbox";
import type { Queued } from "./batching.ts";
import type {
  ClaimView,
  FinalClaimView,
  FinalisableView,
  L1View,
  SealView,
  TipView,
} from "./ports.ts";

/**
 * What the sequencer must know of L1 to publish, folded from Settlement's events. Large posted bytes are not kept, but for those of
 * others' claims that may still die; after a reorganisation the rest is folded anew.
 */
export class L1Fold {
  readonly #deployment: Deployment;
  readonly #genesisRoot: Uint8Array;
  #events: L1Event[] = [];
  #folded: Folded;
  #reorganisations = 0;

  constructor(deployment: Deployment, genesisRoot: Uint8Array) {
    this.#deployment = deployment;
    this.#genesisRoot = genesisRoot;
    this.#folded = new Folded(genesisRoot);
  }

  apply(event: L1Event): void {
    if (event.kind === "finalised") this.#forgetPosted(event.index);
    const slim = withoutBytes(event, this.#deployment.sequencer);
    this.#events.push(slim);
    this.#folded.apply(slim);
  }

  /** Undoes all events above a block. */
  rollbackTo(blockNumber: number): void {
    this.#reorganisations++;
    this.#events = this.#events.filter((event) => event.blockNumber <= blockNumber);
    this.#folded = new Folded(this.#genesisRoot);
    for (const event of this.#events) this.#folded.apply(event);
  }

  /** What is final is not judged any more. */
  #forgetPosted(index: number): void {
    this.#events = this.#events.map((event) =>
      event.kind === "claimed" && event.index <= index && event.chunks.length > 0
        ? { ...event, chunks: NONE }
        : event,
    );
  }

  /** A claim that stands, by index; undefined for genesis and beyond the tip. */
  claim(index: number): Claim | undefined {
    return index <= this.#folded.tip.index ? this.#folded.claims.get(index) : undefined;
  }

  /** Slots up to which everything is final. */
  get finalisedSlot(): number {
    return this.#folded.finalised.slot;
  }

  view(headTime: number, askedAt: number): L1View {
    const folded = this.#folded;
    const seals = new Map(folded.seals);
    const keySets = [...folded.keySets];
    const final = folded.finalised.index;
    const challenged = [...folded.challenged];
    return {
      headTime,
      askedAt,
      reorganisations: this.#reorganisations,
      lastSealed: folded.lastSealed,
      lastCertified: folded.lastCertified,
      lastSlot: folded.lastSlot,
      sealOf: (slot) => seals.get(slot),
      unopened: [...folded.unopened].flatMap((slot) => seals.get(slot) ?? []),
      inboxCursor: folded.inboxCursor,
      queued: folded.queued.slice(folded.inboxCursor),
      keySetOf: (slot) => keySets.find((first) => first <= slot && slot < first + KEY_SET_SLOTS),
      keySetsEnd: folded.keySetsEnd,
      tip: folded.tip,
      standing: folded.standing(),
      finalisable: this.#finalisable(headTime),
      finalisedIndex: folded.finalised.index,
      finalisedChunks: folded.finalised.chunks,
      finalisedSlot: folded.finalised.slot,
      finalisedRoot: folded.finalised.root,
      finalisedClaim: folded.claims.get(folded.finalised.index),
      finalClaimOf: (chunksEnd) => folded.finalClaimOf(final, chunksEnd),
      wasChallenged: (slot) => challenged.some(({ from, to }) => from <= slot && slot <= to),
    };
  }

  #finalisable(headTime: number): FinalisableView | undefined {
    const { claims, tip, finalised } = this.#folded;
    for (let index = tip.index; index > finalised.index; index--) {
      const claim = claims.get(index);
      if (claim?.atStart !== true) continue;
      if (claim.postedAt + this.#deployment.challengeWindow <= headTime) {
        return { index, generation: claim.generation };
      }
    }
    return undefined;
  }
}

class Folded {
  readonly seals = new Map<number, SealView>();
  readonly unopened = new Set<number>();
  readonly queued: Queued[] = [];
  readonly keySets: number[] = [];
  /** Slots that claims which died held, oldest first. */
  readonly challenged: { readonly from: number; readonly to: number }[] = [];
  readonly claims = new Map<number, Claim>();
  /** Others' chunks by the claims' index. */
  readonly #posted = new Map<number, Uint8Array>();
  /** Chunks of the trace up to the end of each claim. */
  readonly #chunksEnd = new Map<number, number>([[0, 0]]);
  readonly #genesisRoot: Uint8Array;
  lastSealed = 0;
  lastCertified = 0;
  lastSlot = MAX_SLOT;
  inboxCursor = 0;
  keySetsEnd = 1;
  tip: TipView;
  finalised: {
    readonly index: number;
    readonly chunks: number;
    readonly slot: number;
    readonly root: Uint8Array;
  };

  constructor(genesisRoot: Uint8Array) {
    this.#genesisRoot = genesisRoot;
    this.tip = { index: 0, generation: 0, chunks: 0, stateRoot: genesisRoot };
    this.finalised = { index: 0, chunks: 0, slot: 0, root: genesisRoot };
  }

  standing(): ClaimView[] {
    const views: ClaimView[] = [];
    for (let at = this.finalised.index + 1; at <= this.tip.index; at++) {
      const claim = this.claims.get(at);
      if (claim === undefined) continue;
      const to = this.#chunksEnd.get(at) ?? 0;
      const posted = this.#posted.get(at);
      views.push({ claim, from: to - claim.chunkCount, to, posted });
    }
    return views;
  }

  /** Claims up to `final` never change any more, so that this may be asked of an old view as well. */
  finalClaimOf(final: number, chunksEnd: number): FinalClaimView | undefined {
    let [low, high] = [1, final + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#chunksEnd.get(middle) ?? 0) < chunksEnd) low = middle + 1;
      else high = middle;
    }
    const claim = low > final ? undefined : this.claims.get(low);
    let end = low;
    while (end < final && this.claims.get(end)?.atStart !== true) end++;
    const start = this.claims.get(end);
    return claim === undefined || start === undefined ? undefined : { claim, start };
  }

  apply(event: L1Event): void {
    switch (event.kind) {
      case "enqueued":
        this.queued.push({ index: event.index, time: decodeInboxWord(event.word).queuedAt });
        break;
      case "keySetRegistered":
        this.keySets.push(event.first);
        this.keySetsEnd = event.first + KEY_SET_SLOTS;
        break;
      case "sealed":
        this.#seal({ ...event, certified: true, sealedAt: event.timestamp, key: "none" });
        this.lastCertified = event.slot;
        break;
      case "emptySealed":
        this.#seal({
          ...event,
          count: 0,
          certified: false,
          sealedAt: event.timestamp,
          key: "none",
        });
        break;
      case "revealed":
        this.#open(event.slot, "revealed");
        break;
      case "voided":
        this.#open(event.slot, "void");
        break;
      case "claimed":
        this.#claim(event.claim, event.chunks);
        break;
      case "finalised": {
        const { index, slot, stateRoot: root } = event;
        this.finalised = { index, slot, root, chunks: this.#chunksEnd.get(index) ?? 0 };
        for (const claim of this.#posted.keys()) if (claim <= index) this.#posted.delete(claim);
        for (const sealed of this.seals.keys()) if (sealed <= slot) this.seals.delete(sealed);
        break;
      }
      case "killed":
        this.#rollBack(event.index - 1, event.generation);
        break;
      case "swept":
        this.#rollBack(event.from - 1, event.generation);
        break;
      case "retired":
      case "frozen":
        this.lastSlot = event.lastSlot;
        break;
    }
  }

  #seal(seal: SealView & { inboxEnd: number }): void {
    const { slot, certified, count, sealedAt, key, inboxEnd } = seal;
    this.seals.set(slot, { slot, certified, count, sealedAt, key });
    if (count > 0) this.unopened.add(slot);
    this.lastSealed = slot;
    this.inboxCursor = inboxEnd;
  }

  #open(slot: number, key: "revealed" | "void"): void {
    const seal = this.seals.get(slot);
    if (seal !== undefined) this.seals.set(slot, { ...seal, key });
    this.unopened.delete(slot);
  }

  #claim(claim: Claim, posted: Uint8Array): void {
    const { index, generation, stateRoot, chunkCount } = claim;
    const chunks = (this.#chunksEnd.get(index - 1) ?? 0) + chunkCount;
    this.claims.set(index, claim);
    this.#posted.delete(index);
    if (posted.length > 0) this.#posted.set(index, posted);
    this.#chunksEnd.set(index, chunks);
    this.tip = { index, generation, chunks, stateRoot };
  }

  #rollBack(to: number, generation: number): void {
    const chunks = this.#chunksEnd.get(to) ?? 0;
    this.#challenge(to);
    const stateRoot = this.claims.get(to)?.stateRoot ?? this.#genesisRoot;
    this.tip = { index: to, generation, chunks, stateRoot };
  }

  /** All claims above `parent` died. */
  #challenge(parent: number): void {
    const [last, dead] = [this.claims.get(parent), this.claims.get(this.tip.index)];
    if (dead === undefined || this.tip.index <= parent) return;
    const from = last === undefined ? 1 : last.slot + (last.atStart ? 1 : 0);
    this.challenged.push({ from, to: dead.slot });
    if (this.challenged.length > MOST_CHALLENGED) this.challenged.shift();
  }
}

/** Times that claims died that are remembered. */
const MOST_CHALLENGED = 256;

const NONE = new Uint8Array(0);

function withoutBytes(event: L1Event, self: string): L1Event {
  if (event.kind === "sealed") return { ...event, envelopes: NONE, certificate: NONE };
  return event.kind === "claimed" && event.author === self ? { ...event, chunks: NONE } : event;
}
