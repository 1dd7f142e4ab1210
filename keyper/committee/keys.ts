import { equalBytes, toHex } from "#protocol/bytes";
import { encodeCertificate, type KeyperSignature } from "#protocol/certificate";
import { KEY_SET_SLOTS } from "#protocol/constants";
import { encodePosted } from "#protocol/envelopeTree";
import { keyProof, keySetRoot, type SlotKeys } from "#protocol/keySet";
import { certificateDigest, keySetDigest } from "#protocol/messages";
import { recoverSigner } from "#protocol/signature";
import { type CertifyRequest, type Link, mayPass } from "../certifier.ts";
import type { Committee } from "../dkg/generation.ts";
import { slotKeysOf } from "../dkg/keyMaterial.ts";
import { KeyperRefusal } from "../errors.ts";
import { type Answered, hexOf } from "./api.ts";
import { firstOf, openSlot, requestOf } from "./opening.ts";
import { bodyOf, type Peer, PeerError } from "./peer.ts";

export interface CommitteeKeysParts {
  readonly committee: Omit<Committee, "publicKeys" | "slots">;
  /** All keypers, in the deployment's order. */
  readonly peers: readonly Peer[];
  /** How long a key set that is being made is waited for at a time. */
  readonly waitMs: number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Names keypers that gave wrong answers. */
  readonly say: (line: string) => void;
}

interface LoadedSet {
  readonly first: number;
  readonly root: Uint8Array;
  readonly keys: readonly SlotKeys[];
  readonly points: Uint8Array;
}

interface SignedSet {
  readonly first: number;
  readonly root: Uint8Array;
  readonly registered: boolean;
  readonly signatures: readonly KeyperSignature[];
}

const MAX_LOADED_SETS = 3;
/** Certificates remembered for keypers that were away when they were given. */
const MAX_LINKS = 32;
const LOOK_MS = 200;

/** The sequencer's keypers in processes of their own: it asks all, believes none alone, and waits for no more than it needs. */
export class CommitteeKeys {
  readonly #parts: CommitteeKeysParts;
  readonly #loaded = new Map<number, LoadedSet>();
  readonly #loading = new Set<number>();
  readonly #links = new Map<number, Link>();
  /** What each keyper was last in trouble with. */
  readonly #troubles = new Map<number, string>();
  #closed = false;

  constructor(parts: CommitteeKeysParts) {
    this.#parts = parts;
  }

  /** Undefined also for a set that is still being fetched. */
  batchKey(first: number, slot: number): { point: Uint8Array; address: Uint8Array } | undefined {
    const set = this.#loaded.get(first);
    if (set === undefined) this.#fetch(first);
    const at = slot - first;
    const address = set?.keys[at]?.batchKey;
    if (set === undefined || address === undefined) return undefined;
    return { point: set.points.slice(33 * at, 33 * (at + 1)), address };
  }

