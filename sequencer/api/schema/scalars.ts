import { z } from "zod";
import {
  MAX_ACCOUNTS,
  MAX_AMOUNT,
  MAX_ASSETS,
  MAX_MARKETS,
  MAX_SLOT,
  TICK_LIMIT,
} from "#protocol/constants";

/** Numbers and bytes as the API writes them (PROTOCOL.md §1). Amounts are whole units; wei and totals beyond 2^53 are text. */

export const slot = z.int().min(0).max(MAX_SLOT).describe("A batch's number.");
export const account = z
  .int()
  .min(0)
  .max(MAX_ACCOUNTS - 1)
  .describe("Account on the rollup.");
export const asset = z
  .int()
  .min(0)
  .max(MAX_ASSETS - 1)
  .describe("Index of an asset.");
export const market = z
  .int()
  .min(0)
  .max(MAX_MARKETS - 1)
  .describe("Index of a market.");
export const amount = z.int().min(0).max(MAX_AMOUNT).describe("Whole units of an asset.");
export const signedAmount = z.int().min(-MAX_AMOUNT).max(MAX_AMOUNT).describe("Whole units.");
export const tick = z
  .int()
  .min(1)
  .max(TICK_LIMIT - 1)
  .describe("Price in ticks.");
export const lots = z.int().min(0).max(MAX_AMOUNT).describe("Quantity in lots.");
export const signedLots = z.int().min(-MAX_AMOUNT).max(MAX_AMOUNT);
export const position = z.int().min(0).max(MAX_AMOUNT).describe("Place in a level's queue.");
export const count = z.int().min(0).max(MAX_AMOUNT);
export const seconds = z.int().min(0).max(MAX_AMOUNT).describe("Unix seconds.");
export const milliseconds = z.int().min(0).max(MAX_AMOUNT).describe("Unix milliseconds.");
export const side = z.enum(["buy", "sell"]);
export const text64 = z
  .string()
  .regex(/^\d{1,20}$/)
  .describe("A decimal number below 2^64.");
export const wei = z
  .string()
  .regex(/^\d{1,78}$/)
  .describe("Token wei, in decimal.");
export const decimal = z
  .string()
  .regex(/^\d{1,40}(\.\d{1,40})?$/)
  .describe("An exact decimal.");

/** Lower-case hex of exactly `bytes` bytes. */
export const hexOf = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${bytes * 2}}$`))
    .describe(`${bytes} bytes, in hex.`);

export const address = hexOf(20);
export const hash = hexOf(32);

/** market-side-tick-position, as in 0-buy-10100-7: names an order for ever. */
export const orderId = z
  .string()
  .regex(/^\d{1,2}-(buy|sell)-\d{1,7}-\d{1,16}$/)
  .describe("market-side-tick-position: names an order for ever.");
