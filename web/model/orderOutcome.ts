import type { Order } from "../types.ts";
import { reasonOf } from "./outcomes.ts";
import type { Words } from "./ration.ts";

/** What became of an order in its first batch, in a sentence. */
export function orderOutcome(
  outcomeName: string,
  order: Pick<Order, "filled" | "left" | "status"> | undefined,
  { quantity }: Pick<Words, "quantity">,
): { readonly text: string; readonly good: boolean } {
  if (outcomeName === "lost") {
    return {
      text: "The batch was lost: nothing of it was done. Send the order again.",
      good: false,
    };
  }
  if (order === undefined) return { text: `Turned down: ${reasonOf(outcomeName)}.`, good: false };
  const { filled, left, status } = order;
  if (status === "filled") return { text: `Filled: ${quantity(filled)}.`, good: true };
  const got = filled > 0 ? `Filled ${quantity(filled)}; ` : "Not filled; ";
  if (status === "open" || status === "partiallyFilled") {
    return { text: `${got}${quantity(left)} rest in the book.`, good: true };
  }
  return { text: `${got}the rest is ${status}.`, good: filled > 0 };
}
