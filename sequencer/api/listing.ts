import type { Deployment } from "#protocol/config";
import { ConfigError, type ConfigFault } from "../config.ts";
import { tickSizeOf } from "./decimals.ts";
import type { Listing } from "./exchange.ts";

/** Decimals that a token may have. */
const MOST_DECIMALS = 36;

/** @throws ConfigError naming every place in which what the operator says of the assets does not suit the deployment */
export function checkListing(deployment: Deployment, listing: Listing): void {
  const faults: ConfigFault[] = [];
  if (listing.assets.length !== deployment.assets.length) {
    const expected = `symbol and decimals of each of the ${deployment.assets.length} assets on L1`;
    faults.push({ setting: "assets", given: listing.assets.length, expected });
  }
  for (const [asset, { symbol, decimals }] of listing.assets.entries()) {
    if (!/^[^\s,"/]{1,16}$/.test(symbol)) {
      const expected = "1 … 16 characters, none a blank, a comma, a quote or a slash";
      faults.push({ setting: `assets.${asset}.symbol`, given: symbol, expected });
    }
    if (!Number.isInteger(decimals) || decimals < 0 || decimals > MOST_DECIMALS) {
      const expected = `a whole number of 0 … ${MOST_DECIMALS}`;
      faults.push({ setting: `assets.${asset}.decimals`, given: decimals, expected });
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  for (const market of deployment.markets.keys()) tickSizeOf(deployment, listing, market);
}
