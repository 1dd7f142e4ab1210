import { genesisState } from "#protocol/genesis";
import { ClaimLog } from "./claims.ts";
import type { L1Event } from "./eventTypes.ts";
import { type FactContext, FactLog } from "./facts.ts";
import { Journal } from "./journal.ts";
import { MoneyLog } from "./money.ts";

/** Everything that Settlement's events tell, checked as Settlement checks it, and undone together. */
export class SettlementLog {
  readonly facts: FactLog;
  readonly claims: ClaimLog;
  readonly money: MoneyLog;
  readonly #journal = new Journal();

  /** @param genesisRoot of `genesisState(deployment)` if it is known already */
  constructor(
    context: FactContext,
    genesisRoot: Uint8Array = genesisState(context.deployment).root(),
  ) {
    this.facts = new FactLog(context, this.#journal);
    this.claims = new ClaimLog(context, genesisRoot, this.#journal);
    this.money = new MoneyLog(context.deployment, this.#journal);
  }

  /** Throws Fault at the first contradiction; the log is of no more use then. */
  apply(event: L1Event): void {
    this.facts.apply(event);
    this.claims.apply(event);
    this.money.apply(event);
  }

  /** Undoes the events of all blocks above. Throws JournalTooShort. */
  rollbackTo(block: number): void {
    this.#journal.rollbackTo(block);
  }

  /** Forgets how to go back behind a block that L1 will not change any more. */
  settle(block: number): void {
    this.#journal.settle(block);
  }
}
