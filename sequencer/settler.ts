import type { Claim } from "#l1/eventTypes";
import { equalBytes } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import type { Crypto } from "#protocol/crypto";
import { collectingSlot } from "./batching.ts";
import { ClaimJudge } from "./claimJudge.ts";
import type { SequencerConfig } from "./config.ts";
import type { Executor } from "./execute.ts";
import { ClaimUnderChange, claimAfter, ForeignTrace } from "./nextClaim.ts";
import type { L1, L1Action, L1View, Posted } from "./ports.ts";
import type { Status } from "./status.ts";
import type { TracedChunk } from "./store/trace.ts";

/** How things get done; the daemon. */
export interface Performer {
  isRunning(name: string): boolean;
  run(what: string, work: () => void): void;
  act(name: string, what: string, work: () => Promise<void>): void;
  post(action: L1Action, status: (posted: Omit<Posted, "key">) => Status): void;
  say(status: Status): void;
}

export interface SettlerParts {
  readonly config: Pick<SequencerConfig, "maxClaimSlots">;
  readonly deployment: Deployment;
  readonly crypto: Crypto;
  readonly l1: L1;
  readonly executor: Executor;
  readonly trace: {
    chunksFrom(from: number, limit: number): TracedChunk[];
    prune(chunks: number, slot: number): void;
  };
  readonly performer: Performer;
}

/** What follows execution: claims, finality, what may be forgotten behind it, and what a reorganisation undoes. */
export class Settler {
  /** Claim whatever ends at Start, without waiting for more slots. */
  flush = false;
  readonly #parts: SettlerParts;
  readonly #judge: ClaimJudge;
  /** To claim on would be to die with it. */
  #standsOnWrong = false;
  #comparedAt = -1;
  #claimedChunks = 0;
  #prunedChunks = 0;
  /** What no claim could be cut from yet: as long as it is the same, the trace need not be read again. */
  #tooShort = "";

  constructor(parts: SettlerParts) {
    this.#parts = parts;
    const { crypto, trace, executor } = parts;
    this.#judge = new ClaimJudge({
      crypto,
      chunksFrom: (from, limit) => trace.chunksFrom(from, limit),
      adopt: (from, chunks) => executor.adopt(from, chunks),
    });
  }

  /** @param lowestOpen slot that the log knows of and that is not executed */
  settle(view: L1View, lowestOpen: number | undefined, now: number): void {
    const { performer, executor } = this.#parts;
    this.#claimedChunks = Math.max(this.#claimedChunks, view.tip.chunks);
    performer.run("judging claims", () => this.#judgeClaims(view));
    const ahead = executor.chunks > view.tip.chunks && executor.slot >= view.finalisedSlot;
    if (!performer.isRunning("claim") && ahead && !this.#standsOnWrong) {
      performer.run("cutting a claim", () => this.#claim(view, this.#nextSlot(lowestOpen, now)));
    }
    if (view.finalisable !== undefined) {
      const { index } = view.finalisable;
      performer.post({ kind: "finalise", ...view.finalisable }, ({ gasUsed }) => ({
        kind: "finalised",
        index,
        gasUsed,
      }));
    }
    if (view.finalisedChunks > this.#prunedChunks && view.finalisedSlot <= executor.slot) {
      performer.run("forgetting what is final", () => this.#prune(view));
    }
  }

  /**
   * After a reorganisation: are the executed facts still those of L1?
   * @throws ClaimUnderChange, FactsForgotten
   */
  compare(view: L1View): void {
    if (view.reorganisations === this.#comparedAt) return;
    const { executor, performer } = this.#parts;
    const { changed, missing } = executor.compare();
    if (changed !== undefined) {
      const claimed = this.#claimedChunks > executor.chunksBefore(changed);
      if (claimed || this.#nextClaimWasSent(view)) throw new ClaimUnderChange(changed);
      executor.startOver();
      this.#judge.forget();
      performer.say({ kind: "startedOver", slot: changed });
    }
    if (!missing) this.#comparedAt = view.reorganisations;
  }

  #compareFinal({ finalisedIndex, finalisedSlot, finalisedChunks, finalisedRoot }: L1View): void {
    const own = this.#parts.executor.endOf(finalisedSlot);
    if (own === undefined || finalisedIndex === 0) return;
    if (equalBytes(own.root, finalisedRoot) && own.chunks === finalisedChunks) return;
    throw new ForeignTrace(finalisedIndex, finalisedRoot, own.root);
  }

  /** @throws ForeignTrace where what is final, or posted with this sequencer's own key, is wrong */
  #judgeClaims(view: L1View): void {
    this.#compareFinal(view);
    const { performer, deployment, executor } = this.#parts;
    const isForeign = ({ author }: Claim): boolean => author !== deployment.sequencer;
    const known = view.standing.filter(({ to }) => to <= executor.chunks);
    const wrong = this.#judge.firstWrong(known, (claim, right) => {
      const { index, author } = claim;
      if (isForeign(claim)) performer.say({ kind: "foreignClaim", index, author, right });
    });
    this.#standsOnWrong = wrong !== undefined;
    if (wrong !== undefined && !isForeign(wrong))
      throw new ForeignTrace(wrong.index, wrong.stateRoot, executor.root);
  }

  #claim(view: L1View, nextSlot: number): void {
    const { config, trace, performer, l1 } = this.#parts;
    const policy = { maxClaimSlots: config.maxClaimSlots, nextSlot, flush: this.flush };
    const { generation, index } = view.tip;
    const { chunks } = this.#parts.executor;
    const seen = [generation, index, chunks, nextSlot, this.flush].join(":");
    if (seen === this.#tooShort) return;
    const next = claimAfter(view, (from, limit) => trace.chunksFrom(from, limit), policy);
    if (next === undefined) {
      this.#tooShort = seen;
      return;
    }
    const { action, ...figures } = next;
    performer.act("claim", `claim ${action.index}`, async () => {
      this.#claimedChunks = Math.max(this.#claimedChunks, view.tip.chunks + next.chunks);
      const { key: _, ...posted } = await l1.perform(action);
      performer.say({ kind: "claimed", index: action.index, ...figures, ...posted });
    });
  }

  #prune(view: L1View): void {
    const { trace, executor, l1 } = this.#parts;
    // What is forgotten of the way there, memory must have gone.
    executor.finalState(view.finalisedSlot);
    trace.prune(view.finalisedChunks, view.finalisedSlot);
    executor.pruned();
    l1.forget(view.finalisedSlot, view.finalisedIndex);
    this.#prunedChunks = view.finalisedChunks;
  }

  /** A claim from before a restart: what it holds is not known any more, so it counts as holding everything. */
  #nextClaimWasSent({ tip: { generation, index } }: L1View): boolean {
    return this.#parts.l1.wasSent({ kind: "claim", generation, index: index + 1 });
  }

  /** Lowest slot that may still join the trace. */
  #nextSlot(lowestOpen: number | undefined, now: number): number {
    const { executor, l1, deployment } = this.#parts;
    const sealed = l1.facts.sealAfter(executor.slot)?.slot ?? Number.POSITIVE_INFINITY;
    // The slot that has just ended may yet be closed for the inbox alone.
    const ended = (collectingSlot(deployment, now) ?? 1) - 1;
    return Math.min(
      sealed,
      lowestOpen ?? Number.POSITIVE_INFINITY,
      Math.max(executor.slot + 1, ended),
    );
  }
}
