import { grouped } from "./batches.ts";
import type { Censored } from "./censor.ts";
import type { Death } from "./death.ts";
import type { Verdict } from "./trial.ts";

/** What a run came to. */
export interface DemoResult {
  readonly batches: number;
  readonly orders: number;
  readonly fills: number;
  readonly verified: boolean;
  readonly conserved: boolean;
  readonly withdrawn: boolean;
  readonly gasPerFill: number | null;
  /** Of a run with a lie: whether its author lost its bond, and how. */
  readonly caught?: boolean;
  readonly lie?: Verdict | undefined;
  /** Of a run whose sequencer died: how the others settled it. */
  readonly afterDeath?: Death;
  /** Of a run whose sequencer censored: what that cost it. */
  readonly censored?: Censored;
}

/** A line for people at the end of a run. */
export function resultLine(result: DemoResult): string {
  const { batches, orders, fills, verified, conserved, withdrawn } = result;
  const gas = result.gasPerFill === null ? "" : `, ${grouped(result.gasPerFill)} L1 gas a fill`;
  const word = (holds: boolean, what: string): string => (holds ? what : `NOT ${what}`);
  const caught = result.caught === undefined ? "" : `, the lie ${word(result.caught, "caught")}`;
  return (
    `${batches} batches, ${orders} orders, ${fills} fills${gas}: ` +
    `${word(verified, "verified")}, ${word(conserved, "conserved")}, ${word(withdrawn, "withdrawn")}${caught}`
  );
}
