import { encodeFunctionData, type Hex, parseTransaction } from "viem";
import { L1Error, NoSettlement, TransactionReverted } from "#l1/errors";
import { settlementAbi } from "#l1/generated/settlement";
import type { Sender, TransactionStore } from "#l1/send";
import type { Deployment } from "#protocol/config";
import type { Context } from "#protocol/stepTypes";
import { StatesForgotten } from "../circuits-free-verifier/challenger/replayer.ts";
import {
  endsChain,
  WatchChain,
  type WatchChainParts,
} from "../circuits-free-verifier/challenger/watchChain.ts";
import { callData, isFinal, keyOf } from "../sequencer/calls.ts";
import { ClaimUnderChange } from "../sequencer/nextClaim.ts";
import { mayPass } from "../sequencer/publisher.ts";
import { NoBond } from "./bond.ts";
import { type NextClaim, nextClaim, waitingSlot } from "./nextClaim.ts";
import type { ClaimStatus } from "./status.ts";
import { dueEmptySeal, dueFinality, dueVoid, type Upkeep } from "./upkeep.ts";

export interface ClaimantParts {
  readonly chain: WatchChainParts;
  readonly deployment: Deployment;
  readonly settlement: Hex;
  readonly context: Context;
  readonly sender: Sender;
  /** The one that the sender writes to. */
  readonly transactions: TransactionStore;
  /** Seconds that a decided slot is left to others. */
  readonly graceSeconds: number;
  /** Void and seal empty, too, what nobody opened or sealed in time. */
  readonly upkeep: boolean;
  readonly say: (status: ClaimStatus) => void;
}

/** What a look at L1 led to. */
export type Turn =
  /** Something was sent and mined: look again. */
  | "acted"
  /** Somebody else was faster: look again after a pause. */
  | "again"
  /** Nothing can be done now. */
  | "idle"
  /** The newest claim is wrong: to build on it would be to die with it. */
  | "standsOnWrong";

/**
 * Settles what is sealed, with no trace but L1's own: replays every claim that stands, and adds what follows from the newest right
 * one. Whoever comes second finds its call refused, replays what was posted instead and goes on from there.
 */
export class Claimant {
  readonly #parts: ClaimantParts;
  #chain: WatchChain | undefined;
  #anew = false;
  /** What was sent before, or may have left L1, is to be looked after. */
  #resume = true;
  readonly #told = new Set<string>();

  constructor(parts: ClaimantParts) {
    this.#parts = parts;
  }

  /** Looks at L1 once and does at most one thing there. Throws what cannot pass by itself. */
  async turn(): Promise<Turn> {
    try {
      this.#chain ??= await WatchChain.open(this.#parts.chain, this.#anew);
      return await this.#look(this.#chain);
    } catch (error) {
      if (endsChain(error)) {
        this.#anew = error instanceof StatesForgotten && this.#chain?.fromCheckpoint === true;
        this.#chain = undefined;
        this.#resume = true;
        this.#parts.say({ kind: "startedOver", why: error.message });
        return "acted";
      }
      if (!canWait(error)) throw error;
      this.#parts.say({ kind: "trouble", what: "looking at L1", error });
      return "idle";
    }
  }