  proveKey(first: number, slot: number): { keys: SlotKeys; proof: Uint8Array[] } | undefined {
    const set = this.#loaded.get(first);
    const keys = set?.keys[slot - first];
    if (set === undefined || keys === undefined) return undefined;
    return { keys, proof: keyProof(this.#parts.committee.crypto, set.keys, slot - first) };
  }

  /** @throws KeyperRefusal */
  async certify(request: CertifyRequest): Promise<Uint8Array> {
    const { committee } = this.#parts;
    const { slot, root, parent, envelopes } = request;
    const links = this.#chain(parent).map(requestOf);
    const posted = hexOf(encodePosted(envelopes));
    const body = bodyOf({ slot, root: hexOf(root), parent, posted, links });
    const digest = certificateDigest(committee, request);
    const signatures = await this.#gather(slot, committee.quorum, async (peer) => {
      const { signature } = await peer.ask("/v1/certify", body);
      return this.#isSigned(peer.index, digest, signature) ? signature : undefined;
    });
    const certificate = encodeCertificate(signatures.slice(0, committee.quorum));
    this.#links.set(slot, { slot, root, parent, certificate });
    const [oldest] = this.#links.keys();
    if (this.#links.size > MAX_LINKS && oldest !== undefined) this.#links.delete(oldest);
    return certificate;
  }

  /** @throws KeyperRefusal */
  async open(
    first: number,
    certified: Link,
  ): Promise<{ x: Uint8Array; shareAddresses: Uint8Array[]; proof: Uint8Array[] }> {
    const { committee, peers, say } = this.#parts;
    const { slot } = certified;
    const set = this.#loaded.get(first) ?? (await this.#load(first));
    const keys = set.keys[slot - first];
    if (keys === undefined)
      throw new KeyperRefusal("noKey", slot, `key set ${first}`, "its own set");
    const { x, wrong } = await openSlot(committee, peers, certified, keys);
    for (const keyper of wrong) say(`keyper ${keyper} gave a wrong share of slot ${slot}`);
    const proof = keyProof(committee.crypto, set.keys, slot - first);
    return { x, shareAddresses: [...keys.shares], proof };
  }

  /**
   * The first set from `first` on that a quorum has signed.
   * @throws KeyperRefusal notReady while keypers are making it
   */
  async keySet(
    first: number,
  ): Promise<{ first: number; root: Uint8Array; signatures: Uint8Array }> {
    const { waitMs, sleep, now, committee } = this.#parts;
    const end = now() + waitMs;
    for (;;) {
      const [found] = (await this.#signedSets(first)).sort((a, b) => a.first - b.first);
      if (found !== undefined) {
        await this.#take(found);
        const signatures = encodeCertificate(found.signatures.slice(0, committee.quorum));
        return { first: found.first, root: found.root, signatures };
      }
      if (this.#closed || now() >= end) {
        throw new KeyperRefusal("notReady", first, "no set", `${committee.quorum} signatures`);
      }
      await sleep(LOOK_MS);
    }
  }

  mayPass(error: unknown): boolean {
    return error instanceof PeerError || mayPass(error);
  }

  close(): void {
    this.#closed = true;
    for (const peer of this.#parts.peers) peer.close();
  }

  /** Certificates from a slot back, as far as they are remembered: for keypers that know none of them. */
  #chain(slot: number): Link[] {
    const links: Link[] = [];
    let link = this.#links.get(slot);
    while (link !== undefined) {
      links.push(link);
      link = this.#links.get(link.parent);
    }
    return links;
  }

  /** Signatures of so many keypers. What the others said is told in the refusal. */
  async #gather(
    slot: number,
    enough: number,
    ask: (peer: Peer) => Promise<Uint8Array | undefined>,
  ): Promise<KeyperSignature[]> {
    const { peers } = this.#parts;
    const good: KeyperSignature[] = [];
    const reasons: string[] = [];
    let against = 0;
    await firstOf(enough, peers, async (peer) => {
      try {
        const signature = await ask(peer);
        if (signature !== undefined) {
          good.push({ index: peer.index, signature });
          this.#trouble(peer.index, undefined);
          return true;
        }
        reasons.push(`keyper ${peer.index}: a signature that is not its own`);
      } catch (error) {
        if (!(error instanceof PeerError)) throw error;
        if (error.reason === "secondRoot") against++;
        reasons.push(error.message);
      }
      this.#trouble(peer.index, reasons.at(-1));
      return false;
    });
    if (good.length >= enough) return good;
    const reason = against > peers.length - enough ? "secondRoot" : "tooFew";
    const given = { good: good.length, others: reasons };
    throw new KeyperRefusal(reason, slot, given, `${enough} signatures`);
  }

  /** Says what a keyper answers instead, once for each new reason. */
  #trouble(index: number, reason: string | undefined): void {
    if (this.#troubles.get(index) === reason) return;
    if (reason === undefined) this.#troubles.delete(index);
    else this.#troubles.set(index, reason);
    this.#parts.say(reason ?? `keyper ${index} answers again`);
  }

  #isSigned(index: number, digest: Uint8Array, signature: Uint8Array): boolean {
    const { crypto, addresses } = this.#parts.committee;
    const signer = recoverSigner(crypto, digest, signature);
    const address = addresses[index];
    return signer !== undefined && address !== undefined && equalBytes(signer, address);
  }

