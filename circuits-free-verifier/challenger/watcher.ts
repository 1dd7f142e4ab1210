import {
  L1Error,
  L1Refused,
  LogNotCommitted,
  MalformedLog,
  NonceTaken,
  NoSettlement,
} from "#l1/errors";
import { WalrasError } from "#protocol/errors";
import { StoreError } from "../../storage/errors.ts";
import {
  type ChallengeEnd,
  type ChallengeParts,
  challenge,
  challengeKey,
  claimOfKey,
} from "./challenge.ts";
import { type Difference, StatesForgotten, type Wrong } from "./replayer.ts";
import { endsChain, WatchChain, type WatchChainParts } from "./watchChain.ts";

/** What is known at the end of a look. */
export interface WatchView {
  /** L1's newest block that was taken in. */
  readonly block: number;
  /** The newest claim that is right. */
  readonly claim: number;
  /** A claim that stands and is wrong. */
  readonly wrong: Difference | undefined;
  /** How the last attempt against it ended; undefined before the first one did. */
  readonly attempt: ChallengeEnd | "failed" | undefined;
}

/** A wrong claim can be challenged no more. */
export class WrongClaimFinal extends WalrasError {
  constructor(claim: number) {
    super("wrongClaimFinal", "wrong claim", claim, "a challenge before it became final");
  }
}

/** What was waited for will not come. */
export class WatcherStopped extends WalrasError {
  constructor() {
    super("watcherStopped", "watcher", "stopped", "one that runs");
  }
}

/** Longest pause between attempts against one claim, in looks. */
const MOST_LOOKS_APART = 32;

export interface WatcherParts {
  readonly chain: WatchChainParts;
  readonly challenge: ChallengeParts;
  /** Pause between looks at L1. */
  readonly pollMs: number;
}

interface Waiter {
  readonly met: (view: WatchView) => boolean;
  readonly done: (view: WatchView) => void;
  readonly fail: (error: unknown) => void;
}

interface Attempt {
  readonly key: string;
  readonly end?: ChallengeEnd | "failed";
  readonly tries: number;
  /** Number of the look before which it is not tried again. */
  readonly notBefore: number;
}