  async #look(chain: WatchChain): Promise<Turn> {
    if (await chain.look()) this.#resume = true;
    const { replayer, head } = chain;
    if (head === undefined) return "idle";
    const { claim } = replayer.verified;
    this.#parts.say({ kind: "looked", block: head.number, claim: claim.index, slot: claim.slot });
    if (chain.difference !== undefined) return this.#tellWrong(chain);
    if (this.#resume) {
      this.#refuseChanged(chain);
      await this.#parts.sender.resume();
      this.#resume = false;
    }
    this.#forget(chain);
    return await this.#act(chain, head.timestamp);
  }

  async #act(chain: WatchChain, now: number): Promise<Turn> {
    const next = this.#due(chain, now) ? this.#next(chain) : undefined;
    if (next !== undefined) return await this.#claim(chain, next);
    const { facts, claims, replayer } = chain;
    const { deployment, upkeep } = this.#parts;
    const input = { deployment, facts, claims, verified: replayer.verified, now };
    const [due] = [
      ...(upkeep ? dueVoid(input) : []),
      ...(upkeep ? dueEmptySeal(input) : []),
      ...dueFinality(input),
    ];
    return due === undefined ? "idle" : await this.#keepUp(due);
  }

  /** Whether the slot to claim next has waited long enough for others. */
  #due({ replayer, facts }: WatchChain, now: number): boolean {
    const slot = waitingSlot(replayer.tipState, facts);
    return slot !== undefined && (facts.sealedAt(slot) ?? 0) + this.#parts.graceSeconds <= now;
  }

  #next({ replayer, claims, facts }: WatchChain): NextClaim | undefined {
    const { verified: tip, tipState: state } = replayer;
    return nextClaim({ tip, state, generation: claims.generation }, facts, this.#parts.context);
  }

  async #claim({ replayer }: WatchChain, next: NextClaim): Promise<Turn> {
    const { action, firstSlot, lastSlot, chunks } = next;
    const { claim: tip } = replayer.verified;
    const data = callData(action, () => tip);
    return await this.#send(keyOf(action), data, (gasUsed) => ({
      kind: "claimed",
      claim: action.index,
      firstSlot,
      lastSlot,
      chunks,
      gasUsed,
    }));
  }

  async #keepUp(due: Upkeep): Promise<Turn> {
    switch (due.kind) {
      case "void": {
        const { slot } = due;
        const data = callData(due, none);
        return await this.#send(keyOf(due), data, (gasUsed) => ({ kind: "void", slot, gasUsed }));
      }
      case "sealEmpty": {
        const { slot, inboxEnd } = due;
        const data = encodeFunctionData({
          abi: settlementAbi,
          functionName: "sealEmpty",
          args: [slot, inboxEnd],
        });
        return await this.#send(`${EMPTY}${slot}`, data, (gasUsed) => ({
          kind: "sealedEmpty",
          slot,
          gasUsed,
        }));
      }
      case "finalise": {
        const { claim } = due.node;
        const { index, generation } = claim;
        const action = { kind: "finalise", index, generation } as const;
        return await this.#send(
          keyOf(action),
          callData(action, () => claim),
          (gasUsed) => ({ kind: "finalised", claim: index, gasUsed }),
        );
      }
    }
  }

  async #send(key: string, data: Hex, status: (gasUsed: bigint) => ClaimStatus): Promise<Turn> {
    const { sender, settlement, say } = this.#parts;
    try {
      const { gasUsed } = await sender.send({ key, to: settlement, data });
      // With confirmations, L1 is asked for it again until it lies deep enough.
      if (!this.#told.has(key)) say(status(gasUsed));
      this.#told.add(key);
      return "acted";
    } catch (error) {
      if (!(error instanceof TransactionReverted)) throw error;
      if (sender.knows(key)) sender.forget(key);
      if (error.errorName === "BondMissing") throw new NoBond(sender.address);
      if (!mayPass(error)) throw error;
      say({ kind: "tooLate", what: key, why: error.errorName ?? error.message });
      return "again";
    }
  }

  /**
   * A claim that was sent and that L1 does not hold is sent again as it was: it must still be right.
   * @throws ClaimUnderChange
   */
  #refuseChanged(chain: WatchChain): void {
    const { sender, transactions } = this.#parts;
    const { verified } = chain.replayer;
    const { generation } = chain.claims;
    const index = verified.claim.index + 1;
    for (const key of sender.keys()) {
      const [kind, itsGeneration, itsIndex] = key.split(":");
      if (kind !== "claim" || Number(itsGeneration) !== generation || Number(itsIndex) < index)
        continue;
      const next = this.#next(chain);
      const data = next && callData(next.action, () => verified.claim);
      const sent = transactions.load().filter((one) => one.key === key);
      const same = sent.every(({ raw }) => parseTransaction(raw).data === data);
      if (Number(itsIndex) !== index || !same)
        throw new ClaimUnderChange(next?.firstSlot ?? verified.claim.slot);
    }
  }

  /** What is final is never sent again. */
  #forget({ claims, replayer }: WatchChain): void {
    const { sender } = this.#parts;
    const { finalised } = claims;
    let node = replayer.verified;
    while (node.claim.index > finalised) {
      if (node.parent === undefined) return;
      node = node.parent;
    }
    const { slot } = node.claim;
    for (const key of sender.keys()) {
      const over = key.startsWith(EMPTY)
        ? Number(key.slice(EMPTY.length)) <= slot
        : isFinal(key, slot, finalised);
      if (over) sender.forget(key);
    }
  }

  #tellWrong({ replayer, difference }: WatchChain): Turn {
    const { wrong } = replayer;
    if (wrong === undefined || difference === undefined) return "idle";
    const { index: claim, author } = wrong.node.claim;
    const { slot, step, reason, given, expected } = difference;
    const { chunk } = wrong;
    this.#parts.say({ kind: "wrong", claim, author, slot, chunk, step, reason, given, expected });
    return "standsOnWrong";
  }
}

const EMPTY = "sealEmpty:";

const none = (): never => {
  throw new RangeError("this call brings no claim");
};

/** Whether L1 may answer next time. */
function canWait(error: unknown): boolean {
  return error instanceof NoSettlement || (error instanceof L1Error && error.retryable);
}
