import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { systemClock } from "../sequencer/clock.ts";
import { embeddedKeys, type RunningSequencer, startSequencer } from "../sequencer/main.ts";
import type { Network } from "./network.ts";
import { Replica } from "./replica.ts";
import { Stage } from "./stage.ts";

export interface OpenStage {
  readonly sequencer: RunningSequencer;
  readonly replica: Replica;
  readonly stage: Stage;
}

/** Slots of one claim: a batch's cost is its own. */
const EACH_ITS_OWN = 1;
/** More than a run lasts: nothing is claimed but on demand. */
const ON_DEMAND = 100_000;
const POLL_MS = 200;

/**
 * Starts a sequencer on a network, and a stage that its traders meet it on.
 * @param folder for its databases
 * @param claims at once, slot by slot, or only while flushClaims(true) holds
 */
export async function openStage(
  network: Network,
  folder: string,
  claims: "atOnce" | "onDemand",
  aborted: AbortSignal,
): Promise<OpenStage> {
  const { client, context, deployedAt, keyperKey, sequencerKey, settlement } = network;
  const sequencer = await startSequencer({
    settings: {
      database: join(folder, "sequencer.sqlite"),
      createDatabase: true,
      pollMs: POLL_MS,
      maxClaimSlots: claims === "atOnce" ? EACH_ITS_OWN : ON_DEMAND,
    },
    crypto: context.crypto,
    clock: systemClock,
    l1: { client, settlement },
    privateKey: sequencerKey,
    keys: embeddedKeys({
      database: join(folder, "keyper.sqlite"),
      createDatabase: true,
      privateKey: keyperKey,
      random: () => randomBytes(32),
    }),
  });
  const replica = new Replica({ ...network, fromBlock: deployedAt });
  return { sequencer, replica, stage: new Stage(network, sequencer, replica, aborted) };
}
