import type { Exchange } from "../sequencer/api/exchange.ts";
import { openExplorer } from "./explorer.ts";
import type { Network } from "./network.ts";
import type { Trader } from "./trader.ts";
import { writeVisitor } from "./visitor.ts";

/** The explorer, and settings with which somebody can trade along from another terminal. */
export interface Visit {
  /** For people: where to look, what to type. */
  readonly told: readonly string[];
  endTrading(): void;
  close(): Promise<void>;
}

export interface VisitOptions {
  readonly exchange: Exchange;
  readonly network: Network;
  readonly symbols: readonly [base: string, quote: string];
  /** A price to buy at, as it may be typed. */
  readonly price: string;
  readonly port: number;
  /** Folder below which the settings are written. */
  readonly cwd: string;
  /** Undefined: nobody may trade along. */
  readonly visitor: Trader | undefined;
}

export async function openVisit(options: VisitOptions): Promise<Visit> {
  const { network, visitor, cwd, price } = options;
  const explorer = await openExplorer(options);
  const { url } = explorer;
  const told = [`explorer ${url}`];
  if (visitor === undefined) return { ...explorer, told };
  const takeAway = await writeVisitor(cwd, { url, network }, visitor);
  told.push(
    `to trade there, with money that is worth nothing: ${url}/#devnet-key=${visitor.privateKey}`,
  );
  if (takeAway === undefined) told.push("no settings written: .walras holds others");
  else told.push(`or in another terminal, here: npx walras order buy 0.5 --price ${price}`);
  return {
    told,
    endTrading: () => explorer.endTrading(),
    async close() {
      takeAway?.();
      await explorer.close();
    },
  };
}
