import { L1Error, TransactionReverted } from "#l1/errors";
import { decodeCertificate } from "#protocol/certificate";
import { KEY_SET_SLOTS } from "#protocol/constants";
import { decodePosted } from "#protocol/envelopeTree";
import { EncodingError } from "#protocol/errors";
import { mayPass } from "../certifier.ts";
import { faultText } from "../dkg/faults.ts";
import { decodeMessage, encodeMessage } from "../dkg/message.ts";
import { KeyperRefusal } from "../errors.ts";
import { hexOf, MAX_MESSAGE_BYTES } from "./api.ts";
import type { Chain } from "./chain.ts";
import type { Generator } from "./generator.ts";
import type { CommitteeKeyper } from "./keyper.ts";
import { type Peer, PeerError } from "./peer.ts";
import type { Poster } from "./poster.ts";
import type { Handlers } from "./server.ts";
import { type CommitteeStore, messageId } from "./store.ts";
import { opensAt, type TargetInput, targetFirst } from "./target.ts";

export interface DaemonParts {
  readonly index: number;
  readonly keyper: CommitteeKeyper;
  readonly chain: Chain;
  readonly generator: Generator;
  readonly poster: Poster | undefined;
  readonly store: CommitteeStore;
  /** All keypers but this one. */
  readonly others: readonly Peer[];
  readonly keypers: number;
  readonly plan: Pick<TargetInput, "grid" | "leadSeconds" | "prepareSlots">;
  readonly pollMs: number;
  readonly syncMs: number;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly say: (line: string) => void;
  /** Of what a person must look after; the keyper stops. */
  readonly onFailure: (error: unknown) => void;
}

/** Where a keyper's parts meet its clock: looks at L1, at other keypers, and at what is due. */
export class CommitteeDaemon {
  readonly #parts: DaemonParts;
  readonly #asking = new Set<number>();
  readonly #troubles = new Map<string, string>();
  #timers: NodeJS.Timeout[] = [];
  #looking = false;
  #posting = false;
  #stopped = false;

  constructor(parts: DaemonParts) {
    this.#parts = parts;
  }

