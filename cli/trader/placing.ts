import { sideName } from "#protocol/orderId";
import { OUTCOME } from "#protocol/outcomes";
import { getAccount } from "../../client/actions/getAccount.ts";
import { getOrder } from "../../client/actions/getOrder.ts";
import { placeOrders } from "../../client/actions/placeOrders.ts";
import { replaceOrders } from "../../client/actions/replaceOrders.ts";
import type { BaseClient } from "../../client/baseClient.ts";
import { parsePrice, parseQuantity } from "../../client/decimals.ts";
import { parseOrderId } from "../../client/orders/orderId.ts";
import { lockOf, type TimeInForce } from "../../client/orders/request.ts";
import type { SentEnvelope } from "../../client/orders/submission.ts";
import type { Market, Order, OrderSide } from "../../client/types.ts";
import type { CommonOptions } from "./command.ts";
import { EXIT, type Exit, Refused } from "./errors.ts";
import { executed, tellPlaced, tellReceipt, tellRejected } from "./follow.ts";
import { feeOf, type Need, needFunds } from "./funds.ts";
import { Names } from "./listing.ts";
import type { Session } from "./session.ts";

/** `walras order buy`, `sell` and `replace`. */

export interface LifeOptions extends CommonOptions {
  readonly ioc?: true;
  readonly goodFor?: number;
  readonly wait: boolean;
}

export interface PlaceOptions extends LifeOptions {
  readonly price: string;
  readonly market?: string;
}

export interface ReplaceOptions extends LifeOptions {
  readonly price?: string;
  readonly quantity?: string;
}

/** @param base symbol that the quantity is of, if it was said */
export async function place(
  session: Session,
  side: OrderSide,
  quantity: string,
  base: string | undefined,
  options: PlaceOptions,
): Promise<Exit> {
  const timeInForce = lifeOf(options);
  const client = await session.client();
  const names = new Names(await client.exchange.listing());
  const market = names.market(options.market, base);
  const order = asked(market, side, options.price, quantity);
  const account = await session.account();
  await seeFunds(client, names, account, market, order, 1, []);
  const { envelopes } = await placeOrders(client, {
    orders: [{ ...order, timeInForce }],
    signal: session.signal,
  });
  return await tell(session, client, names, onlyOf(envelopes), options);
}

/** Cancels an order and places another in one envelope: both or, where the order is over, only the second. */
export async function replace(
  session: Session,
  id: string,
  options: ReplaceOptions,
): Promise<Exit> {
  const timeInForce = lifeOf(options);
  if (options.price === undefined && options.quantity === undefined)
    throw new Refused("replacement", "nothing that changes", "--price, --quantity or both");
  // What an order is its id says; the API is asked for nothing but what is left of it.
  const { market: index, side, tick } = parseOrderId(id);
  const client = await session.client();
  const names = new Names(await client.exchange.listing());
  const [before, account] = await Promise.all([getOrder(client, { order: id }), session.account()]);
  if (before.account !== account || before.left === 0) {
    const given = before.account === account ? before.status : `account ${before.account}'s`;
    throw new Refused(`order ${id}`, given, "an open order of yours: walras orders");
  }
  const market = names.marketAt(index);
  const price = options.price ?? names.price(tick, index);
  const quantity = options.quantity ?? names.quantity(before.left, index);
  const order = asked(market, sideName(side), price, quantity);
  const freed = lockedIn(market, { side: order.side, tick, left: before.left });
  await seeFunds(client, names, account, market, order, 2, [freed]);
  const { envelopes } = await replaceOrders(client, {
    cancel: [id],
    place: [{ ...order, timeInForce }],
    signal: session.signal,
  });
  return await tell(session, client, names, onlyOf(envelopes), options, id);
}

interface Asked {
  readonly market: number;
  readonly side: OrderSide;
  readonly tick: number;
  readonly lots: number;
}

/** Throws NotAMultiple, BadRequest. */
function asked(
  { market, ...sizes }: Market,
  side: OrderSide,
  price: string,
  quantity: string,
): Asked {
  return { market, side, tick: parsePrice(price, sizes), lots: parseQuantity(quantity, sizes) };
}

function lifeOf({ ioc, goodFor }: LifeOptions): TimeInForce {
  if (ioc && goodFor !== undefined)
    throw new Refused("life of the order", "--ioc and --good-for", "one of them");
  if (goodFor !== undefined) return { slots: goodFor };
  return ioc ? "ioc" : "gtc";
}

/** @param freed what the same envelope frees first */
async function seeFunds(
  client: BaseClient,
  names: Names,
  account: number,
  market: Market,
  { side, tick, lots }: Asked,
  operations: number,
  freed: readonly Need[],
): Promise<void> {
  const [{ balances }, { deployment }] = await Promise.all([
    getAccount(client, { account }),
    client.exchange.facts(),
  ]);
  const asset = side === "buy" ? market.quote : market.base;
  const units = lockOf(market, side, tick, lots) ?? Number.MAX_SAFE_INTEGER;
  const needs = [
    { asset, units },
    feeOf(operations, deployment.operationFee),
    ...freed.map((need) => ({ asset: need.asset, units: -need.units })),
  ];
  const what = `to ${side} ${names.quantity(lots, market.market)} ${names.symbol(market.base)} at ${names.price(tick, market.market)}`;
  needFunds(names, what, balances, needs);
}

const lockedIn = (
  market: Market,
  { side, tick, left }: Pick<Order, "side" | "tick" | "left">,
): Need => ({
  asset: side === "buy" ? market.quote : market.base,
  units: lockOf(market, side, tick, left) ?? 0,
});

async function tell(
  session: Session,
  client: BaseClient,
  names: Names,
  sent: SentEnvelope,
  { wait, ioc }: LifeOptions,
  cancelled?: string,
): Promise<Exit> {
  if (!wait) return tellReceipt(session, sent);
  let exit: Exit = EXIT.done;
  for (const { kind, outcome, order } of await executed(session, client, sent)) {
    const what = kind === "cancel" ? `cancel of ${cancelled}` : "order";
    if (outcome !== OUTCOME.applied || order === null) {
      exit = tellRejected(session, sent.slot, what, outcome);
    } else if (kind === "place") {
      const placed = await tellPlaced(session, client, names, sent, order, ioc === true);
      if (placed !== EXIT.done) exit = placed;
    }
  }
  return exit;
}

function onlyOf(envelopes: readonly SentEnvelope[]): SentEnvelope {
  const [only] = envelopes;
  if (only === undefined) throw new Refused("envelopes sent", 0, "one");
  return only;
}
