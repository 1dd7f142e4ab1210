import type { Hex } from "viem";
import type { L1Event } from "#l1/eventTypes";
import { closeOf, type FactContext, FactLog } from "#l1/facts";
import { Follower } from "#l1/follow";
import { Journal } from "#l1/journal";
import type { L1Client, Patience } from "#l1/rpc";
import type { KeySetRoot } from "#protocol/keySet";
import type { KeyperL1, Link } from "../certifier.ts";

export interface ChainOptions {
  readonly client: L1Client;
  readonly chainId: number;
  readonly settlement: Hex;
  /** Block that Settlement was deployed in. */
  readonly fromBlock: number;
  readonly context: FactContext;
  /** Blocks to stay behind the head: what is judged by is not undone. */
  readonly confirmations: number;
  readonly patience?: Patience;
}

/** A sealed slot with envelopes that has neither key nor void. */
export interface Unopened {
  /** What L1 has of it; its certificate is what keypers release shares against. */
  readonly certified: Link;
  /** Unix seconds. */
  readonly sealedAt: number;
}

/** Blocks back to which facts can be undone one by one; as far as the follower goes. */
const REORGANISATION_WINDOW = 128;
/** Slots whose opening a keyper cares for; much older ones are long decided. */
const REMEMBERED_SLOTS = 4_096;

/** What a keyper sees of L1 by itself. */
export class Chain implements KeyperL1 {
  readonly #context: FactContext;
  readonly #follower: Follower;
  readonly #journal = new Journal();
  readonly #facts: FactLog;
  readonly #sealed = new Map<number, Link>();
  #keySets: KeySetRoot[] = [];
  #time = 0;

  constructor(options: ChainOptions) {
    const { client, chainId, settlement, fromBlock, context, confirmations, patience } = options;
    this.#context = context;
    this.#facts = new FactLog(context, this.#journal);
    this.#follower = new Follower({
      client,
      chainId,
      address: settlement,
      fromBlock,
      confirmations,
      window: REORGANISATION_WINDOW,
      ...(patience === undefined ? {} : { patience }),
    });
  }

  /** Goes on to the newest block that counts. @throws L1Error, Fault */
  async poll(): Promise<void> {
    for (;;) {
      const { events, rolledBackTo, head, tip } = await this.#follower.poll();
      if (rolledBackTo !== undefined) {
        this.#facts.rollbackTo(rolledBackTo);
        this.#keySets = this.#keySets.filter((set) => this.#facts.keySetOf(set.first) === set);
      }
      for (const event of events) this.#apply(event);
      if (head !== undefined) {
        this.#time = head.timestamp;
        this.#journal.settle(head.number - REORGANISATION_WINDOW);
      }
      if (head === undefined || events.length === 0 || head.number >= tip.number) return;
    }
  }

  /** Unix seconds of the newest block that counts. */
  get time(): number {
    return this.#time;
  }

  get lastSealed(): number {
    return this.#facts.lastSealed;
  }

  /** First slot that no key set reaches. */
  get keysEnd(): number {
    return this.#facts.keysEnd;
  }

  get keySets(): readonly KeySetRoot[] {
    return this.#keySets;
  }

  keySetOf(slot: number): KeySetRoot | undefined {
    return this.#facts.keySetOf(slot);
  }

  inboxEndOf(slot: number): number {
    return this.#facts.inboxEndOf(slot);
  }

  statusOf(slot: number): "sealed" | "lost" | "pending" {
    if (this.#facts.sealOf(slot)?.certified === true) return "sealed";
    const { deployment } = this.#context;
    const late = this.#time > closeOf(deployment, slot) + deployment.sealDelay;
    return late || this.#facts.lastSealed >= slot ? "lost" : "pending";
  }

  lastCertified(): number {
    return this.#facts.lastCertified;
  }

  /** By rising slot. */
  unopened(): Unopened[] {
    return [...this.#sealed.values()].flatMap((certified) => {
      const fact = this.#facts.sealOf(certified.slot);
      const sealedAt = this.#facts.sealedAt(certified.slot);
      const open = fact !== undefined && fact.envelopes.length > 0 && fact.key === undefined;
      return open && sealedAt !== undefined ? [{ certified, sealedAt }] : [];
    });
  }

  #apply(event: L1Event): void {
    this.#facts.apply(event);
    if (event.kind === "keySetRegistered") {
      const set = this.#facts.keySetOf(event.first);
      if (set !== undefined) this.#keySets.push(set);
    }
    if (event.kind !== "sealed") return;
    const { slot, root, parent, certificate } = event;
    this.#sealed.delete(slot);
    this.#sealed.set(slot, { slot, root, parent, certificate });
    const [oldest] = this.#sealed.keys();
    if (this.#sealed.size > REMEMBERED_SLOTS && oldest !== undefined) this.#sealed.delete(oldest);
  }
}
