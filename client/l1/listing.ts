import {
  BaseError,
  type Client,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  erc20Abi,
} from "viem";
import { readContract } from "viem/actions";
import { type Deployment, isEther } from "#protocol/config";
import { AnswerError, NotListed, WrongExchange } from "../errors.ts";
import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { Asset, Hex, Market } from "../types.ts";
import { lotSizeOf, tickSizeOf } from "./sizes.ts";

/** Markets and assets by index: names are the API's, all numbers are L1's. */
export interface Listing {
  readonly assets: readonly Asset[];
  readonly markets: readonly Market[];
}

const ETH_DECIMALS = 18;

/** @throws WrongExchange where the API tells other numbers than L1 */
export async function readListing(
  api: Requester,
  l1: Client,
  { deployment }: { readonly deployment: Deployment },
): Promise<Listing> {
  const [assets, markets] = await Promise.all([
    read(api, "getAssets", "/v1/assets"),
    read(api, "getMarkets", "/v1/markets"),
  ]);
  same("number of assets", assets.length, deployment.assets.length);
  same("number of markets", markets.length, deployment.markets.length);
  await Promise.all(
    assets.map(async (asset, index) => {
      const real = deployment.assets[index];
      same("index of an asset", asset.asset, index);
      same(`token of asset ${index}`, asset.token.toLowerCase(), real?.token);
      same(`scale of asset ${index}`, asset.scale, String(real?.scale));
      same(`decimals of asset ${index}`, asset.decimals, await decimalsOf(l1, asset));
    }),
  );
  for (const [index, market] of markets.entries()) {
    const real = deployment.markets[index];
    const [base, quote] = [assets[market.base], assets[market.quote]];
    if (real === undefined || base === undefined || quote === undefined) {
      throw new AnswerError(`market ${index}`, market, "assets that are listed");
    }
    same("index of a market", market.market, index);
    for (const field of [
      "base",
      "quote",
      "feeBps",
      "bandBps",
      "minLots",
      "baseUnit",
      "quoteUnit",
    ] as const) {
      same(`${field} of market ${index}`, market[field], real[field]);
    }
    same(`tickSize of market ${index}`, market.tickSize, tickSizeOf(real, base, quote));
    same(`lotSize of market ${index}`, market.lotSize, lotSizeOf(real, base));
  }
  return { assets, markets };
}

/** Of the token itself; the API's word where the token does not tell. Throws what asking L1 throws. */
async function decimalsOf(l1: Client, { token, decimals }: Asset): Promise<number> {
  if (isEther(token)) return ETH_DECIMALS;
  try {
    return await readContract(l1, {
      address: token as Hex,
      abi: erc20Abi,
      functionName: "decimals",
    });
  } catch (error) {
    if (!hasNone(error)) throw error;
    return decimals;
  }
}

/** Whether the token answered that it has no decimals; a node that does not answer says nothing of the token. */
const hasNone = (error: unknown): boolean =>
  error instanceof BaseError &&
  error.walk(
    (cause) =>
      cause instanceof ContractFunctionRevertedError ||
      cause instanceof ContractFunctionZeroDataError,
  ) !== null;

function same(what: string, given: unknown, expected: unknown): void {
  if (given !== expected)
    throw new WrongExchange(`${what}, as the API tells it`, given, `${expected}`);
}

/** By index, or by its symbol in any case, as `ETH/DUSD`. Throws NotListed. */
export function marketIn({ markets }: Listing, given: number | string): Market {
  return named("market", markets, given, ({ market }) => market);
}

/** By index, or by its symbol in any case, as `ETH`. Throws NotListed. */
export function assetIn({ assets }: Listing, given: number | string): Asset {
  return named("asset", assets, given, ({ asset }) => asset);
}

function named<T extends { readonly symbol: string }>(
  what: string,
  all: readonly T[],
  given: number | string,
  indexOf: (one: T) => number,
): T {
  const found = all.filter((one) =>
    typeof given === "number"
      ? indexOf(one) === given
      : one.symbol.toLowerCase() === given.toLowerCase(),
  );
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new NotListed(
      what,
      given,
      all.map((one) => `${indexOf(one)} (${one.symbol})`).join(", "),
    );
  }
  return only;
}
