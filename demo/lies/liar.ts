import { encodeFunctionData, type Hex } from "viem";
import { abiClaim } from "#l1/claimHash";
import type { Claim, L1Event } from "#l1/eventTypes";
import type { FactContext } from "#l1/facts";
import { Follower } from "#l1/follow";
import { settlementAbi } from "#l1/generated/settlement";
import type { L1Client } from "#l1/rpc";
import { SettlementLog } from "#l1/settlementLog";
import { equalBytes, toHex } from "#protocol/bytes";
import { encodeChunks } from "#protocol/claim";
import { MAX_TRANSACTION_GAS, PHASE } from "#protocol/constants";
import { WalrasError } from "#protocol/errors";
import { genesisState } from "#protocol/genesis";
import { CURSOR_LEAF } from "#protocol/layout";
import { readCursor } from "#protocol/leaves";
import { BookProposer } from "#protocol/proposer";
import { State } from "#protocol/state";
import { type Chunk, produceChunk } from "#protocol/trace";
import { provenLeaf } from "../../claimant/provenLeaf.ts";
import type { Wallet } from "../wallet.ts";
import type { Found, Lie, LieInput } from "./lie.ts";

export interface LiarParts {
  readonly client: L1Client;
  readonly chainId: number;
  readonly settlement: Hex;
  readonly deployedAt: number;
  readonly context: FactContext;
  /** Posts the bond and the claims. */
  readonly wallet: Wallet;
}

/** A claim that was posted. */
export interface Lied {
  readonly claim: Claim;
  readonly found: Found;
}

/** Claims stand already that are not right: nothing can be told on top of them. */
export class WrongTip extends WalrasError {
  constructor(claim: number, given: Uint8Array, expected: Uint8Array) {
    super("wrongTip", `root of claim ${claim}`, toHex(given), toHex(expected));
  }
}

/** What was mined is not to be found among what L1 tells: it left the chain again. */
export class ClaimUnheard extends WalrasError {
  constructor(transaction: Hex) {
    super("claimUnheard", `claim posted by ${transaction}`, "none", "one that stands on L1");
  }
}

/** A claimant of its own, who knows the exchange from L1 and says what it likes of it. */
export class Liar {
  readonly #parts: LiarParts;
  readonly #log: SettlementLog;
  readonly #follower: Follower;
  /** Behind the tip of the claims. */
  readonly #state: State;

  constructor(parts: LiarParts) {
    const { client, chainId, settlement: address, deployedAt: fromBlock, context } = parts;
    this.#parts = parts;
    this.#log = new SettlementLog(context);
    this.#follower = new Follower({ client, address, chainId, fromBlock });
    this.#state = genesisState(context.deployment);
  }

  get address(): Hex {
    return this.#parts.wallet.address;
  }

  async postBond(): Promise<void> {
    const { wallet, settlement, context } = this.#parts;
    const { claimantBond } = context.deployment;
    const sent = await wallet.call(settlement, "postBond", [2, wallet.address], claimantBond);
    await wallet.mined("posting the liar's bond", [sent]);
  }

  /** Claims what follows the tip as the lie has it; undefined where there is no place for it. */
  async tell(lie: Lie, account: number): Promise<Lied | undefined> {
    const told = lie.tell(await this.#look(account));
    if (told === undefined) return undefined;
    const claim = await this.#post(told.chunks, told.state);
    return { claim, found: told.found };
  }

  /** Claims the next slot as it is; undefined where none can be claimed. */
  async tellTruth(): Promise<Claim | undefined> {
    const { before, facts, context } = await this.#look(0);
    const state = new State(before.root);
    const proposer = BookProposer.fromState(state);
    const chunks: Chunk[] = [];
    do {
      const next = produceChunk(state, facts, context, proposer, (r) => proposer.observe(r));
      if (next === undefined) return undefined;
      chunks.push(next);
    } while (readCursor(state).phase !== PHASE.start);
    return await this.#post(chunks, state);
  }

  /** Claims the next slot as it is, if there is another one after it; whether it did. */
  async passOver(): Promise<boolean> {
    await this.#follow();
    const { facts, claims } = this.#log;
    const next = facts.sealAfter(claims.tip.claim.slot);
    const after = next === undefined ? undefined : facts.sealAfter(next.slot);
    const open = after !== undefined && (after.envelopes.length === 0 || after.key !== undefined);
    return open && (await this.tellTruth()) !== undefined;
  }

  /** Brings the state up to the tip, which ends at Start unless somebody stopped amid a slot. */
  async #look(account: number): Promise<LieInput> {
    const { context } = this.#parts;
    await this.#follow();
    const { facts, claims } = this.#log;
    const { claim } = claims.tip;
    const state = this.#state;
    const proposer = BookProposer.fromState(state);
    while (readCursor(state).slot < claim.slot || readCursor(state).phase !== PHASE.start) {
      const chunk = produceChunk(state, facts, context, proposer, (r) => proposer.observe(r));
      if (chunk === undefined) break;
    }
    if (!equalBytes(state.root(), claim.stateRoot))
      throw new WrongTip(claim.index, claim.stateRoot, state.root());
    return { before: state.snapshot(), facts, context, account };
  }

  /** Takes in all up to L1's newest block, and tells what was new. */
  async #follow(): Promise<L1Event[]> {
    const all: L1Event[] = [];
    for (;;) {
      const { events, head, tip, rolledBackTo } = await this.#follower.poll();
      if (rolledBackTo !== undefined) this.#log.rollbackTo(rolledBackTo);
      for (const event of events) this.#log.apply(event);
      all.push(...events);
      if (head?.number === tip.number) return all;
    }
  }

  async #post(chunks: readonly Chunk[], state: State): Promise<Claim> {
    const { wallet, settlement } = this.#parts;
    const parent = this.#log.claims.tip.claim;
    const { leaf, proof } = provenLeaf(state, CURSOR_LEAF);
    const data = encodeFunctionData({
      abi: settlementAbi,
      functionName: "claim",
      args: [abiClaim(parent), toHex(encodeChunks(chunks)), leaf, proof],
    });
    const sent = await wallet.send({ to: settlement, data }, BigInt(MAX_TRANSACTION_GAS));
    await wallet.mined("claiming", [sent]);
    // As it was posted: by now it may be dead.
    for (const event of await this.#follow())
      if (event.kind === "claimed" && event.transactionHash === sent) return event.claim;
    throw new ClaimUnheard(sent);
  }
}
