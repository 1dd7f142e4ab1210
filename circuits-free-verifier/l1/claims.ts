import { equalBytes } from "#protocol/bytes";
import { claimTreeRoot, decodeChunks } from "#protocol/claim";
import { FULL_CLAIM_BYTES, MAX_CHUNKS, PHASE } from "#protocol/constants";
import { foldProof } from "#protocol/foldProof";
import { CURSOR_LEAF } from "#protocol/layout";
import { cursorOf } from "#protocol/leaves";
import type { Chunk } from "#protocol/trace";
import { leafOfBytes } from "#protocol/tree";
import { Checker } from "./check.ts";
import { hashClaim } from "./claimHash.ts";
import type { Claim, EventOf, L1Event } from "./eventTypes.ts";
import type { FactContext } from "./facts.ts";
import { Journal } from "./journal.ts";

/** A claim that was alive when it was posted, and the one it extends. */
export interface ClaimNode {
  readonly claim: Claim;
  /** keccak256(abi.encode(claim)), 32 bytes. */
  readonly hash: Uint8Array;
  /** Undefined for genesis, and once forgotten. */
  readonly parent: ClaimNode | undefined;
  /** Undefined once forgotten. */
  readonly chunks: readonly Chunk[] | undefined;
  /** L1's block. */
  readonly blockNumber: number;
}

/** What a log begins with that does not begin at genesis. */
export interface ClaimsSoFar {
  readonly generation: number;
  readonly finalised: number;
  readonly rolledBackAt: number;
  /** Claims alive that rise to the tip, from the newest final one or further back. */
  readonly claims: readonly { readonly claim: Claim; readonly blockNumber: number }[];
}

type Mutable = { -readonly [K in keyof ClaimNode]: ClaimNode[K] };

interface Chain {
  readonly tip: ClaimNode;
  readonly generation: number;
  readonly finalised: number;
  /** Time of the last rollback, unix seconds; 0 before the first. */
  readonly rolledBackAt: number;
  /** Index of the claim whose state everybody leaves with. */
  readonly exit: number | undefined;
}

const CURSOR_PROOF_DEPTH = 5;
const ZERO_ADDRESS = `0x${"00".repeat(20)}`;
const NOBODY = { clearIndex: 0, clearAt: 0, clearBy: ZERO_ADDRESS };

/** The chain of claims, through kills and sweeps, from events alone. Checks all of a claim but the trace it stands for. */
export class ClaimLog {
  readonly #context: Pick<FactContext, "crypto" | "deployment">;
  readonly #journal: Journal;
  #chain: Chain;

  constructor(
    context: Pick<FactContext, "crypto" | "deployment">,
    genesisRoot: Uint8Array,
    journal: Journal = new Journal(),
    from?: ClaimsSoFar,
  ) {
    this.#context = context;
    this.#journal = journal;
    const genesis = genesisNode(genesisRoot);
    const { generation, finalised, rolledBackAt, claims } = from ?? NOTHING_YET;
    const tip = chainOf(claims) ?? genesis;
    this.#chain = { tip, generation, finalised, rolledBackAt, exit: undefined };
  }

  /** What another log goes on from after this one's block. Its claims have no chunks. */
  soFar(): ClaimsSoFar {
    const { tip, generation, finalised, rolledBackAt } = this.#chain;
    const claims: { claim: Claim; blockNumber: number }[] = [];
    for (let node: ClaimNode | undefined = tip; node !== undefined; node = node.parent) {
      claims.push({ claim: node.claim, blockNumber: node.blockNumber });
      if (node.claim.index <= finalised) break;
    }
    return { generation, finalised, rolledBackAt, claims: claims.reverse() };
  }

  /** Whether a claim stands, by its hash. */
  isAlive(index: number, hash: Uint8Array): boolean {
    const node = this.#at(index);
    return node?.claim.index === index && equalBytes(node.hash, hash);
  }

  /** The newest claim alive; genesis if there is none. */
  get tip(): ClaimNode {
    return this.#chain.tip;
  }

  get generation(): number {
    return this.#chain.generation;
  }

  /** Index of the newest final claim. */
  get finalised(): number {
    return this.#chain.finalised;
  }

