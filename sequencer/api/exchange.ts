import type { Hex } from "viem";
import type { Deployment } from "#protocol/config";
import type { SigningContext } from "#protocol/messages";
import type { Daemon } from "../daemon.ts";
import type { History } from "../history/history.ts";
import type { BatchKey, KeyProof } from "../ports.ts";
import type { Roots } from "../roots/roots.ts";
import type { Obstacle } from "../sequencer.ts";

/** All that the API knows of the exchange behind it. */
export interface Exchange
  extends Pick<Daemon, "submit" | "collecting" | "onStatus" | "view" | "executor"> {
  readonly deployment: Deployment;
  readonly context: SigningContext;
  readonly chainId: number;
  readonly settlement: Hex;
  readonly challenger: Hex | undefined;
  readonly history: History;
  readonly roots: Roots;
  /** An envelope that the sequencer gave a receipt for and that is not executed yet; its version and blocks. */
  held(
    slot: number,
    account: number,
  ): { readonly version: number; readonly blocks: number } | undefined;
  /** Envelopes held for a slot that is not executed yet; accounts, not versions. */
  heldCount(slot: number): number;
  /** How far an open slot is, which no view of L1 tells. */
  progressOf(slot: number): "collecting" | "closed" | "certified" | undefined;
  /** What proves a slot's public key against the registered key set; undefined where there is no key. */
  proveKey(slot: number): KeyProof | undefined;
  /** What envelopes of a slot are sealed to; undefined where there is no key. */
  batchKey(slot: number): BatchKey | undefined;
  /** Whether a claim that held the slot was killed or swept since this process began. */
  wasChallenged(slot: number): boolean;
  /** Why no envelope would be taken in the slot that collects or, if that closes at once, in the next one. */
  obstacle(): Obstacle | undefined;
  /** What halted the sequencer. */
  readonly halted: unknown;
}

/** What the operator says of the exchange, for people. */
export interface Listing {
  readonly name: string;
  /** By index of the asset. */
  readonly assets: readonly { readonly symbol: string; readonly decimals: number }[];
  /** A node of L1 that browsers may ask. */
  readonly l1Url: string | undefined;
  readonly explorerUrl: string | undefined;
  readonly devnet: boolean;
}
