import type { z } from "zod";
import { toHex } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import { closeMs, closeOf, collectingSlot } from "../../batching.ts";
import type { L1View } from "../../ports.ts";
import type { Exchange, Listing } from "../exchange.ts";
import type { Status } from "../schema/status.ts";

type StatusModel = z.output<typeof Status>;

/** @param view what L1 said last */
export function statusOf(
  exchange: Exchange,
  listing: Listing,
  view: L1View,
  version: string,
  nowMs: number,
): StatusModel {
  const { deployment, executor } = exchange;
  const { interval, genesisTime, sealDelay, revealDelay, challengeWindow } = deployment;
  return {
    name: listing.name,
    version,
    now: nowMs,
    chainId: exchange.chainId,
    settlement: exchange.settlement.toLowerCase(),
    challenger: exchange.challenger?.toLowerCase() ?? null,
    sequencer: deployment.sequencer.toLowerCase(),
    l1Url: listing.l1Url ?? null,
    explorerUrl: listing.explorerUrl ?? null,
    genesisTime,
    interval,
    sealDelay,
    revealDelay,
    challengeWindow,
    operationFee: deployment.operationFee,
    registrationFee: deployment.registrationFee.toString(),
    keypers: deployment.keypers.map((keyper) => keyper.toLowerCase()),
    threshold: deployment.threshold,
    quorum: deployment.quorum,
    devnet: listing.devnet,
    collecting: collectingOf(exchange, nowMs),
    executed: { slot: executor.slot, chunks: executor.chunks, stateRoot: toHex(executor.root) },
    l1: {
      headTime: view.headTime,
      askedAgoMs: Math.max(0, nowMs - view.askedAt),
      lastSealed: view.lastSealed,
      lastCertified: view.lastCertified,
      lastSlot: view.lastSlot,
    },
    tip: { ...view.tip, stateRoot: toHex(view.tip.stateRoot) },
    finalised: {
      index: view.finalisedIndex,
      slot: view.finalisedSlot,
      stateRoot: toHex(view.finalisedRoot),
    },
    halted: exchange.halted === undefined ? null : kindOf(exchange.halted),
  };
}

function collectingOf(exchange: Exchange, nowMs: number): StatusModel["collecting"] {
  const { deployment } = exchange;
  const slot = collectingSlot(deployment, nowMs);
  if (slot === undefined) return null;
  return {
    slot,
    opensAt: closeOf(deployment, slot - 1),
    closesAt: closeOf(deployment, slot),
    closesInMs: Math.round(closeMs(deployment, slot) - nowMs),
    accepting: exchange.collecting()?.slot === slot,
  };
}

/** What kind of error it is, and no more: its text may hold an address with a password in it, and the log has it. */
export function kindOf(error: unknown): string {
  if (error instanceof WalrasError) return `${error.name} (${error.code})`;
  return error instanceof Error ? error.name : typeof error;
}
