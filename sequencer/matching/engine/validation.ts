import * as outcome from "./outcomes.ts";
import { BUY, SELL } from "./units.ts";

/** Judges all of an order but its id: GONE if nothing is wrong. */
export function refusalOf(
  side: number,
  price: number,
  quantity: number,
  owner: number,
): outcome.Outcome {
  if (side !== BUY && side !== SELL) return outcome.BAD_SIDE;
  if (!(Number.isSafeInteger(price) && price >= 0)) return outcome.BAD_PRICE;
  if (!(Number.isSafeInteger(quantity) && quantity >= 1)) return outcome.BAD_QUANTITY;
  if (owner >>> 0 !== owner) return outcome.BAD_OWNER;
  return outcome.GONE;
}
