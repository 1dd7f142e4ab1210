import { concatBytes, equalBytes } from "#protocol/bytes";
import { encodeCertificate } from "#protocol/certificate";
import { keySetDigest } from "#protocol/messages";
import { keySigner, recoverSigner, type Signer } from "#protocol/signature";
import { complain, isDealerAtFault } from "./complaints.ts";
import { deal, dealingFault } from "./dealing.ts";
import type { Effect, Self } from "./effects.ts";
import type { Fault, FaultReason } from "./faults.ts";
import type { Committee, Generation } from "./generation.ts";
import { type KeyMaterial, type PublicKeys, sumUp } from "./keyMaterial.ts";
import { Mailbox } from "./mailbox.ts";
import { isSignedBySender, KIND, type Kind, type Message, signMessage } from "./message.ts";
import { ephemeralOf, openParcel, packParcels, parcelFor, shareFault } from "./parcels.ts";
import { decodeTranscript, encodeTranscript, transcriptBytes } from "./transcript.ts";
import type { Work } from "./work.ts";

/** What has been found out of a dealer. */
interface Dealer {
  /** Once it is found good. */
  dealing: Uint8Array | undefined;
  /** This keyper's, once they are found good. */
  shares: Uint8Array | undefined;
  refused: boolean;
}

/**
 * One attempt at a key set, as one keyper sees it. Whoever has a seed deals; the others only check and take what is
 * dealt to them. It ends with keys that a quorum signs, or with somebody at fault.
 */
export class Attempt {
  readonly generation: Generation;
  readonly #committee: Committee;
  readonly #self: Self;
  readonly #signer: Signer;
  readonly #seed: Uint8Array | undefined;
  readonly #mailbox: Mailbox;
  readonly #dealers: ReadonlyMap<number, Dealer>;
  /** Names of works asked for: each is done once. */
  readonly #asked = new Set<string>();
  readonly #faults = new Set<string>();
  #ownDealing: Uint8Array | undefined;
  #material: KeyMaterial | undefined;
  /** Good ones of the key set that was made, by keyper. */
  readonly #signatures = new Map<number, Uint8Array>();
  #failed = false;
  #done = false;

