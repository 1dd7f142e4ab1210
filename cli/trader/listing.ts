import { getAssets } from "../../client/actions/getAssets.ts";
import { getMarkets } from "../../client/actions/getMarkets.ts";
import { formatAmount, formatPrice, formatQuantity } from "../../client/decimals.ts";
import type { Requester } from "../../client/http/request.ts";
import { assetIn, type Listing, marketIn } from "../../client/l1/listing.ts";
import type { Asset, Market } from "../../client/types.ts";
import { Refused } from "./errors.ts";

/** Markets and assets by their names, and exact decimals of them, as the API tells them. */
export class Names {
  readonly listing: Listing;

  constructor(listing: Listing) {
    this.listing = listing;
  }

  static async of(api: Requester): Promise<Names> {
    const [assets, markets] = await Promise.all([getAssets(api), getMarkets(api)]);
    return new Names({ assets, markets });
  }

  /** The market named, or with this base, or the only one. Throws NotListed, Refused. */
  market(named: string | undefined, base?: string): Market {
    const { markets } = this.listing;
    if (named !== undefined) {
      const market = marketIn(this.listing, named);
      if (base === undefined || this.asset(base).asset === market.base) return market;
      const expected = `quantities in ${this.symbol(market.base)}`;
      throw new Refused(`order in ${market.symbol}`, base, expected);
    }
    const asset = base === undefined ? undefined : this.asset(base).asset;
    const found = markets.filter((market) => asset === undefined || market.base === asset);
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const symbols = (found.length > 0 ? found : markets).map(({ symbol }) => symbol).join(", ");
    const given = found.length > 0 ? `${found.length} that it may be` : `none of base ${base}`;
    throw new Refused("market", given, `one of: ${symbols || "none is listed"}`);
  }

  /** Throws NotListed. */
  asset(symbol: string): Asset {
    return assetIn(this.listing, symbol);
  }

  /** Throws NotListed. */
  marketAt(index: number): Market {
    return marketIn(this.listing, index);
  }

  /** Throws NotListed. */
  assetAt(index: number): Asset {
    return assetIn(this.listing, index);
  }

  symbol(asset: number): string {
    return this.assetAt(asset).symbol;
  }

  price(tick: number, market: number): string {
    return formatPrice(tick, this.marketAt(market));
  }

  quantity(lots: number, market: number): string {
    return formatQuantity(lots, this.marketAt(market));
  }

  amount(units: number | bigint, asset: number): string {
    return formatAmount(units, this.assetAt(asset));
  }
}