  #fetch(first: number): void {
    if (this.#loading.has(first) || this.#closed) return;
    this.#loading.add(first);
    this.#load(first)
      .catch((error: unknown) => {
        if (!this.mayPass(error)) this.#parts.say(`keys from slot ${first}: ${String(error)}`);
      })
      .finally(() => this.#loading.delete(first));
  }

  /** The set that is registered, or will be: no two of a quorum begin at one slot unless keypers made two at once. */
  async #load(first: number): Promise<LoadedSet> {
    const sets = (await this.#signedSets(first)).filter((set) => set.first === first);
    const found = sets.find(({ registered }) => registered) ?? sets[0];
    if (found === undefined) {
      throw new KeyperRefusal("notReady", first, "no set", "one that a quorum signed");
    }
    return await this.#take(found);
  }

  async #signedSets(from: number): Promise<SignedSet[]> {
    const { committee, peers } = this.#parts;
    const answers = await Promise.allSettled(
      peers.map(async (peer) => ({
        index: peer.index,
        sets: (await peer.ask("/v1/key-sets", { from })).sets,
      })),
    );
    const found = new Map<string, SignedSet>();
    for (const answer of answers) {
      if (answer.status === "rejected") continue;
      const { index, sets } = answer.value;
      for (const set of sets) this.#count(found, index, set);
    }
    return [...found.values()].filter(({ signatures }) => signatures.length >= committee.quorum);
  }

  #count(
    found: Map<string, SignedSet>,
    index: number,
    { first, root, signature, registered }: Answered<"/v1/key-sets">["sets"][number],
  ): void {
    const { committee } = this.#parts;
    if (!this.#isSigned(index, keySetDigest(committee, { first, root }), signature)) return;
    const name = `${first} ${toHex(root)}`;
    const before = found.get(name);
    found.set(name, {
      first,
      root,
      registered: registered || before?.registered === true,
      signatures: [...(before?.signatures ?? []), { index, signature }],
    });
  }

  /** Fetches the keys behind a root from whoever has them first. */
  async #take({ first, root }: SignedSet): Promise<LoadedSet> {
    const { committee, peers, say } = this.#parts;
    const known = this.#loaded.get(first);
    if (known !== undefined && equalBytes(known.root, root)) return known;
    for (const peer of peers) {
      try {
        const keys = await peer.ask("/v1/key-set", { first, root: hexOf(root) });
        const set = checkedSet(committee, first, root, keys);
        if (set !== undefined) return this.#keep(set);
        say(`keyper ${peer.index} gave wrong keys from slot ${first}`);
      } catch (error) {
        if (!(error instanceof PeerError)) throw error;
      }
    }
    throw new KeyperRefusal("notReady", first, "no keys", "keys of the root that was signed");
  }

  #keep(set: LoadedSet): LoadedSet {
    this.#loaded.set(set.first, set);
    const oldest = Math.min(...this.#loaded.keys());
    if (this.#loaded.size > MAX_LOADED_SETS && oldest !== set.first) this.#loaded.delete(oldest);
    return set;
  }
}

/** The keys, if they are those of the root. */
function checkedSet(
  committee: CommitteeKeysParts["committee"],
  first: number,
  root: Uint8Array,
  { points, shareAddresses }: Answered<"/v1/key-set">,
): LoadedSet | undefined {
  const n = committee.addresses.length;
  const fits =
    points.length === 33 * KEY_SET_SLOTS && shareAddresses.length === 20 * n * KEY_SET_SLOTS;
  if (!fits) return undefined;
  try {
    const keys = slotKeysOf(committee, { first, points, shareAddresses });
    return equalBytes(keySetRoot(committee.crypto, keys), root)
      ? { first, root, keys, points }
      : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