  /** Begins; resolves when L1 has answered the first time. */
  async start(): Promise<void> {
    const { chain, pollMs, syncMs } = this.#parts;
    await chain.poll();
    this.#prepare();
    this.#timers = [
      setInterval(() => void this.#look(), pollMs),
      setInterval(() => this.#sync(), syncMs),
    ];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#parts.generator.stop();
    this.#parts.poster?.stop();
    for (const peer of this.#parts.others) peer.close();
    while (this.#looking || this.#posting || this.#asking.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** What it answers to those who ask. */
  handlers(): Handlers {
    const { keyper, chain, generator, index, store, keypers } = this.#parts;
    return {
      "/v1/status": () => ({
        keyper: index,
        lastSigned: store.lastSigned(),
        lastSealed: chain.lastSealed,
        keySets: store.keySets().map(({ first }) => first),
        generating: generator.status(),
        faults: generator.faults.map(faultText),
      }),
      "/v1/certify": ({ posted, links, ...rest }) => {
        const list = decodePosted(posted);
        if (list.fault !== undefined) {
          throw new KeyperRefusal("wrongForm", rest.slot, list.fault, "a list that L1 takes");
        }
        const envelopes = list.envelopes.map(({ bytes }) => bytes);
        const certificate = keyper.certify({ ...rest, envelopes }, posted, links);
        return { signature: signatureIn(certificate) };
      },
      "/v1/signed": ({ slot }) => {
        const { root, parent, bytes } = keyper.signed(slot);
        return { root: hexOf(root), parent, signature: signatureIn(bytes) };
      },
      "/v1/release": (certified) => ({ share: hexOf(keyper.release(certified)) }),
      "/v1/key-sets": ({ from }) => ({
        sets: keyper.offers(from).map(({ first, root, signature }) => ({
          first,
          root: hexOf(root),
          signature: hexOf(signature),
          registered: Buffer.compare(chain.keySetOf(first)?.root ?? NO_ROOT, root) === 0,
        })),
      }),
      "/v1/key-set": ({ first, root }) => {
        const { points, shareAddresses } = keyper.publicKeys(first, root);
        return { points: hexOf(points), shareAddresses: hexOf(shareAddresses) };
      },
      "/v1/messages": ({ first, have }) => {
        const known = new Set(have);
        const messages: `0x${string}`[] = [];
        let bytes = 0;
        for (const message of generator.messages(first)) {
          if (known.has(messageId(message)) || message.from >= keypers) continue;
          const encoded = encodeMessage(message);
          bytes += encoded.length;
          if (messages.length > 0 && bytes > MAX_MESSAGE_BYTES) break;
          messages.push(hexOf(encoded));
        }
        return { messages };
      },
    };
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#stopped) return;
    this.#looking = true;
    try {
      await this.#attempt("looking at L1", () => this.#parts.chain.poll());
      this.#prepare();
      void this.#post();
    } catch (error) {
      this.#parts.onFailure(error);
    } finally {
      this.#looking = false;
    }
  }

  /** Waits for L1, and so goes its own pace. */
  async #post(): Promise<void> {
    if (this.#posting || this.#stopped) return;
    this.#posting = true;
    try {
      await this.#attempt("posting", async () => await this.#parts.poster?.post());
    } catch (error) {
      this.#parts.onFailure(error);
    } finally {
      this.#posting = false;
    }
  }

  /** Begins what generations are wanted and forgets those that are not. */
  #prepare(): void {
    const { chain, generator, store, plan } = this.#parts;
    const now = this.#parts.now() / 1000;
    const { grid } = plan;
    const ended = (first: number): boolean => opensAt(grid, first + KEY_SET_SLOTS) < now;
    generator.forget((first) => !ended(first));
    for (const { first, root } of chain.keySets) {
      // Stopped before it had them all, or away: it fetches its shares, and what a later keyper will ask for.
      const whole = store.holdsShares(first, root) && store.keeps(first);
      if (!ended(first) && !whole) generator.begin(first, false);
    }
    const { keysEnd } = chain;
    const running = generator
      .status()
      .some(({ first }) => first >= keysEnd && opensAt(grid, first) > now);
    const target = running ? undefined : targetFirst({ ...plan, keysEnd, now });
    if (target !== undefined) generator.begin(target, true);
    generator.tick();
  }

  /** Asks every other keyper for what it has and this one has not. */
  #sync(): void {
    const { generator, others } = this.#parts;
    generator.tick();
    for (const first of generator.open()) {
      for (const peer of others) void this.#ask(peer, first);
    }
  }

  async #ask(peer: Peer, first: number): Promise<void> {
    if (this.#asking.has(peer.index) || this.#stopped) return;
    this.#asking.add(peer.index);
    const { generator, keypers } = this.#parts;
    try {
      await this.#attempt(`asking keyper ${peer.index}`, async () => {
        const have = generator.messages(first).map(messageId);
        const { messages } = await peer.ask("/v1/messages", { first, have });
        for (const bytes of messages) generator.hear(first, decodeMessage(bytes, keypers));
      });
    } catch (error) {
      this.#parts.onFailure(error);
    } finally {
      this.#asking.delete(peer.index);
    }
  }

  /** Says what fails, once for each new reason, if it may pass; everything else goes on to the caller. */
  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#troubles.delete(what);
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (this.#stopped || this.#troubles.get(what) === String(error)) return;
      this.#troubles.set(what, String(error));
      this.#parts.say(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

const NO_ROOT = new Uint8Array(0);

/** Of one keyper, out of its certificate of one entry. */
const signatureIn = (certificate: Uint8Array): `0x${string}` =>
  hexOf(decodeCertificate(certificate)?.[0]?.signature ?? NO_ROOT);

function isPassing(error: unknown): boolean {
  if (error instanceof PeerError || error instanceof EncodingError) return true;
  if (error instanceof TransactionReverted) return true;
  if (error instanceof L1Error) return error.retryable;
  return mayPass(error);
}
