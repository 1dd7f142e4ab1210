import type { Hex } from "viem";
import type { Deployment } from "#protocol/config";
import type { SigningContext } from "#protocol/messages";
import type { Exchange } from "./api/exchange.ts";
import type { Daemon } from "./daemon.ts";
import type { Executor } from "./execute.ts";
import type { History } from "./history/history.ts";
import type { RunningSequencer } from "./main.ts";
import type { BatchKey, L1View } from "./ports.ts";
import { KnownRoots } from "./roots/knownRoots.ts";
import type { Roots } from "./roots/roots.ts";
import type { Obstacle } from "./sequencer.ts";

export interface LocalExchangeParts {
  readonly running: Omit<RunningSequencer, "exchange">;
  readonly daemon: Pick<
    Daemon,
    "openSlot" | "batchKey" | "obstacle" | "halted" | "executor" | "view"
  >;
  readonly history: History;
  readonly chainId: number;
  readonly settlement: Hex;
  readonly challenger: Hex;
}

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
  readonly proveKey: Exchange["proveKey"];
  readonly #daemon: LocalExchangeParts["daemon"];

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
    this.proveKey = running.proveKey;
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

  obstacle(): Obstacle | undefined {
    return this.#daemon.obstacle();
  }

  wasChallenged(slot: number): boolean {
    return this.#daemon.view?.wasChallenged(slot) ?? false;
  }
}
