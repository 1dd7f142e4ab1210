import type { Hex } from "viem";
import type { ClaimLog } from "#l1/claims";
import type { FactContext, FactLog } from "#l1/facts";
import { Follower } from "#l1/follow";
import type { MoneyLog } from "#l1/money";
import type { L1Client } from "#l1/rpc";
import { SettlementLog } from "#l1/settlementLog";
import { PHASE } from "#protocol/constants";
import { WalrasError } from "#protocol/errors";
import type { SealFact } from "#protocol/facts";
import { genesisState } from "#protocol/genesis";
import { readCursor } from "#protocol/leaves";
import { BookProposer } from "#protocol/proposer";
import type { State } from "#protocol/state";
import type { StepReport } from "#protocol/stepTypes";
import { produceChunk } from "#protocol/trace";

export interface ReplicaOptions {
  readonly client: L1Client;
  readonly settlement: Hex;
  readonly chainId: number;
  readonly fromBlock: number;
  readonly context: FactContext;
}

/** The embedded chain never reorganises; something else is at this address. */
export class ChainMoved extends WalrasError {
  constructor(block: number) {
    super("chainMoved", "embedded L1", `rolled back to block ${block}`, "a chain that only grows");
  }
}

export interface ExecutedSlot {
  readonly seal: SealFact;
  readonly reports: readonly StepReport[];
}

/**
 * A trader's own copy of the exchange: follows L1, and runs each slot as soon as its facts are there. What it knows of orders,
 * balances and prices it has from no one else.
 */
export class Replica {
  readonly state: State;
  readonly #log: SettlementLog;
  readonly #follower: Follower;
  readonly #context: FactContext;
  readonly #proposer = new BookProposer();

  constructor(options: ReplicaOptions) {
    const { client, settlement: address, chainId, fromBlock, context } = options;
    this.state = genesisState(context.deployment);
    this.#log = new SettlementLog(context);
    this.#follower = new Follower({ client, address, chainId, fromBlock });
    this.#context = context;
  }

  get facts(): FactLog {
    return this.#log.facts;
  }

  get claims(): ClaimLog {
    return this.#log.claims;
  }

  get money(): MoneyLog {
    return this.#log.money;
  }

  /** Looks at L1 once. The slots that could be executed since the last time. */
  async poll(): Promise<ExecutedSlot[]> {
    const { events, rolledBackTo } = await this.#follower.poll();
    if (rolledBackTo !== undefined) throw new ChainMoved(rolledBackTo);
    for (const event of events) this.#log.apply(event);
    const slots: ExecutedSlot[] = [];
    for (let slot = this.#run(); slot !== undefined; slot = this.#run()) slots.push(slot);
    return slots;
  }

  #run(): ExecutedSlot | undefined {
    const seal = this.facts.sealAfter(readCursor(this.state).slot);
    const reports: StepReport[] = [];
    const observe = (report: StepReport): void => {
      this.#proposer.observe(report);
      reports.push(report);
    };
    do {
      const chunk = produceChunk(this.state, this.facts, this.#context, this.#proposer, observe);
      if (chunk === undefined || seal === undefined) return undefined;
    } while (readCursor(this.state).phase !== PHASE.start);
    return { seal, reports };
  }
}
