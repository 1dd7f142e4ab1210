import type { Deployment } from "#protocol/config";
import { envelopeHash } from "#protocol/envelopeTree";
import type { SigningContext } from "#protocol/messages";
import { outcomeName, type Refusal } from "#protocol/outcomes";
import { issueReceipt } from "#protocol/receipt";
import type { Signer } from "#protocol/signature";
import { StoreError } from "../storage/errors.ts";
import { Actions } from "./actions.ts";
import { closeMs, collectingSlot } from "./batching.ts";
import type { SequencerConfig } from "./config.ts";
import type { Effect, Event, Ticketed } from "./effects.ts";
import { Executor, type TraceStore } from "./execute.ts";
import { GroupCommit } from "./groupCommit.ts";
import type { BatchKey, Clock, Keys, L1, L1Action, L1View, Log, Posted } from "./ports.ts";
import { Sequencer } from "./sequencer.ts";
import { ClaimUnderChange, claimAfter } from "./settle.ts";
import type { Status } from "./status.ts";
import type { TracedChunk } from "./store/trace.ts";

export interface DaemonParts {
  readonly config: SequencerConfig;
  readonly deployment: Deployment;
  readonly context: SigningContext;
  readonly clock: Clock;
  readonly l1: L1;
  readonly keys: Keys;
  readonly log: Log;
  readonly trace: TraceStore & {
    chunksFrom(from: number, limit: number): TracedChunk[];
    prune(chunks: number, slot: number): void;
  };
  /** The deployment's sequencer. */
  readonly signer: Signer;
  /** Throws if this sequencer must not go on from what L1 says. Called at every look, before anything follows from it. */
  readonly judge: (view: L1View) => void;
}

export type Answer =
  /** 107 bytes (PROTOCOL.md §4). */
  | { readonly kind: "receipt"; readonly receipt: Uint8Array }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly reason: string };

