/** What became of a message. Numbers, because a market answers with one for each message. */

/** An order: nothing of it rests. */
export const GONE = 0;
/** An order: what is left of it rests. */
export const RESTS = 1;
/** A cancel: the order was taken out. */
export const CANCELLED = 2;
/** A cancel: no such order rests. */
export const UNKNOWN = 3;
/** Refusals, in order of precedence. Nothing was changed. */
export const BAD_ID = 4;
export const BAD_SIDE = 5;
export const BAD_PRICE = 6;
export const BAD_QUANTITY = 7;
export const BAD_OWNER = 8;
export const DUPLICATE = 9;
export const FULL = 10;

export type Outcome =
  | typeof GONE
  | typeof RESTS
  | typeof CANCELLED
  | typeof UNKNOWN
  | typeof BAD_ID
  | typeof BAD_SIDE
  | typeof BAD_PRICE
  | typeof BAD_QUANTITY
  | typeof BAD_OWNER
  | typeof DUPLICATE
  | typeof FULL;

export const isRefusal = (outcome: Outcome): boolean => outcome >= BAD_ID;
