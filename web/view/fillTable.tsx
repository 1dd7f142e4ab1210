import { useAssets, useLive, useMarkets } from "../data/context.ts";
import { usePages } from "../data/usePages.ts";
import * as format from "../model/format.ts";
import { toAccount, toBatch } from "../model/route.ts";
import type { Asset, Fill, Market } from "../types.ts";
import { Failure } from "./failure.tsx";

const PAGE = 50;

/** Orders that a batch filled. */
export function BatchFills({ slot }: { readonly slot: number }) {
  const { reader } = useLive();
  const pages = usePages(
    (cursor) => reader.getBatchFills({ slot, limit: PAGE, ...cursor }),
    [slot],
  );
  return <Fills pages={pages} caption={`Fills of batch ${slot}`} lead="account" />;
}

/** Fills of an account, newest first. */
export function AccountFills({
  account,
  round,
}: {
  readonly account: number;
  readonly round: number;
}) {
  const { reader } = useLive();
  const pages = usePages(
    (cursor) => reader.getFills({ account, limit: PAGE, ...cursor }),
    [account, round],
  );
  return <Fills pages={pages} caption={`Fills of account ${account}`} lead="batch" />;
}

interface FillsProps {
  readonly pages: ReturnType<typeof usePages<Fill>>;
  readonly caption: string;
  /** What is told beside the order: whose it is, or in which batch. */
  readonly lead: "account" | "batch";
}

function Fills({ pages, caption, lead }: FillsProps) {
  const markets = useMarkets();
  const assets = useAssets();
  const { items, more, error } = pages;
  if (items.length === 0 && error === undefined) return <p class="dim">No order was filled.</p>;
  return (
    <>
      <div class="scroll">
        <table>
          <caption class="unseen">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{lead === "account" ? "Account" : "Batch"}</th>
              <th scope="col">Market</th>
              <th scope="col">Side</th>
              <th scope="col" class="number">
                Quantity
              </th>
              <th scope="col" class="number">
                Price
              </th>
              <th scope="col" class="number optional">
                Limit
              </th>
              <th scope="col" class="number optional">
                Fee
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((fill) => (
              <Row
                key={fill.id}
                fill={fill}
                market={markets[fill.market]}
                assets={assets}
                lead={lead}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Failure error={error} />
      {more !== undefined && (
        <button type="button" onClick={more}>
          Show more fills
        </button>
      )}
    </>
  );
}

function Row({
  fill,
  market,
  assets,
  lead,
}: {
  readonly fill: Fill;
  readonly market: Market | undefined;
  readonly assets: readonly Asset[];
  readonly lead: FillsProps["lead"];
}) {
  const quote = market === undefined ? undefined : assets[market.quote];
  if (market === undefined || quote === undefined) return null;
  return (
    <tr>
      <th scope="row">
        {lead === "account" ? (
          <a href={toAccount(fill.account)}>{fill.account}</a>
        ) : (
          <a href={toBatch(fill.slot, fill.market)}>{fill.slot}</a>
        )}
      </th>
      <td>{market.symbol}</td>
      <td class={fill.side}>{fill.side === "buy" ? "Bought" : "Sold"}</td>
      <td class="number">{format.quantity(market, fill.lots)}</td>
      <td class="number">{format.price(market, fill.tick)}</td>
      <td class="number optional">{format.price(market, fill.limit)}</td>
      <td class="number optional">
        {format.amount(quote, fill.fee)} {quote.symbol}
      </td>
    </tr>
  );
}
