import type { z } from "zod";
import { toHex } from "#protocol/bytes";
import { readBalance } from "#protocol/leaves";
import { orderId, sideName } from "#protocol/orderId";
import { outcomeName } from "#protocol/outcomes";
import { closeOf } from "../../batching.ts";
import type { EventRecord, OrderRecord } from "../../history/history.ts";
import type { Exchange } from "../exchange.ts";
import type { Account, AccountEvent, AccountUpdate, Balance, Order } from "../schema/accounts.ts";
import { fillOf } from "./markets.ts";

type OrderModel = z.output<typeof Order>;

/** Orders, and fills, of one batch that an update of an account lists. */
export const MOST_OF_UPDATE = 500;

/** An account as the last executed slot left it; undefined where there is none. */
export function accountOf(
  exchange: Exchange,
  account: number,
): z.output<typeof Account> | undefined {
  const signer = exchange.executor.signerOf(account);
  if (signer === undefined) return undefined;
  return {
    account,
    signer: toHex(signer),
    slot: exchange.executor.slot,
    balances: balancesOf(exchange, account),
    openOrders: exchange.history.openOrders(account),
  };
}

/** Of every asset listed, in order. */
export function balancesOf(exchange: Exchange, account: number): z.output<typeof Balance>[] {
  const { deployment, history, roots } = exchange;
  const locked = history.locked(account);
  return deployment.assets.map((_, asset) => {
    const { available, withdrawn } = readBalance(roots.executed, account, asset);
    return {
      asset,
      available,
      locked: locked.get(asset) ?? 0,
      withdrawn: withdrawn.toString(),
    };
  });
}

export function orderOf(record: OrderRecord): OrderModel {
  const { ref, account, lots, left, filled, slot, expiry, updated } = record;
  return {
    id: orderId(ref),
    account,
    market: ref.market,
    side: sideName(ref.side),
    tick: ref.tick,
    position: ref.position,
    lots,
    left,
    filled,
    status: statusOf(record),
    slot,
    expiry,
    updated,
  };
}

function statusOf({ ended, filled }: OrderRecord): OrderModel["status"] {
  return ended ?? (filled > 0 ? "partiallyFilled" : "open");
}

export function eventOf(exchange: Exchange, record: EventRecord): z.output<typeof AccountEvent> {
  const { id, slot, kind, forced, outcome, asset, amount, ref, market, tick, lots } = record;
  return {
    id,
    slot,
    time: closeOf(exchange.deployment, slot),
    kind,
    forced,
    outcome,
    outcomeName: outcomeName(outcome),
    asset: asset ?? null,
    amount: amount ?? null,
    order: ref === undefined ? null : orderId(ref),
    market: market ?? ref?.market ?? null,
    tick: tick ?? ref?.tick ?? null,
    lots: lots ?? null,
  };
}

/** What an executed slot changed for an account; its balances as they are now. */
export function accountUpdate(
  exchange: Exchange,
  account: number,
  slot: number,
): z.output<typeof AccountUpdate> {
  const { deployment, history } = exchange;
  const from = closeOf(deployment, slot);
  const fills = history.fillsAfter(account, 0, { from, to: from + 1, limit: MOST_OF_UPDATE });
  return {
    account,
    slot,
    balances: balancesOf(exchange, account),
    orders: history.ordersChanged(account, slot, MOST_OF_UPDATE).map(orderOf),
    fills: fills.map((fill) => fillOf(exchange, fill)),
  };
}
