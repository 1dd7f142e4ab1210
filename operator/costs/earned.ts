import type { ClaimNode } from "#l1/claims";
import { FEE_ASSET, OPERATOR_ACCOUNT } from "#protocol/constants";
import { readBalance } from "#protocol/leaves";
import { OUTCOME } from "#protocol/outcomes";
import { State } from "#protocol/state";
import type { StepReport } from "#protocol/stepTypes";
import { replayChunk } from "#protocol/trace";
import type { ReadSettlement } from "../../circuits-free-verifier/challenger/readSettlement.ts";

/**
 * What account 0 earned, found by running all claimed slots again: of each envelope that is charged, what account 0's balance of
 * asset 0 rises by; of each auction, the fee that its Close tells. What account 0 pays to itself is no income.
 */
export interface SlotEarnings {
  readonly slot: number;
  readonly envelopes: number;
  /** Blocks of envelopes, those charged. */
  readonly blocks: number;
  /** Orders filled, wholly or in part, each side counted. */
  readonly fills: number;
  /** Units of asset 0. */
  readonly operationFees: bigint;
  /** Units by asset. */
  readonly tradingFees: ReadonlyMap<number, bigint>;
}

export interface Earnings {
  /** By rising slot. */
  readonly slots: readonly SlotEarnings[];
  /** The state behind the newest claim that ends at Start. */
  readonly state: State;
  /** A claim that is not what the rules make of the facts; nothing is counted from it on. */
  readonly wrongClaim: number | undefined;
}

export function earningsOf({ context, genesis, log, deployed }: ReadSettlement): Earnings {
  const state = new State(genesis.snapshot().root);
  const { markets, operationFee } = deployed.deployment;
  const tally = new Tally(state, operationFee, (market) => markets[market]?.quote ?? FEE_ASSET);
  let atStart = state.snapshot();
  for (const node of rising(log.claims.tip)) {
    for (const chunk of node.chunks ?? []) {
      const replay = replayChunk(state, log.facts, context, chunk, (report) => tally.see(report));
      if (!replay.ok)
        return { slots: tally.slots, state: new State(atStart.root), wrongClaim: node.claim.index };
      if (replay.atStart) atStart = state.snapshot();
    }
  }
  return { slots: tally.slots, state: new State(atStart.root), wrongClaim: undefined };
}

function rising(tip: ClaimNode): ClaimNode[] {
  const nodes: ClaimNode[] = [];
  for (let node: ClaimNode | undefined = tip; node !== undefined; node = node.parent)
    nodes.push(node);
  return nodes.reverse();
}

/** Counts steps; the state stands behind the step that is told of. */
class Tally {
  readonly slots: SlotEarnings[] = [];
  readonly #state: State;
  readonly #operationFee: bigint;
  readonly #quoteOf: (market: number) => number;
  #available: number;
  #envelopes = 0;
  #blocks = 0;
  #fills = 0;
  #operationFees = 0n;
  #tradingFees = new Map<number, bigint>();

  constructor(state: State, operationFee: number, quoteOf: (market: number) => number) {
    this.#state = state;
    this.#operationFee = BigInt(operationFee);
    this.#quoteOf = quoteOf;
    this.#available = this.#balance();
  }

  see(report: StepReport): void {
    const before = this.#available;
    this.#available = this.#balance();
    switch (report.kind) {
      case "start":
        this.#envelopes = report.envelopes;
        break;
      case "operation":
        this.#operation(report, BigInt(this.#available - before));
        break;
      case "fill":
        this.#fills++;
        break;
      case "close": {
        const asset = this.#quoteOf(report.market);
        if (report.fee > 0)
          this.#tradingFees.set(asset, (this.#tradingFees.get(asset) ?? 0n) + BigInt(report.fee));
        break;
      }
      case "end":
        this.#end(report.slot);
        break;
    }
  }

  #operation(report: StepReport & { kind: "operation" }, risen: bigint): void {
    const { block, account, outcome } = report;
    const skipped = outcome !== OUTCOME.applied && outcome <= OUTCOME.cannotPay;
    if (block !== 0 || skipped || account === OPERATOR_ACCOUNT) return;
    this.#operationFees += risen;
    this.#blocks += this.#operationFee === 0n ? 0 : Number(risen / this.#operationFee);
  }

  #end(slot: number): void {
    this.slots.push({
      slot,
      envelopes: this.#envelopes,
      blocks: this.#blocks,
      fills: this.#fills,
      operationFees: this.#operationFees,
      tradingFees: this.#tradingFees,
    });
    this.#envelopes = 0;
    this.#blocks = 0;
    this.#fills = 0;
    this.#operationFees = 0n;
    this.#tradingFees = new Map();
  }

  #balance(): number {
    return readBalance(this.#state, OPERATOR_ACCOUNT, FEE_ASSET).available;
  }
}
