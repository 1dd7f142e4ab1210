import { WalrasError } from "#protocol/errors";

/** Numbers that every part of the engine agrees on. */

/** Prices are 0 … MAX_UNITS and quantities 1 … MAX_UNITS, in the flow's smallest unit. */
export const MAX_UNITS = Number.MAX_SAFE_INTEGER;

/** Levels are numbered from 1; 0 names none, so that fresh memory is empty memory. */
export const NONE = 0;

/** Places of orders are numbered from 0. */
export const NOWHERE = -1;

/** Most orders that may rest at once; their table has twice as many places at most. */
export const MAX_RESTING = 2 ** 25;

export const BUY = 0;
export const SELL = 1;
export type Side = typeof BUY | typeof SELL;

/**
 * A price as a key that is smaller the better the price: the price itself on the sell side, −1 − price on the buy side.
 * The signs keep the sides apart, and all keys are exact. Without a branch, for nobody can foresee sides.
 */
export const keyOf = (side: Side, price: number): number => (2 * side - 1) * price + (side - 1);

export const sideOfKey = (key: number): Side => (key < 0 ? BUY : SELL);

export const priceOfKey = (key: number): number => (key < 0 ? -1 - key : key);

/** The engine holds as many resting orders, or bytes of names, as it can. */
export class CapacityError extends WalrasError {
  constructor(what: string, given: number, most: number) {
    super("capacity", what, given, `at most ${most}`);
  }
}
