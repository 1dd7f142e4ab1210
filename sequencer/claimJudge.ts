import type { Claim } from "#l1/eventTypes";
import { equalBytes } from "#protocol/bytes";
import { claimTreeRoot, decodeChunks } from "#protocol/claim";
import type { Crypto } from "#protocol/crypto";
import type { Chunk } from "#protocol/trace";
import type { ClaimView } from "./ports.ts";

export interface ClaimJudgeParts {
  readonly crypto: Crypto;
  /** Chunks of the trace that this sequencer executed. */
  readonly chunksFrom: (from: number, limit: number) => readonly Chunk[];
  /**
   * Whether chunks run right from chunk `from` of the trace, which takes them over if so; undefined where the state there is
   * not at hand.
   */
  readonly adopt: (from: number, chunks: readonly Chunk[]) => boolean | undefined;
}

/**
 * Tells whether claims that others posted are right, so that no claim of one's own is built on one that will die. A claim of
 * the very chunks that were executed here is right. Another one may be too, where the rules leave a choice: it is run again.
 */
export class ClaimJudge {
  readonly #parts: ClaimJudgeParts;
  #verdicts = new WeakMap<Claim, boolean>();

  constructor(parts: ClaimJudgeParts) {
    this.#parts = parts;
  }

  /**
   * The first claim that is not right; what stands on it will die with it.
   * @param standing none beyond what was executed
   * @param onVerdict called once for each claim
   */
  firstWrong(
    standing: readonly ClaimView[],
    onVerdict: (claim: Claim, right: boolean) => void,
  ): Claim | undefined {
    for (const view of standing) {
      let right = this.#verdicts.get(view.claim);
      if (right === undefined) {
        right = this.#isRight(view);
        this.#verdicts.set(view.claim, right);
        onVerdict(view.claim, right);
      }
      if (!right) return view.claim;
    }
    return undefined;
  }

  /** The trace was run anew. */
  forget(): void {
    this.#verdicts = new WeakMap();
  }

  #isRight({ claim, from, to, posted }: ClaimView): boolean {
    const { crypto, chunksFrom, adopt } = this.#parts;
    const { chunkRoot, stateRoot, atStart } = claim;
    const [last] = chunksFrom(to - 1, 1);
    const meets = last !== undefined && equalBytes(last.root, stateRoot);
    if (posted === undefined) return meets;
    if (equalBytes(claimTreeRoot(crypto, chunksFrom(from, to - from)), chunkRoot)) return true;
    // What comes to another state at a slot's end is wrong, by whatever way. Amid a slot it may be right.
    if (atStart && !meets) return false;
    // Without a state to begin at, to build on the same state is to risk the gas of one claim.
    return adopt(from, decodeChunks(posted)) ?? meets;
  }
}