  /** Index of the claim whose state is the exit root; undefined until it is fixed. */
  get exit(): number | undefined {
    return this.#chain.exit;
  }

  /** Takes in an event about claims; passes over others. Throws Fault. */
  apply(event: L1Event): void {
    this.#journal.enter(event.blockNumber);
    switch (event.kind) {
      case "claimed":
        this.#claimed(event);
        break;
      case "killed":
        this.#killed(event);
        break;
      case "swept":
        this.#swept(event);
        break;
      case "finalised":
        this.#finalised(event);
        break;
      case "exitFixed":
        this.#exitFixed(event);
        break;
    }
  }

  rollbackTo(block: number): void {
    this.#journal.rollbackTo(block);
  }

  /** Frees the chunks of a claim that was dealt with. */
  forgetChunks(node: ClaimNode): void {
    (node as Mutable).chunks = undefined;
  }

  /** Frees what lies before a claim that can no longer die. */
  forgetBefore(node: ClaimNode): void {
    (node as Mutable).parent = undefined;
  }

  #claimed(event: EventOf<"claimed">): void {
    const { claim, hash } = event;
    const check = new Checker(event, claim.slot);
    const parent = this.tip;
    check.equal("index of the claim", event.index, parent.claim.index + 1);
    check.sameBytes("hash of the claim", hash, hashClaim(claim));
    check.equal("index in the claim", claim.index, event.index);
    check.equal("author", event.author, claim.author);
    check.equal("generation", claim.generation, this.generation);
    check.sameBytes("hash of the parent", claim.parentHash, parent.hash);
    check.equal("time of the claim", claim.postedAt, event.timestamp);
    const chunks = this.#chunksOf(check, event);
    this.#checkCursor(check, event);
    const enough =
      claim.atStart || chunks.length === MAX_CHUNKS || event.chunks.length >= FULL_CLAIM_BYTES;
    check.holds(
      enough,
      "length of the claim",
      chunks.length,
      "a full claim, or one that ends at Start",
    );
    this.#checkBlame(check, claim, parent.claim);
    this.#move({ tip: { claim, hash, parent, chunks, blockNumber: event.blockNumber } });
  }

  #chunksOf(check: Checker, event: EventOf<"claimed">): Chunk[] {
    const { claim } = event;
    let chunks: Chunk[];
    try {
      chunks = decodeChunks(event.chunks);
    } catch (error) {
      return check.fail(
        "chunks",
        error instanceof Error ? error.message : String(error),
        "whole chunks",
      );
    }
    const last = chunks.at(-1) ?? check.fail("chunks", 0, "at least one");
    check.equal("number of chunks", claim.chunkCount, chunks.length);
    check.sameBytes("last state root", claim.stateRoot, last.root);
    check.sameBytes(
      "root of the chunks",
      claim.chunkRoot,
      claimTreeRoot(this.#context.crypto, chunks),
    );
    return chunks;
  }

  #checkCursor(check: Checker, { claim, cursor, proof }: EventOf<"claimed">): void {
    check.equal("siblings of the cursor", proof.length, CURSOR_PROOF_DEPTH);
    check.sameBytes(
      "root over the cursor",
      foldProof(this.#context.crypto, CURSOR_LEAF, cursor, proof),
      claim.stateRoot,
    );
    const { slot, phase, market } = cursorOf(leafOfBytes(cursor));
    check.equal("slot in the claim", claim.slot, slot);
    check.equal("whether the claim ends at Start", claim.atStart, phase === PHASE.start);
    const running = PHASE.fillBids <= phase && phase <= PHASE.close;
    check.equal("auction in the claim", claim.auction, running ? market + 1 : 0);
  }

  /** Who answers for the auction that runs where the claim ends. */
  #checkBlame(check: Checker, claim: Claim, parent: Claim): void {
    const continued = parent.auction === claim.auction && parent.slot === claim.slot;
    let blamed = NOBODY;
    if (claim.auction !== 0) {
      blamed = continued
        ? parent
        : { clearIndex: claim.index, clearAt: claim.postedAt, clearBy: claim.author };
    }
    check.equal("claim of the Clear", claim.clearIndex, blamed.clearIndex);
    check.equal("time of the Clear", claim.clearAt, blamed.clearAt);
    check.equal("author of the Clear", claim.clearBy, blamed.clearBy);
  }

  #killed(event: EventOf<"killed">): void {
    const check = new Checker(event);
    const dead = this.#alive(check, event.index);
    check.equal("author of the dead claim", event.author, dead.claim.author);
    this.#rollBack(check, event, dead.parent);
  }

  #swept(event: EventOf<"swept">): void {
    const check = new Checker(event);
    const { tip } = this;
    check.holds(tip.claim.auction !== 0, "swept claims", "outside an auction", "within an auction");
    const since = Math.max(tip.claim.clearAt, this.#chain.rolledBackAt);
    const due = since + this.#context.deployment.sweepDelay;
    check.holds(event.timestamp >= due, "time of the sweep", event.timestamp, `at least ${due}`);
    check.equal("first claim swept", event.from, tip.claim.clearIndex);
    check.equal("author of the first claim swept", event.author, tip.claim.clearBy);
    this.#rollBack(check, event, this.#alive(check, event.from).parent);
  }

  #rollBack(
    check: Checker,
    event: EventOf<"killed"> | EventOf<"swept">,
    to: ClaimNode | undefined,
  ): void {
    const { generation, timestamp } = event;
    check.equal("generation", generation, this.generation + 1);
    const tip = to ?? check.fail("claim", 0, "one after genesis");
    this.#move({ tip, generation, rolledBackAt: timestamp });
  }

  #finalised(event: EventOf<"finalised">): void {
    const check = new Checker(event, event.slot);
    const { claim } = this.#alive(check, event.index);
    check.sameBytes("state root", event.stateRoot, claim.stateRoot);
    check.equal("slot", event.slot, claim.slot);
    check.holds(claim.atStart, "final claim", "not at Start", "one at Start");
    const due = claim.postedAt + this.#context.deployment.challengeWindow;
    check.holds(event.timestamp >= due, "time of finality", event.timestamp, `at least ${due}`);
    this.#move({ finalised: event.index });
  }

  #exitFixed(event: EventOf<"exitFixed">): void {
    const check = new Checker(event);
    check.holds(this.exit === undefined, "exit root", event.index, "fixed once");
    check.equal("index of the claim", event.index, this.finalised);
    const root = this.#at(event.index)?.claim.stateRoot;
    if (root !== undefined) check.sameBytes("state root", event.stateRoot, root);
    this.#move({ exit: event.index });
  }

  /** A living claim that is not final. */
  #alive(check: Checker, index: number): ClaimNode {
    const { tip, finalised } = this.#chain;
    const inRange = index > finalised && index <= tip.claim.index;
    check.holds(inRange, "index of the claim", index, `${finalised + 1} … ${tip.claim.index}`);
    return this.#at(index) ?? check.fail("index of the claim", index, "a claim alive");
  }

  /** The newest living claim up to an index, unless it is forgotten. */
  #at(index: number): ClaimNode | undefined {
    let node: ClaimNode | undefined = this.tip;
    while (node !== undefined && node.claim.index > index) node = node.parent;
    return node;
  }

  #move(change: Partial<Chain>): void {
    const old = this.#chain;
    this.#chain = { ...old, ...change };
    this.#journal.did(() => {
      this.#chain = old;
    });
  }
}

const NOTHING_YET: ClaimsSoFar = { generation: 0, finalised: 0, rolledBackAt: 0, claims: [] };

function chainOf(claims: ClaimsSoFar["claims"]): ClaimNode | undefined {
  let parent: ClaimNode | undefined;
  for (const { claim, blockNumber } of claims) {
    parent = { claim, hash: hashClaim(claim), parent, chunks: undefined, blockNumber };
  }
  return parent;
}

/** The claim before the first: genesis, all zero but its root. */
export function genesisNode(genesisRoot: Uint8Array): ClaimNode {
  const claim: Claim = {
    index: 0,
    generation: 0,
    parentHash: new Uint8Array(32),
    chunkRoot: new Uint8Array(32),
    stateRoot: genesisRoot,
    chunkCount: 0,
    slot: 0,
    atStart: true,
    postedAt: 0,
    author: ZERO_ADDRESS,
    auction: 0,
    ...NOBODY,
  };
  return { claim, hash: hashClaim(claim), parent: undefined, chunks: [], blockNumber: 0 };
}