  constructor(committee: Committee, generation: Generation, self: Self, seed?: Uint8Array) {
    this.generation = generation;
    this.#committee = committee;
    this.#self = self;
    this.#signer = keySigner(committee.crypto, self.privateKey);
    this.#seed = seed;
    this.#mailbox = new Mailbox(committee, generation);
    this.#dealers = new Map(
      generation.participants.map((index) => [
        index,
        { dealing: undefined, shares: undefined, refused: false },
      ]),
    );
  }

  /**
   * A dealer is shown to be at fault: this keyper says no more. It comes to something only if a quorum had signed before
   * it knew.
   */
  get failed(): boolean {
    return this.#failed;
  }

  get done(): boolean {
    return this.#done;
  }

  messages(): Message[] {
    return this.#mailbox.all();
  }

  /** Participants whose next message is missing; keypers without a signature when only those are. */
  awaited(): number[] {
    const { participants } = this.generation;
    for (const kind of [KIND.commit, KIND.reveal, KIND.parcels]) {
      const missing = participants.filter((from) => this.#mailbox.of(kind, from) === undefined);
      if (missing.length > 0) return missing;
    }
    return this.#done ? [] : participants.filter((from) => !this.#mailbox.of(KIND.keySet, from));
  }

  /** Whether the message is one that others may want. */
  receive(message: Message): { readonly fresh: boolean; readonly effects: Effect[] } {
    const received = this.#mailbox.put(message);
    if (received === "known" || received === "unsigned") return { fresh: false, effects: [] };
    if (received === "new") return { fresh: true, effects: this.advance() };
    const reason = received === "second" ? "equivocation" : lengthFault(message.kind);
    return { fresh: received === "second", effects: this.#blame(message.from, reason) };
  }

  /** All that can be done with what is here. */
  advance(): Effect[] {
    const effects = [...this.#commit(), ...this.#reveal()];
    for (const dealer of this.#dealers.keys()) effects.push(...this.#checkDealing(dealer));
    effects.push(...this.#sendParcels());
    for (const dealer of this.#dealers.keys()) effects.push(...this.#checkShares(dealer));
    effects.push(...this.#judge(), ...this.#finish(), ...this.#countSignatures());
    return effects;
  }

  #commit(): Effect[] {
    const seed = this.#seed;
    if (seed === undefined) return [];
    const { crypto } = this.#committee;
    return this.#once(
      "dealing",
      () => this.#deal(seed),
      (dealing) =>
        this.#mailbox.of(KIND.commit, this.#self.index) === undefined
          ? this.#say(KIND.commit, crypto.keccak256(dealing))
          : [],
    );
  }

  *#deal(seed: Uint8Array): Work<Uint8Array> {
    const { index } = this.#self;
    this.#ownDealing = yield* deal(this.#committee, this.generation, index, seed);
    return this.#ownDealing;
  }

  #reveal(): Effect[] {
    const commits = this.#every(KIND.commit);
    const dealing = this.#ownDealing;
    const revealed = this.#mailbox.of(KIND.reveal, this.#self.index) !== undefined;
    if (commits === undefined || dealing === undefined || revealed) return [];
    return this.#say(KIND.reveal, concatBytes(encodeTranscript(commits), dealing));
  }

  #checkDealing(dealer: number): Effect[] {
    const reveal = this.#mailbox.of(KIND.reveal, dealer);
    const commits = this.#every(KIND.commit);
    if (reveal === undefined || commits === undefined) return [];
    const at = transcriptBytes(this.generation);
    const dealing = reveal.payload.subarray(at);
    return this.#once(
      `checking the dealing of keyper ${dealer}`,
      () => this.#dealingFault(dealer, reveal.payload.subarray(0, at), dealing),
      (found) => {
        if (found === undefined) {
          this.#dealer(dealer).dealing = dealing;
          return [];
        }
        return this.#blame(found.keyper, found.reason, found.at);
      },
    );
  }

  *#dealingFault(
    dealer: number,
    transcript: Uint8Array,
    dealing: Uint8Array,
  ): Work<Pick<Fault, "keyper" | "reason" | "at"> | undefined> {
    const { crypto } = this.#committee;
    for (const entry of decodeTranscript(this.generation, transcript)) {
      const { from, payload } = entry;
      const held = this.#mailbox.of(KIND.commit, from);
      if (held !== undefined && equalBytes(held.payload, payload)) continue;
      const signed = isSignedBySender(this.#committee, entry);
      // The dealer's own word of another commitment than ours: its keyper signed two.
      if (signed) this.#mailbox.put(entry);
      return signed
        ? { keyper: from, reason: "equivocation" }
        : { keyper: dealer, reason: "wrongTranscript", at: from };
    }
    const commit = this.#mailbox.of(KIND.commit, dealer);
    if (commit === undefined || !equalBytes(crypto.keccak256(dealing), commit.payload)) {
      return { keyper: dealer, reason: "wrongReveal" };
    }
    const at = yield* dealingFault(this.#committee, this.generation, dealer, dealing);
    return at === undefined ? undefined : { keyper: dealer, reason: "badDealing", at };
  }

  #sendParcels(): Effect[] {
    const { index } = this.#self;
    const seed = this.#seed;
    const dealings = [...this.#dealers.values()].every(({ dealing }) => dealing !== undefined);
    if (seed === undefined || !dealings || this.#mailbox.of(KIND.parcels, index)) return [];
    const work = () => packParcels(this.#committee, this.generation, index, seed);
    return this.#once("packing parcels", work, (parcels) => this.#say(KIND.parcels, parcels));
  }

  #checkShares(dealer: number): Effect[] {
    const { dealing } = this.#dealer(dealer);
    const parcels = this.#mailbox.of(KIND.parcels, dealer)?.payload;
    if (dealing === undefined || parcels === undefined) return [];
    return this.#once(
      `checking the shares of keyper ${dealer}`,
      () => this.#sharesFrom(dealer, dealing, parcels),
      (shares) => {
        if (shares instanceof Uint8Array) {
          this.#dealer(dealer).shares = shares;
          return [];
        }
        this.#dealer(dealer).refused = true;
        if (shares === "noPoint") return this.#blame(dealer, "badParcels");
        const dispute = { generation: this.generation, dealer, parcels };
        return this.#say(KIND.complaint, complain(this.#committee, dispute, this.#self));
      },
    );
  }

  *#sharesFrom(
    dealer: number,
    dealing: Uint8Array,
    parcels: Uint8Array,
  ): Work<Uint8Array | "noPoint" | "bad"> {
    const { group, publicKeys } = this.#committee;
    const isPoint = (recipient: number): boolean =>
      group.sum([ephemeralOf(parcelFor(this.#committee, parcels, recipient))]) !== undefined;
    if (!publicKeys.every((_, recipient) => isPoint(recipient))) return "noPoint";
    const recipient = this.#self.index;
    const parcel = parcelFor(this.#committee, parcels, recipient);
    const shared = group.multiply(ephemeralOf(parcel), this.#self.privateKey);
    const route = { generation: this.generation, dealer, recipient };
    const shares =
      shared === undefined ? undefined : openParcel(this.#committee, route, parcel, shared);
    if (shares === undefined) return "bad";
    const at = yield* shareFault(this.#committee, dealing, recipient, shares);
    return at === undefined ? shares : "bad";
  }

  #judge(): Effect[] {
    return this.#mailbox.all().flatMap((message) => {
      if (message.kind !== KIND.complaint) return [];
      const { from: complainer, payload } = message;
      const dealer = payload[0] ?? 0;
      const dealing = this.#dealers.get(dealer)?.dealing;
      const parcels = this.#mailbox.of(KIND.parcels, dealer)?.payload;
      if (!this.#dealers.has(dealer)) return this.#blame(complainer, "falseComplaint", dealer);
      if (dealing === undefined || parcels === undefined) return [];
      const dispute = { generation: this.generation, dealer, complainer, dealing, parcels };
      return this.#once(
        `judging keyper ${complainer}'s complaint of keyper ${dealer}`,
        () => isDealerAtFault(this.#committee, dispute, payload),
        (guilty) =>
          guilty
            ? this.#blame(dealer, "badShare", complainer)
            : this.#blame(complainer, "falseComplaint", dealer),
      );
    });
  }

  #finish(): Effect[] {
    const dealt = [...this.#dealers.values()].flatMap(({ dealing, shares, refused }) =>
      dealing === undefined || (shares === undefined && !refused) ? [] : [{ dealing, shares }],
    );
    if (dealt.length !== this.#dealers.size) return [];
    const { generation } = this;
    return this.#once(
      "adding up",
      () => sumUp(this.#committee, generation.first, dealt),
      (material) => {
        this.#material = material;
        if (material === undefined) this.#failed = true;
        if (material?.shares === undefined) return [];
        const effects: Effect[] = [{ kind: "finish", generation, material }];
        return this.#mailbox.of(KIND.keySet, this.#self.index) === undefined
          ? [...effects, ...this.#say(KIND.keySet, this.#signKeySet(material))]
          : effects;
      },
    );
  }

  #signKeySet({ first, root }: PublicKeys): Uint8Array {
    return concatBytes(root, this.#signer.sign(keySetDigest(this.#committee, { first, root })));
  }

  #countSignatures(): Effect[] {
    const material = this.#material;
    if (material === undefined) return [];
    const { addresses, quorum } = this.#committee;
    const effects = addresses.flatMap((_, index) => this.#checkSignature(index, material));
    if (this.#done || this.#signatures.size < quorum) return effects;
    this.#done = true;
    const good = [...this.#signatures].map(([index, signature]) => ({ index, signature }));
    const signatures = encodeCertificate(good.slice(0, quorum));
    const { generation } = this;
    return [...effects, { kind: "done", generation, keys: material, signatures }];
  }

  #checkSignature(index: number, { first, root: mine }: PublicKeys): Effect[] {
    const payload = this.#mailbox.of(KIND.keySet, index)?.payload;
    if (payload === undefined || this.#signatures.has(index)) return [];
    const [root, signature] = [payload.subarray(0, 32), payload.subarray(32)];
    if (!equalBytes(root, mine)) return this.#blame(index, "wrongRoot");
    const digest = keySetDigest(this.#committee, { first, root });
    const signer = recoverSigner(this.#committee.crypto, digest, signature);
    const address = this.#committee.addresses[index];
    if (signer === undefined || address === undefined || !equalBytes(signer, address)) {
      return this.#blame(index, "badSignature");
    }
    this.#signatures.set(index, signature);
    return [];
  }

  /** A work that is done once, and what follows from its result. */
  #once<T>(what: string, work: () => Work<T>, then: (result: T) => Effect[]): Effect[] {
    if (this.#asked.has(what)) return [];
    this.#asked.add(what);
    const attempt = this;
    const whole = function* (): Work<Effect[]> {
      const result = yield* work();
      return [...then(result), ...attempt.advance()];
    };
    return [{ kind: "work", what, work: whole() }];
  }

  #say(kind: Kind, payload: Uint8Array): Effect[] {
    if (this.#failed) return [];
    const unsigned = { generation: this.generation, kind, from: this.#self.index, payload };
    const message = signMessage(this.#committee, unsigned, this.#signer);
    return [{ kind: "say", message }, ...this.receive(message).effects];
  }

  #every(kind: Kind): Message[] | undefined {
    const found = this.generation.participants.flatMap(
      (from) => this.#mailbox.of(kind, from) ?? [],
    );
    return found.length === this.generation.participants.length ? found : undefined;
  }

  #dealer(index: number): Dealer {
    const dealer = this.#dealers.get(index);
    if (dealer === undefined) throw new RangeError(`keyper ${index} deals nothing`);
    return dealer;
  }

  /** Names it once; a dealer's own fault ends the attempt, unless the keys are there already. */
  #blame(keyper: number, reason: FaultReason, at?: number): Effect[] {
    const name = `${keyper} ${reason}`;
    if (this.#faults.has(name)) return [];
    this.#faults.add(name);
    if (FATAL.has(reason) && this.#dealers.has(keyper) && !this.#done) this.#failed = true;
    const { attempt } = this.generation;
    const fault = { keyper, reason, attempt, ...(at === undefined ? {} : { at }) };
    return [{ kind: "fault", fault }];
  }
}

/** Of a dealer: without its dealing and parcels there are no keys. */
const FATAL: ReadonlySet<FaultReason> = new Set([
  "equivocation",
  "wrongReveal",
  "wrongTranscript",
  "badDealing",
  "badParcels",
  "badShare",
]);

const LENGTH_FAULTS: Partial<Record<Kind, FaultReason>> = {
  [KIND.commit]: "wrongReveal",
  [KIND.reveal]: "badDealing",
  [KIND.parcels]: "badParcels",
  [KIND.complaint]: "falseComplaint",
  [KIND.keySet]: "badSignature",
};
const lengthFault = (kind: Kind): FaultReason => LENGTH_FAULTS[kind] ?? "badSignature";
