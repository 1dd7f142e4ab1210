import { equalBytes } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import { envelopeHash } from "#protocol/envelopeTree";
import type { SigningContext } from "#protocol/messages";
import { outcomeName, type Refusal } from "#protocol/outcomes";
import { issueReceipt } from "#protocol/receipt";
import type { Signer } from "#protocol/signature";
import { Actions } from "./actions.ts";
import { closeMs, collectingSlot } from "./batching.ts";
import type { SequencerConfig } from "./config.ts";
import type { Effect, Event, Ticketed } from "./effects.ts";
import { Executor, type TraceStore } from "./execute.ts";
import { GroupCommit } from "./groupCommit.ts";
import type { BatchKey, Clock, Keys, L1, L1Action, L1View, Log, Posted } from "./ports.ts";
import { type Obstacle, Sequencer } from "./sequencer.ts";
import { Settler, type SettlerParts } from "./settler.ts";
import type { OpenSlot } from "./slots.ts";
import type { Status } from "./status.ts";
import { Supervisor } from "./supervisor.ts";

export interface DaemonParts {
  readonly config: SequencerConfig;
  readonly deployment: Deployment;
  readonly context: SigningContext;
  readonly clock: Clock;
  readonly l1: L1;
  readonly keys: Keys;
  readonly log: Log;
  readonly trace: TraceStore & SettlerParts["trace"];
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
  readonly #supervisor: Supervisor;
  readonly #settler: Settler;
  readonly #commit: GroupCommit;
  readonly #tickets = new Map<number, (answer: Answer) => void>();
  readonly #listeners = new Set<(status: Status) => void>();
  #lastTicket = 0;
  #view: L1View | undefined;
  #looking = false;
  #lookAgain = false;
  #executing = false;
  #stopped = false;
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
    this.#supervisor = new Supervisor({
      say: (status) => this.#say(status),
      mayPass: (error) => keys.mayPass(error) || l1.mayPass(error),
      onWriteFailed: () => this.#tell({ kind: "writeFailed" }),
      onHalt: (error) => this.#onHalt(error),
    });
    this.#settler = new Settler({
      config,
      deployment,
      crypto: context.crypto,
      l1,
      executor: this.executor,
      trace,
      performer: {
        isRunning: (name) => this.#actions.isRunning(name),
        run: (what, work) => this.#supervisor.run(what, work),
        act: (name, what, work) => this.#act(name, what, work),
        post: (action, status) => this.#post(action, status),
        say: (status) => this.#say(status),
      },
    });
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

  /** A slot that is not executed yet. */
  openSlot(slot: number): OpenSlot | undefined {
    return this.#sequencer.openSlot(slot);
  }

  /** What a slot's envelopes are sealed to. */
  batchKey(slot: number): BatchKey | undefined {
    return this.#sequencer.batchKey(slot);
  }

  /** Why no envelope would be taken now. */
  obstacle(): Obstacle | undefined {
    return this.#sequencer.obstacle(this.#parts.clock.now());
  }

  /** What halted this sequencer. */
  get halted(): unknown {
    return this.#supervisor.halt?.error;
  }

  /** What L1 said last. */
  get view(): L1View | undefined {
    return this.#view;
  }

  /** Asks that everything executed be claimed without waiting for more slots, from now on or not. */
  flushClaims(on: boolean): void {
    this.#settler.flush = on;
    this.#look();
  }

  onStatus(listener: (status: Status) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves at the first turn at which `met` holds; rejects with what halts the sequencer. */
  until(met: () => boolean): Promise<void> {
    const { halt } = this.#supervisor;
    if (halt !== undefined) return Promise.reject(halt.error);
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
    const { slot, chunks, root } = this.executor;
    const open = this.#sequencer.lowestOpen();
    const claimed = chunks === view.tip.chunks && equalBytes(root, view.tip.stateRoot);
    return open === undefined && slot === view.lastSealed && claimed;
  }

  #tell(event: Event): void {
    for (const effect of this.#sequencer.handle(event, this.#parts.clock.now()))
      this.#perform(effect);
  }

  #turn(): void {
    if (this.#stopped || this.#supervisor.halt !== undefined) return;
    const { clock, deployment } = this.#parts;
    this.#commit.flush();
    this.#tell({ kind: "turn" });
    this.#execute();
    if (this.#view !== undefined) {
      this.#settler.settle(this.#view, this.#sequencer.lowestOpen(), clock.now());
    }
    this.#checkWaiters();
    this.#cancelClose();
    const close = closeMs(deployment, collectingSlot(deployment, clock.now()) ?? 0);
    this.#cancelClose = clock.wake(Math.max(0, close - clock.now()), () => this.#look());
  }

  /** Looks at L1, then takes a turn; again at once if something asked for it meanwhile. */
  #look(): void {
    if (this.#stopped || this.#supervisor.halt !== undefined) return;
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
    void this.#supervisor
      .attempt("looking at L1", async () => {
        const view = await this.#parts.l1.refresh();
        this.#parts.judge(view);
        this.#actions.seen(round);
        this.#view = view;
        this.#tell({ kind: "l1", view });
      })
      .then(() => {
        this.#looking = false;
        this.#turn();
        if (this.#lookAgain) this.#look();
        else
          this.#cancelPoll = this.#parts.clock.wake(this.#parts.config.pollMs, () => this.#look());
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
        this.#supervisor.run(`closing slot ${effect.entry.slot}`, () => {
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
        const { slot } = effect.certified;
        this.#act(`reveal:${slot}`, `revealing slot ${slot}`, async () => {
          const opening = await keys.open(effect.keySet, effect.certified);
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
          this.#say({ kind: "keySet", first: keySet.first, gasUsed });
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
    this.#supervisor.report("storing envelopes", error);
  }

  #execute(): void {
    if (this.#executing || this.#view === undefined) return;
    this.#executing = true;
    let progress = false;
    void this.#supervisor
      .attempt("executing", async () => {
        if (this.#view !== undefined) this.#settler.compare(this.#view);
        for (;;) {
          const figures = this.#stopped ? undefined : await this.executor.next();
          if (figures === undefined) return;
          progress = true;
          this.#tell({ kind: "executed", slot: figures.slot });
          this.#say({ kind: "executed", figures });
        }
      })
      .then(() => {
        this.#executing = false;
        if (progress) this.#turn();
        else this.#checkWaiters();
      });
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
    if (this.#supervisor.halt !== undefined) return;
    this.#actions.start(name, async () => {
      const ok = await this.#supervisor.attempt(what, work);
      if (ok) setImmediate(() => this.#look());
      return ok;
    });
  }

  #onHalt(error: unknown): void {
    this.#tell({ kind: "halted" });
    this.#cancelPoll();
    this.#cancelClose();
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
