import { useState } from "preact/hooks";
import { useLive, useMarkets } from "../data/context.ts";
import { usePages } from "../data/usePages.ts";
import * as format from "../model/format.ts";
import { toBatch } from "../model/route.ts";
import type { Market, Order } from "../types.ts";
import { Failure } from "./failure.tsx";
import { VerifyButton } from "./verifyButton.tsx";

const PAGE = 50;
const WORDS: Readonly<Record<Order["status"], string>> = {
  open: "Open",
  partiallyFilled: "Open, filled in part",
  filled: "Filled",
  cancelled: "Cancelled",
  expired: "Expired",
};

/** Orders of an account: those that are open, or all. */
export function OrderTable({
  account,
  round,
}: {
  readonly account: number;
  readonly round: number;
}) {
  const { reader } = useLive();
  const markets = useMarkets();
  const [status, setStatus] = useState<"open" | "all">("open");
  const { items, more, error } = usePages(
    (cursor) => reader.getOrders({ account, status, limit: PAGE, ...cursor }),
    [account, status, round],
  );
  return (
    <>
      <fieldset class="choice">
        <legend class="unseen">Which orders</legend>
        {(["open", "all"] as const).map((which) => (
          <label key={which}>
            <input
              type="radio"
              name="which"
              checked={status === which}
              onChange={() => setStatus(which)}
            />
            <span>{which === "open" ? "Open" : "All"}</span>
          </label>
        ))}
      </fieldset>
      {items.length === 0 && error === undefined && <p class="dim">There is no such order.</p>}
      {items.length > 0 && (
        <div class="scroll">
          <table>
            <caption class="unseen">Orders of account {account}, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Market</th>
                <th scope="col">Side</th>
                <th scope="col" class="number">
                  Limit
                </th>
                <th scope="col" class="number">
                  Quantity
                </th>
                <th scope="col" class="number">
                  Filled
                </th>
                <th scope="col">Status</th>
                <th scope="col" class="optional">
                  Batch
                </th>
                <th scope="col">Proof</th>
              </tr>
            </thead>
            <tbody>
              {items.map((order) => (
                <Row key={order.id} order={order} market={markets[order.market]} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Failure error={error} />
      {more !== undefined && (
        <button type="button" onClick={more}>
          Show more orders
        </button>
      )}
    </>
  );
}

function Row({ order, market }: { readonly order: Order; readonly market: Market | undefined }) {
  if (market === undefined) return null;
  const live = order.status === "open" || order.status === "partiallyFilled";
  return (
    <tr>
      <th scope="row">{market.symbol}</th>
      <td class={order.side}>{order.side === "buy" ? "Buy" : "Sell"}</td>
      <td class="number">{format.price(market, order.tick)}</td>
      <td class="number">{format.quantity(market, order.lots)}</td>
      <td class="number">{format.quantity(market, order.filled)}</td>
      <td>{WORDS[order.status]}</td>
      <td class="optional">
        <a href={toBatch(order.slot, order.market)}>{order.slot}</a>
      </td>
      <td>{live && <VerifyButton subject={{ kind: "order", order, market }} />}</td>
    </tr>
  );
}