/** Does what the sequencer says: the one place where its effects meet the log, L1, the keypers and the clock. */
export class Daemon {
  readonly executor: Executor;
  readonly #parts: DaemonParts;
  readonly #sequencer: Sequencer;
  readonly #actions: Actions;
  readonly #commit: GroupCommit;
  readonly #tickets = new Map<number, (answer: Answer) => void>();
  readonly #listeners = new Set<(status: Status) => void>();
  readonly #troubles = new Map<string, string>();
  #lastTicket = 0;
  #view: L1View | undefined;
  #comparedAt = -1;
  #claimedChunks = 0;
  #prunedChunks = 0;
  #flush = false;
  #looking = false;
  #lookAgain = false;
  #executing = false;
  #stopped = false;
  #halt: unknown;
  #cancelPoll = (): void => {};
  #cancelClose = (): void => {};
  #waiters: {
    readonly met: () => boolean;
    readonly done: () => void;
    readonly fail: (e: unknown) => void;
  }[] = [];

  constructor(parts: DaemonParts) {
    const { config, deployment, context, clock, l1, keys, log, trace } = parts;
    this.#parts = parts;
    const { chunksPerTurn } = config;
    this.executor = new Executor({
      deployment,
      context,
      facts: l1.facts,
      store: trace,
      chunksPerTurn,
    });
    const accounts = this.executor;
    this.#sequencer = new Sequencer(
      { deployment, config, context, keys, accounts },
      log.openSlots(),
    );
    this.#tell({ kind: "executed", slot: this.executor.slot });
    this.#actions = new Actions(clock, config.retryMs);
    this.#commit = new GroupCommit(log, {
      stored: (entries) => this.#tell({ kind: "accepted", entries }),
      failed: (entries, error) => this.#notStored(entries, error),
    });
  }

  /** Begins; resolves when L1 has answered. Rejects with what halts the sequencer. */
  start(): Promise<void> {
    this.#look();
    return this.until(() => this.#view !== undefined);
  }

  /** Ends once what is under way has ended; nothing is lost by killing it instead. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#commit.flush();
    this.#cancelPoll();
    this.#cancelClose();
    await this.#actions.ended();
    while (this.#looking || this.#executing) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Resolves with a receipt, which the sequencer will keep, or with a numbered refusal. Never rejects. */
  submit(slot: number, envelope: Uint8Array): Promise<Answer> {
    return new Promise((resolve) => {
      const ticket = ++this.#lastTicket;
      this.#tickets.set(ticket, resolve);
      this.#tell({ kind: "submit", ticket, slot, envelope });
    });
  }

  /** The slot that takes envelopes now and the key to seal them to. */
  collecting(): { readonly slot: number; readonly key: BatchKey } | undefined {
    return this.#sequencer.collecting(this.#parts.clock.now());
  }

  /** What L1 said last. */
  get view(): L1View | undefined {
    return this.#view;
  }

  /** Asks that everything executed be claimed without waiting for more slots, from now on or not. */
  flushClaims(on: boolean): void {
    this.#flush = on;
    this.#look();
  }

  onStatus(listener: (status: Status) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves at the first turn at which `met` holds; rejects with what halts the sequencer. */
  until(met: () => boolean): Promise<void> {
    if (this.#halt !== undefined) return Promise.reject(this.#halt);
    return new Promise((done, fail) => {
      this.#waiters.push({ met, done, fail });
      setImmediate(() => this.#checkWaiters());
    });
  }

  /** Resolves when every closed slot is executed and everything executed is claimed. */
  settled(): Promise<void> {
    return this.until(() => this.#isSettled());
  }

  #isSettled(): boolean {
    const view = this.#view;
    if (view === undefined || this.#executing || this.#actions.running > 0) return false;
    const { slot, chunks } = this.executor;
    const open = this.#sequencer.lowestOpen();
    return open === undefined && slot === view.lastSealed && chunks === view.tip.chunks;
  }

  #tell(event: Event): void {
    for (const effect of this.#sequencer.handle(event, this.#parts.clock.now()))
      this.#perform(effect);
  }

  #turn(): void {
    if (this.#stopped || this.#halt !== undefined) return;
    const { clock, deployment } = this.#parts;
    this.#commit.flush();
    this.#tell({ kind: "turn" });
    this.#execute();
    this.#settle();
    this.#checkWaiters();
    this.#cancelClose();
    const close = closeMs(deployment, collectingSlot(deployment, clock.now()) ?? 0);
    this.#cancelClose = clock.wake(Math.max(0, close - clock.now()), () => this.#look());
  }

  /** Looks at L1, then takes a turn; again at once if something asked for it meanwhile. */
  #look(): void {
    if (this.#stopped || this.#halt !== undefined) return;
    // Closing does not wait for an answer from L1.
    if (this.#looking) {
      this.#lookAgain = true;
      if (this.#view !== undefined) this.#turn();
      return;
    }
    this.#looking = true;
    this.#lookAgain = false;
    this.#cancelPoll();
    const round = this.#actions.look();
    void this.#attempt("looking at L1", async () => {
      const view = await this.#parts.l1.refresh();
      this.#parts.judge(view);
      this.#actions.seen(round);
      this.#view = view;
      this.#claimedChunks = Math.max(this.#claimedChunks, view.tip.chunks);
      this.#tell({ kind: "l1", view });
    }).then(() => {
      this.#looking = false;
      this.#turn();
      if (this.#lookAgain) this.#look();
      else this.#cancelPoll = this.#parts.clock.wake(this.#parts.config.pollMs, () => this.#look());
    });
  }

  #perform(effect: Effect): void {
    const { log, keys } = this.#parts;
    switch (effect.kind) {
      case "refuse":
        this.#answer(effect.ticket, {
          kind: "refused",
          refusal: effect.refusal,
          reason: outcomeName(effect.refusal),
        });
        break;
      case "accept":
        this.#commit.add(effect);
        break;
      case "receipt":
        this.#sign(effect);
        break;
      case "close":
        this.#write(`closing slot ${effect.entry.slot}`, () => {
          log.close(effect.entry);
          this.#tell({ kind: "closed", entry: effect.entry });
          this.#say({ kind: "closed", slot: effect.entry.slot, envelopes: effect.entry.count });
        });
        break;
      case "certify": {
        const { slot, parent } = effect;
        this.#act(`certify:${slot}`, `certifying slot ${slot}`, async () => {
          const certificate = await keys.certify(effect);
          const entry = { slot, parent, certificate };
          log.certify(entry);
          this.#tell({ kind: "certified", entry });
          this.#say({ kind: "certified", slot });
        });
        break;
      }
      case "seal": {
        const { inboxEnd, envelopes, entry } = effect;
        const { slot } = entry;
        this.#post({ kind: "seal", inboxEnd, envelopes, ...entry }, (posted) => ({
          kind: "sealed",
          slot,
          ...posted,
        }));
        break;
      }
      case "reveal": {
        const { slot, certificate } = effect.entry;
        this.#act(`reveal:${slot}`, `revealing slot ${slot}`, async () => {
          const opening = await keys.open(effect.keySet, slot, certificate);
          const { gasUsed } = await this.#parts.l1.perform({ kind: "reveal", slot, opening });
          this.#say({ kind: "revealed", slot, gasUsed });
        });
        break;
      }
      case "void":
        this.#post({ kind: "void", slot: effect.slot }, ({ gasUsed }) => ({
          kind: "voided",
          slot: effect.slot,
          gasUsed,
        }));
        break;
      case "registerKeys":
        this.#act("keySet", `registering the keys from slot ${effect.first}`, async () => {
          const keySet = await keys.keySet(effect.first);
          const { gasUsed } = await this.#parts.l1.perform({ kind: "keySet", keySet });
          this.#say({ kind: "keySet", first: effect.first, gasUsed });
        });
        break;
      case "lost":
        this.#say(effect);
        break;
    }
  }

  #sign({ ticket, entry }: Ticketed): void {
    const { context, signer } = this.#parts;
    const { slot, account, version, envelope } = entry;
    const hash = envelopeHash(context.crypto, envelope);
    const message = { slot, account, version, envelopeHash: hash };
    this.#answer(ticket, { kind: "receipt", receipt: issueReceipt(context, message, signer) });
  }

  #answer(ticket: number, answer: Answer): void {
    this.#tickets.get(ticket)?.(answer);
    this.#tickets.delete(ticket);
  }

  #notStored(entries: readonly Ticketed[], error: unknown): void {
    this.#tell({ kind: "notAccepted", entries });
    this.#report("storing envelopes", error);
  }

  #execute(): void {
    if (this.#executing || this.#view === undefined) return;
    this.#executing = true;
    let progress = false;
    void this.#attempt("executing", async () => {
      this.#compare();
      for (;;) {
        const figures = this.#stopped ? undefined : await this.executor.next();
        if (figures === undefined) return;
        progress = true;
        this.#tell({ kind: "executed", slot: figures.slot });
        this.#say({ kind: "executed", figures });
      }
    }).then(() => {
      this.#executing = false;
      if (progress) this.#turn();
      else this.#checkWaiters();
    });
  }

  /** After a reorganisation: are the executed facts still those of L1? */
  #compare(): void {
    const { reorganisations } = this.#view as L1View;
    if (reorganisations === this.#comparedAt) return;
    const { changed, missing } = this.executor.compare();
    if (changed !== undefined) {
      const claimed = this.#claimedChunks > this.executor.chunksBefore(changed);
      if (claimed || this.#nextClaimWasSent()) throw new ClaimUnderChange(changed);
      this.executor.startOver();
      this.#say({ kind: "startedOver", slot: changed });
    }
    if (!missing) this.#comparedAt = reorganisations;
  }

  #nextClaimWasSent(): boolean {
    const { generation, index } = (this.#view as L1View).tip;
    return this.#parts.l1.wasSent({ kind: "claim", generation, index: index + 1 });
  }

  /** Claims, finality, and what may be forgotten behind them. */
  #settle(): void {
    const view = this.#view;
    if (view === undefined) return;
    const { trace, config, clock } = this.#parts;
    if (!this.#actions.isRunning("claim") && this.executor.chunks > view.tip.chunks) {
      this.#write("cutting a claim", () => {
        const policy = {
          maxClaimSlots: config.maxClaimSlots,
          nextSlot: this.#nextSlot(clock.now()),
          flush: this.#flush,
        };
        const next = claimAfter(view, (from, limit) => trace.chunksFrom(from, limit), policy);
        if (next === undefined) return;
        const { action, ...figures } = next;
        const end = view.tip.chunks + next.chunks;
        this.#act("claim", `claim ${action.index}`, async () => {
          this.#claimedChunks = Math.max(this.#claimedChunks, end);
          const { key: _, ...posted } = await this.#parts.l1.perform(action);
          this.#say({ kind: "claimed", index: action.index, ...figures, ...posted });
        });
      });
    }
    if (view.finalisable !== undefined) {
      const { index } = view.finalisable;
      this.#post({ kind: "finalise", ...view.finalisable }, ({ gasUsed }) => ({
        kind: "finalised",
        index,
        gasUsed,
      }));
    }
    if (view.finalisedChunks > this.#prunedChunks && view.finalisedSlot <= this.executor.slot) {
      this.#write("forgetting what is final", () => {
        trace.prune(view.finalisedChunks, view.finalisedSlot);
        this.executor.pruned();
        this.#parts.l1.forget(view.finalisedSlot, view.finalisedIndex);
        this.#prunedChunks = view.finalisedChunks;
      });
    }
  }

  /** Lowest slot that may still join the trace. */
  #nextSlot(now: number): number {
    const { slot } = this.executor;
    const sealed = this.#parts.l1.facts.sealAfter(slot)?.slot ?? Number.POSITIVE_INFINITY;
    const open = this.#sequencer.lowestOpen() ?? Number.POSITIVE_INFINITY;
    // The slot that has just ended may yet be closed for the inbox alone.
    const ended = (collectingSlot(this.#parts.deployment, now) ?? 1) - 1;
    return Math.min(sealed, open, Math.max(slot + 1, ended));
  }

  #post(action: L1Action, status: (posted: Omit<Posted, "key">) => Status): void {
    const name = "slot" in action ? `${action.kind}:${action.slot}` : action.kind;
    this.#act(name, `posting ${name}`, async () => {
      const { key: _, ...posted } = await this.#parts.l1.perform(action);
      this.#say(status(posted));
    });
  }

  /** Something slow: once at a time, again after a pause if it fails, and followed by a look at L1. */
  #act(name: string, what: string, work: () => Promise<void>): void {
    if (this.#halt !== undefined) return;
    this.#actions.start(name, async () => {
      const ok = await this.#attempt(what, work);
      if (ok) setImmediate(() => this.#look());
      return ok;
    });
  }

  #write(what: string, work: () => void): void {
    try {
      work();
      this.#troubles.delete(what);
    } catch (error) {
      this.#report(what, error);
    }
  }

  async #attempt(what: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.#troubles.delete(what);
      return true;
    } catch (error) {
      this.#report(what, error);
      return false;
    }
  }

  /** Says what failed and why, once for each new reason; what cannot pass by itself halts the sequencer. */
  #report(what: string, error: unknown): void {
    if (error instanceof StoreError) this.#tell({ kind: "writeFailed" });
    const passes =
      error instanceof StoreError
        ? error.passing
        : this.#parts.keys.mayPass(error) || this.#parts.l1.mayPass(error);
    if (passes) {
      const message = String(error);
      if (this.#troubles.get(what) !== message) this.#say({ kind: "trouble", what, error });
      this.#troubles.set(what, message);
      return;
    }
    if (this.#halt !== undefined) return;
    this.#halt = error ?? new Error(what);
    this.#tell({ kind: "halted" });
    this.#cancelPoll();
    this.#cancelClose();
    this.#say({ kind: "halted", what, error });
    for (const { fail } of this.#waiters) fail(error);
    this.#waiters = [];
  }

  #say(status: Status): void {
    for (const listener of this.#listeners) listener(status);
  }

  #checkWaiters(): void {
    const met = this.#waiters.filter((waiter) => waiter.met());
    this.#waiters = this.#waiters.filter((waiter) => !met.includes(waiter));
    for (const { done } of met) done();
  }
}
