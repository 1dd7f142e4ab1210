import type { Deployment, MarketParams } from "#protocol/config";
import { FEE_ASSET, OPERATOR_ACCOUNT, SIDE } from "#protocol/constants";
import { parseEnvelope } from "#protocol/envelope";
import type { SealFact } from "#protocol/facts";
import type { InboxOperation } from "#protocol/inbox";
import { OUTCOME } from "#protocol/outcomes";
import type { StepReport } from "#protocol/stepTypes";

/**
 * What every account owns, by simple bookkeeping beside the state: deposits, fills and fees, whatever is available, locked or withdrawn.
 * At the end each unit of it must have arrived on L1.
 */
export class Ledger {
  readonly #deployment: Deployment;
  readonly #owned: Map<number, bigint>[];

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    this.#owned = deployment.assets.map(() => new Map());
  }

  /** Units of an asset. */
  owned(account: number, asset: number): bigint {
    return this.#owned[asset]?.get(account) ?? 0n;
  }

  /** Enters a deposit that no slot takes in. */
  deposited(account: number, asset: number, units: bigint): void {
    this.#add(account, asset, units);
  }

  /** Enters one step of a slot. */
  enter(
    report: StepReport,
    seal: SealFact,
    inbox: (index: number) => InboxOperation | undefined,
  ): void {
    if (report.kind === "inbox") {
      const operation = inbox(report.index);
      if (operation?.kind === "deposit") {
        this.#add(operation.account, operation.asset, BigInt(operation.amount));
      }
    } else if (report.kind === "operation" && report.block === 0 && isCharged(report.outcome)) {
      const blocks = parseEnvelope(seal.envelopes[report.sealed] ?? new Uint8Array())?.blocks ?? 0;
      const fee = BigInt(blocks) * BigInt(this.#deployment.operationFee);
      this.#add(report.account, FEE_ASSET, -fee);
      this.#add(OPERATOR_ACCOUNT, FEE_ASSET, fee);
    } else if (report.kind === "fill") this.#fill(report);
  }

  #fill({ ref, account, lots, tick }: StepReport & { kind: "fill" }): void {
    const market = this.#deployment.markets[ref.market];
    if (market === undefined) throw new RangeError(`no market ${ref.market}`);
    const { paid, fee, got } = amountsOf(market, lots, tick);
    const sign = ref.side === SIDE.buy ? 1n : -1n;
    this.#add(account, market.base, sign * got);
    this.#add(account, market.quote, -sign * paid - fee);
    this.#add(OPERATOR_ACCOUNT, market.quote, fee);
  }

  #add(account: number, asset: number, amount: bigint): void {
    this.#owned[asset]?.set(account, this.owned(account, asset) + amount);
  }
}

function amountsOf(market: MarketParams, lots: number, tick: number) {
  const paid = BigInt(lots) * BigInt(tick) * BigInt(market.quoteUnit);
  const got = BigInt(lots) * BigInt(market.baseUnit);
  return { paid, got, fee: (paid * BigInt(market.feeBps)) / 10_000n };
}

/** The envelope was neither skipped nor unpaid. */
const isCharged = (outcome: number): boolean =>
  outcome === OUTCOME.applied || outcome > OUTCOME.cannotPay;
