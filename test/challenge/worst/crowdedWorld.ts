import { append, type OrderRef } from "#protocol/book";
import {
  ERA_SLOTS,
  MAX_ACCOUNTS,
  MAX_MARKETS,
  type PHASE,
  type Phase,
  type Side,
} from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { scheduleExpiry } from "#protocol/expiry";
import { PARAMETERS_LEAF, paramsLeaf, signerLeaf } from "#protocol/layout";
import {
  addAvailable,
  marketLeaf,
  parametersLeaf,
  writeAuction,
  writeCursor,
  writeInputs,
  writeLast,
  writePrice,
} from "#protocol/leaves";
import { keySigner, type Signer } from "#protocol/signature";
import { State } from "#protocol/state";
import { leafOfBytes } from "#protocol/tree";
import { bytesFrom } from "../../vectors/source.ts";

/** A state in which what a chunk touches lies as far apart as it can: 64 markets, 64 assets, the highest fees. */

/** Of slot and expiry: the middle of an era, so that orders expire in both tables. */
export const SLOT = 5 * ERA_SLOTS + ERA_SLOTS / 2;
const LAST = 2 ** 19;
const FUNDS = 2 ** 45;
/** Of an ask that no bid reaches, and of a bid that no ask does. */
const FAR = [2 ** 16, 2 ** 20 - 2 ** 16] as const;

export class CrowdedWorld {
  readonly state = new State();
  readonly #crypto: Crypto;

  constructor(crypto: Crypto, stepsPerRoot: number) {
    this.#crypto = crypto;
    const { state } = this;
    const parameters = { operationFee: 2 ** 30, marketCount: 64, assetCount: 64, stepsPerRoot };
    state.set(PARAMETERS_LEAF, parametersLeaf(parameters));
    for (let market = 0; market < MAX_MARKETS; market++) {
      const fees = { feeBps: 1_000, bandBps: 10_000, minLots: 1 };
      const units = { baseUnit: 2 ** 12 + 1, quoteUnit: 3 };
      const [base, quote] = assetsOf(market);
      state.set(paramsLeaf(market), marketLeaf({ base, quote, ...fees, ...units }));
      writeLast(state, market, LAST);
    }
  }

  /** The n-th of `count` accounts, with money to trade in a market. */
  account(n: number, count: number, market: number): number {
    const account = 1 + Math.floor((n * (MAX_ACCOUNTS - 2)) / count);
    this.state.set(signerLeaf(account), leafOfBytes(this.signer(n).address));
    for (const asset of [0, ...assetsOf(market)]) addAvailable(this.state, account, asset, FUNDS);
    return account;
  }

  signer(n: number): Signer {
    return keySigner(this.#crypto, bytesFrom(`crowded ${n}`));
  }

  /** A resting order that is alone in its level, and in the slot that it expires in. */
  order(market: number, side: Side, tick: number, account: number, expiry: number): OrderRef {
    const order = { account, lots: 2 ** 20 + 1, slot: SLOT - 1, expiry };
    scheduleExpiry(this.state, expiry);
    return append(this.state, market, side, tick, order);
  }

  /** An order on each side of each market, far from the price. */
  fillBooks(): void {
    for (let market = 0; market < MAX_MARKETS; market++) {
      this.order(market, 0, FAR[0] + market, 1, 0);
      this.order(market, 1, FAR[1] - market, 1, 0);
    }
  }

  stand(
    phase: Phase,
    more: { i?: number; era?: number; slot?: number; market?: number; inboxCursor?: number } = {},
  ): void {
    const { i = 0, slot = SLOT, market = 0, inboxCursor = 2 ** 40 } = more;
    const era = more.era ?? Math.floor(slot / ERA_SLOTS);
    writeCursor(this.state, { slot, phase, market, i, j: 0, inboxCursor, era });
  }

  inputs(count: number, inboxEnd: number): void {
    writeInputs(this.state, { count, certified: true, opened: count > 0, inboxEnd });
  }

  /** In the auction of a market, with so much left to fill on each side. */
  auction(volume: number, phase: typeof PHASE.fillBids | typeof PHASE.fillAsks): void {
    writeAuction(this.state, { bidLeft: volume, askLeft: volume, volume });
    writePrice(this.state, { tick: LAST, lastBid: 0, lastAsk: 0, fee: 2 ** 40 });
    this.stand(phase, { market: 1 });
  }
}

const assetsOf = (market: number): [base: number, quote: number] => [
  1 + (market % 63),
  1 + ((market + 31) % 63),
];
