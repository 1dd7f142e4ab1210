import { WalrasError } from "#protocol/errors";
import { botNames } from "./bots.ts";
import { type FlowMarket, placingOf } from "./flowMarket.ts";
import { type Funds, fundsFor, VISITOR, withinCap } from "./funding.ts";
import type { Lie } from "./lies/lie.ts";
import { OPERATION_FEE } from "./network.ts";
import { strawFunds } from "./straws.ts";
import type { FlowWindow } from "./windows.ts";

/** What is read of a flow before the first batch: who trades in it, with how much, at what price it begins. */

/** What of the demo's options decides who trades. */
export interface Players {
  readonly orders: string | undefined;
  /** 0: without end. */
  readonly batches: number;
  readonly bots: number;
  readonly lie: Lie | undefined;
  readonly sequencerDies: boolean;
  readonly censor: boolean;
}

/** Accounts that the demo opens at most, bots and the visitor included. */
export const MAX_TRADERS = 1_000;
/** Windows of an endless flow that are read, and how often its users get as much as they need in them. */
const WINDOWS_AHEAD = 50;
const ENDLESS_FUNDS = 20;
/** Bots get so many times what the flow's richest users get. */
const BOT_FUNDS = 4n;

/** There is nothing to play. */
export class EmptyFlow extends WalrasError {
  constructor(source: string) {
    super("emptyFlow", source, "no order that can be mapped", "at least one");
  }
}

/** Windows to read before the start. */
export function limitOf({ batches, orders }: Players): number {
  if (batches > 0) return batches;
  return orders === undefined ? WINDOWS_AHEAD : Number.POSITIVE_INFINITY;
}

export async function take(
  flow: AsyncGenerator<FlowWindow, void>,
  limit: number,
): Promise<FlowWindow[]> {
  const windows: FlowWindow[] = [];
  while (windows.length < limit) {
    const next = await flow.next();
    if (next.done === true) break;
    windows.push(next.value);
  }
  return windows;
}

export async function* chained(
  ahead: readonly FlowWindow[],
  rest: AsyncIterable<FlowWindow>,
): AsyncGenerator<FlowWindow, void> {
  yield* ahead;
  yield* rest;
}

/** The market, listed at the price of the flow's first order. */
export function listed(
  market: FlowMarket,
  ahead: readonly FlowWindow[],
  source: string,
): FlowMarket {
  for (const event of ahead.flatMap(({ events }) => events)) {
    if (event.action === "cancel") continue;
    const placing = placingOf(market, event);
    if (placing.ok) {
      return { ...market, params: { ...market.params, referenceTick: placing.tick } };
    }
  }
  throw new EmptyFlow(source);
}

export function fundsOf(
  { batches, bots, lie, orders, sequencerDies, censor }: Players,
  ahead: readonly FlowWindow[],
  market: FlowMarket,
): Map<string, Funds> {
  const events = ahead.flatMap((window) => window.events);
  const times = batches === 0 && orders === undefined ? ENDLESS_FUNDS : 1;
  const funds = fundsFor(events, market, OPERATION_FEE, times);
  const straws = lie === undefined ? [] : strawFunds(market.params);
  const hasVisitor = lie === undefined && !sequencerDies && !censor;
  const users = [...funds].slice(0, MAX_TRADERS - bots - straws.length - 1);
  const rich = { base: 0n, quote: 0n };
  for (const [, { base, quote }] of users) {
    if (base > rich.base) rich.base = base;
    if (quote > rich.quote) rich.quote = quote;
  }
  const ofBot = { base: rich.base * BOT_FUNDS, quote: rich.quote * BOT_FUNDS };
  const names = [...botNames(bots), ...(hasVisitor ? [VISITOR] : [])];
  const rest = names.map((name) => [name, ofBot] as const);
  return withinCap([...users, ...rest, ...straws]);
}
