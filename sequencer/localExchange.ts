import type { Hex } from "viem";
import { equalBytes } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import type { SigningContext } from "#protocol/messages";
import type { Exchange } from "./api/exchange.ts";
import type { Daemon } from "./daemon.ts";
import type { Executor } from "./execute.ts";
import type { History } from "./history/history.ts";
import type { BatchKey, KeyProof, L1View } from "./ports.ts";
import { KnownRoots } from "./roots/knownRoots.ts";
import type { Roots } from "./roots/roots.ts";
import type { Obstacle } from "./sequencer.ts";

export interface LocalExchangeParts {
  readonly running: Pick<
    Exchange,
    "deployment" | "context" | "submit" | "collecting" | "onStatus" | "proveKey"
  >;
  readonly daemon: Pick<
    Daemon,
    "openSlot" | "batchKey" | "obstacle" | "halted" | "executor" | "view"
  >;
  readonly history: History;
  readonly chainId: number;
  readonly settlement: Hex;
  readonly challenger: Hex;
}

/** Proofs of slots' keys that are remembered: those of all slots whose key the API tells, of three key sets at most. */
const MOST_PROOFS = 4_096;

/** The exchange as it stands in this process. Every answer is at hand; none waits for L1 or reads a whole table. */
export class LocalExchange implements Exchange {
  readonly deployment: Deployment;
  readonly context: SigningContext;
  readonly chainId: number;
  readonly settlement: Hex;
  readonly challenger: Hex;
  readonly history: History;
  readonly roots: Roots;
  readonly executor: Executor;
  readonly submit: Exchange["submit"];
  readonly collecting: Exchange["collecting"];
  readonly onStatus: Exchange["onStatus"];
  readonly #daemon: LocalExchangeParts["daemon"];
  readonly #proveKey: Exchange["proveKey"];
  readonly #proofs = new Map<number, KeyProof>();

  constructor({ running, daemon, history, chainId, settlement, challenger }: LocalExchangeParts) {
    this.#daemon = daemon;
    this.deployment = running.deployment;
    this.context = running.context;
    this.chainId = chainId;
    this.settlement = settlement;
    this.challenger = challenger;
    this.history = history;
    this.executor = daemon.executor;
    this.roots = new KnownRoots(daemon.executor, () => daemon.view);
    this.submit = running.submit;
    this.collecting = running.collecting;
    this.onStatus = running.onStatus;
    this.#proveKey = running.proveKey;
  }

  get view(): L1View | undefined {
    return this.#daemon.view;
  }

  get halted(): unknown {
    return this.#daemon.halted;
  }

  /** The newest version with a receipt. */
  held(slot: number, account: number): { version: number; blocks: number } | undefined {
    const held = this.#daemon.openSlot(slot)?.book.stored(account);
    return held === undefined ? undefined : { version: held.version, blocks: held.blocks };
  }

  heldCount(slot: number): number {
    return this.#daemon.openSlot(slot)?.book.count ?? 0;
  }

  progressOf(slot: number): "collecting" | "closed" | "certified" | undefined {
    const open = this.#daemon.openSlot(slot);
    if (open === undefined) return undefined;
    if (open.certified !== undefined) return "certified";
    return open.closed === undefined ? "collecting" : "closed";
  }

  batchKey(slot: number): BatchKey | undefined {
    return this.#daemon.batchKey(slot);
  }

  /** A proof takes a hash of every key of the set, milliseconds, and every trader asks for it in every slot. */
  proveKey(slot: number): KeyProof | undefined {
    const key = this.batchKey(slot);
    const known = this.#proofs.get(slot);
    if (key === undefined) return undefined;
    if (known !== undefined && equalBytes(known.keys.batchKey, key.address)) return known;
    const proven = this.#proveKey(slot);
    if (proven === undefined) return undefined;
    this.#proofs.set(slot, proven);
    const [oldest] = this.#proofs.keys();
    if (this.#proofs.size > MOST_PROOFS && oldest !== undefined) this.#proofs.delete(oldest);
    return proven;
  }

  obstacle(): Obstacle | undefined {
    return this.#daemon.obstacle();
  }

  wasChallenged(slot: number): boolean {
    return this.#daemon.view?.wasChallenged(slot) ?? false;
  }
}