/** Looks at L1 again and again, and challenges what is wrong while it goes on looking. */
export class Watcher {
  readonly #parts: WatcherParts;
  readonly #underWay = new Map<string, Promise<void>>();
  /** Challenges of dead claims, and the block in which they were first seen dead. */
  readonly #deadSince = new Map<string, number>();
  readonly #troubles = new Map<string, string>();
  /** Against the claim that is wrong now. */
  #attempt: Attempt | undefined;
  #view: WatchView | undefined;
  #waiters: Waiter[] = [];
  #looks = 0;
  /** What was sent may have left L1. */
  #resume = true;
  #stopped = false;
  #wake = (): void => {};
  #halt: { readonly error: unknown } | undefined;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
  }

  get view(): WatchView | undefined {
    return this.#view;
  }

  /** Resolves at the first look after which `met` holds. */
  until(met: Waiter["met"]): Promise<WatchView> {
    if (this.#halt !== undefined) return Promise.reject(this.#halt.error);
    if (this.#stopped) return Promise.reject(new WatcherStopped());
    return new Promise((done, fail) => this.#waiters.push({ met, done, fail }));
  }

  /** run() ends at the next pause. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** Rejects with what cannot pass by itself. */
  async run(): Promise<void> {
    const { sender, say } = this.#parts.challenge;
    try {
      await this.#follow();
    } catch (error) {
      this.#halt = { error };
      say({ kind: "halted", error });
    }
    this.#stopped = true;
    sender.stopWaiting();
    await Promise.all(this.#underWay.values());
    const error = this.#halt?.error ?? new WatcherStopped();
    for (const { fail } of this.#waiters.splice(0)) fail(error);
    if (this.#halt !== undefined) throw this.#halt.error;
  }

  async #follow(): Promise<void> {
    let chain: WatchChain | undefined;
    let anew = false;
    while (!this.#stopped) {
      try {
        chain ??= await WatchChain.open(this.#parts.chain, anew);
        await this.#look(chain);
        this.#troubles.delete("looking at L1");
      } catch (error) {
        if (endsChain(error)) {
          // The states that a checkpoint led to were too few to rewind: they would be again.
          anew = error instanceof StatesForgotten && chain?.fromCheckpoint === true;
          chain = undefined;
          this.#moved();
          this.#parts.chain.say({ kind: "startedOver", why: error.message });
        } else if (mayPass(error)) this.#trouble("looking at L1", error);
        else throw error;
      }
      await this.#pause();
      if (this.#halt !== undefined) throw this.#halt.error;
    }
  }

  async #look(chain: WatchChain): Promise<void> {
    const { sender } = this.#parts.challenge;
    if (await chain.look()) this.#moved();
    if (this.#resume) {
      await sender.resume();
      this.#resume = false;
    }
    this.#looks++;
    const { wrong } = chain.replayer;
    if (wrong !== undefined) {
      const { index } = wrong.node.claim;
      if (chain.claims.finalised >= index) throw new WrongClaimFinal(index);
      this.#challenge(chain, wrong);
    }
    this.#forgetOld(chain);
    this.#conclude(chain);
  }

  /** L1 reorganised: what was mined may not be any more. */
  #moved(): void {
    this.#resume = true;
    this.#attempt = undefined;
    this.#deadSince.clear();
  }

  #challenge({ facts, difference }: WatchChain, wrong: Wrong): void {
    const key = challengeKey(wrong);
    if (this.#attempt?.key !== key) {
      this.#attempt = { key, tries: 0, notBefore: 0 };
      if (difference !== undefined) this.#tellWrong(wrong, difference);
    }
    const { tries, notBefore } = this.#attempt;
    if (this.#underWay.has(key) || this.#looks < notBefore) return;
    const what = `challenging claim ${wrong.node.claim.index}`;
    const work = challenge(this.#parts.challenge, facts, wrong)
      .catch((error: unknown): "failed" => {
        if (isFatal(error)) this.#halt = { error };
        else this.#trouble(what, error);
        return "failed";
      })
      .then((end) => {
        this.#underWay.delete(key);
        if (end !== "failed") this.#troubles.delete(what);
        const pause =
          end === "won" ? Number.POSITIVE_INFINITY : Math.min(2 ** tries, MOST_LOOKS_APART);
        if (this.#attempt?.key === key)
          this.#attempt = { key, end, tries: tries + 1, notBefore: this.#looks + pause };
        this.#wake();
      });
    this.#underWay.set(key, work);
  }

  #tellWrong({ node, chunk }: Wrong, { slot, step, reason, given, expected }: Difference): void {
    const { index: claim, author } = node.claim;
    const { say } = this.#parts.chain;
    say({ kind: "wrong", claim, author, slot, chunk, step, reason, given, expected });
  }

  /** Forgets what was sent against claims that have been dead for longer than L1 can undo. */
  #forgetOld({ head, claims }: WatchChain): void {
    const { sender } = this.#parts.challenge;
    if (head === undefined) return;
    for (const key of sender.keys()) {
      const { index, hash } = claimOfKey(key);
      if (claims.isAlive(index, hash)) this.#deadSince.delete(key);
      else if (!this.#deadSince.has(key)) this.#deadSince.set(key, head.number);
      const since = this.#deadSince.get(key) ?? head.number;
      if (this.#underWay.has(key) || head.number - since < this.#parts.chain.window) continue;
      sender.forget(key);
      this.#deadSince.delete(key);
    }
  }

  #conclude({ head, replayer, difference }: WatchChain): void {
    const { index, slot } = replayer.verified.claim;
    const block = head?.number ?? this.#view?.block ?? 0;
    const moved = this.#view?.block !== block || this.#view.claim !== index;
    const attempt = difference === undefined ? undefined : this.#attempt?.end;
    const view: WatchView = { block, claim: index, wrong: difference, attempt };
    this.#view = view;
    if (moved) this.#parts.chain.say({ kind: "looked", block, claim: index, slot });
    const met = this.#waiters.filter((waiter) => waiter.met(view));
    this.#waiters = this.#waiters.filter((waiter) => !met.includes(waiter));
    for (const { done } of met) done(view);
  }

  /** Says what failed and why, once for each new reason. */
  #trouble(what: string, error: unknown): void {
    const reason = String(error);
    if (this.#troubles.get(what) === reason) return;
    this.#troubles.set(what, reason);
    this.#parts.chain.say({ kind: "trouble", what, error });
  }

  #pause(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#parts.pollMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Whether asking L1 again may go well. */
function mayPass(error: unknown): boolean {
  if (error instanceof StoreError) return error.passing;
  if (error instanceof MalformedLog || error instanceof LogNotCommitted) return false;
  // A reorganisation may have taken even Settlement away for a while.
  if (error instanceof NoSettlement) return true;
  return error instanceof L1Refused || (error instanceof L1Error && error.retryable);
}

/** Whether a challenge failed for a reason that no other attempt can change. */
function isFatal(error: unknown): boolean {
  if (error instanceof StoreError) return !error.passing;
  return !(error instanceof WalrasError) || error instanceof NonceTaken;
}
