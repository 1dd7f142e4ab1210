import { getAccount } from "../actions/getAccount.ts";
import { getFills } from "../actions/getFills.ts";
import { getOrder } from "../actions/getOrder.ts";
import { getOrders } from "../actions/getOrders.ts";
import type { BaseClient } from "../baseClient.ts";
import type { AccountUpdate, Fill, Order } from "../types.ts";
import type { Channel } from "./channel.ts";
import type { Feed } from "./watch.ts";

const PAGE = 500;
/** Pages looked through for what was missed. */
const MOST_PAGES = 20;

/** An account's updates. A state has open orders and no fills, so what ended while nobody listened is asked for. */
export class AccountFeed implements Feed<AccountUpdate, AccountUpdate> {
  readonly channel: Channel;
  readonly #client: BaseClient;
  readonly #account: number;
  readonly #tell: (update: AccountUpdate) => void;
  /** Ids of the orders last told as open. */
  readonly #open = new Set<string>();
  /** Slot up to which all is told. */
  #slot: number | undefined;
  /** Balances, as text. */
  #told = "";

  constructor(client: BaseClient, account: number, tell: (update: AccountUpdate) => void) {
    this.channel = { name: "account", account };
    this.#client = client;
    this.#account = account;
    this.#tell = tell;
  }

  async ask(): Promise<AccountUpdate> {
    const account = this.#account;
    const { slot, balances } = await getAccount(this.#client, { account });
    const { items } = await getOrders(this.#client, { account, limit: PAGE });
    return { account, slot, balances, orders: items, fills: [] };
  }

  async takeSnapshot(state: AccountUpdate): Promise<void> {
    const since = this.#slot;
    if (since === undefined) {
      this.#pass(state);
      return;
    }
    if (state.slot <= since) return;
    const update = await this.#caughtUp(state, since);
    const { orders, fills, balances } = update;
    const isNews = orders.length > 0 || fills.length > 0 || JSON.stringify(balances) !== this.#told;
    if (isNews) this.#pass(update);
    else this.#slot = state.slot;
  }

  takeMessage(update: AccountUpdate): void {
    if (this.#slot === undefined || update.slot > this.#slot) this.#pass(update);
  }

  #pass(update: AccountUpdate): void {
    this.#slot = update.slot;
    this.#told = JSON.stringify(update.balances);
    for (const { id, status } of update.orders) {
      if (status === "open" || status === "partiallyFilled") this.#open.add(id);
      else this.#open.delete(id);
    }
    this.#tell(update);
  }

  /** All that changed after a slot, in one update. */
  async #caughtUp(state: AccountUpdate, since: number): Promise<AccountUpdate> {
    const orders = new Map<string, Order>();
    for (const order of await this.#placedSince(since)) orders.set(order.id, order);
    for (const order of state.orders) if (order.updated > since) orders.set(order.id, order);
    const stillOpen = new Set(state.orders.map(({ id }) => id));
    for (const id of this.#open) {
      if (stillOpen.has(id) || orders.has(id)) continue;
      orders.set(id, await getOrder(this.#client, { order: id }));
    }
    const fills = await this.#fillsSince(since);
    return { ...state, orders: [...orders.values()], fills };
  }

  async #placedSince(since: number): Promise<readonly Order[]> {
    const account = this.#account;
    return await this.#after(since, (page) =>
      getOrders(this.#client, { account, status: "all", ...page }),
    );
  }

  /** Oldest first, as a slot's own update has them. */
  async #fillsSince(since: number): Promise<readonly Fill[]> {
    const account = this.#account;
    const fills = await this.#after(since, (page) => getFills(this.#client, { account, ...page }));
    return [...fills].reverse();
  }

  /** Items of slots after one, from pages that begin with the newest. */
  async #after<T extends { readonly slot: number }>(
    since: number,
    ask: (page: { readonly limit: number; readonly cursor?: string }) => Promise<{
      readonly items: readonly T[];
      readonly next: string | null;
    }>,
  ): Promise<readonly T[]> {
    const found: T[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await ask({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.items.filter(({ slot }) => slot > since));
      cursor = page.next ?? undefined;
      const oldest = page.items.at(-1)?.slot ?? 0;
      if (cursor === undefined || oldest <= since) break;
    }
    return found;
  }
}
