import { WalrasError } from "#protocol/errors";
import { auctionLies } from "./auction.ts";
import { chunkLies } from "./chunks.ts";
import { inputLies } from "./inputs.ts";
import type { Lie } from "./lie.ts";
import { moneyLies } from "./money.ts";

/** Every way to claim wrongly that `walras demo --lie` knows. */
export const LIES: readonly Lie[] = [...inputLies, ...moneyLies, ...auctionLies, ...chunkLies];

/** No lie is called so. */
export class UnknownLie extends WalrasError {
  constructor(kind: string) {
    const names = LIES.map((lie) => lie.kind).join(", ");
    super("unknownLie", "kind of lie", kind, `one of ${names}`);
  }
}

/** Throws UnknownLie. */
export function lieOf(kind: string): Lie {
  const lie = LIES.find((one) => one.kind === kind);
  if (lie === undefined) throw new UnknownLie(kind);
  return lie;
}
