import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Group } from "../circuits-free-verifier/crypto/group.ts";
import { systemClock } from "../sequencer/clock.ts";
import {
  committeeKeys,
  embeddedKeys,
  type RunningSequencer,
  type SequencerOptions,
  startSequencer,
} from "../sequencer/main.ts";
import { Door } from "./door.ts";
import type { Network } from "./network.ts";
import { Replica } from "./replica.ts";
import { Stage } from "./stage.ts";

export interface OpenStage {
  readonly sequencer: RunningSequencer;
  readonly replica: Replica;
  readonly stage: Stage;
  /** Through which the traders' envelopes reach the sequencer. */
  readonly door: Door;
}

/** Slots of one claim: a batch's cost is its own. */
const EACH_ITS_OWN = 1;
/** More than a run lasts: nothing is claimed but on demand. */
const ON_DEMAND = 100_000;
const POLL_MS = 200;
const PEER_TIMEOUT_MS = 5_000;
const KEY_SET_WAIT_MS = 5_000;

/**
 * Starts a sequencer on a network, and a stage that its traders meet it on.
 * @param folder for its databases
 * @param keys an embedded keyper's if undefined
 * @param claims at once, slot by slot, or only while flushClaims(true) holds
 */
export async function openStage(
  network: Network,
  folder: string,
  claims: "atOnce" | "onDemand",
  aborted: AbortSignal,
  keys: SequencerOptions["keys"] = ownKeyper(network, folder),
): Promise<OpenStage> {
  const { client, context, deployedAt, sequencerKey, settlement } = network;
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
    keys,
  });
  const replica = new Replica({ ...network, fromBlock: deployedAt });
  const door = new Door(sequencer, context, sequencerKey);
  const stage = new Stage(network, sequencer, door, replica, aborted);
  return { sequencer, replica, stage, door };
}

/** The deployment's one keyper, within the sequencer. */
function ownKeyper({ keyperKeys }: Network, folder: string): SequencerOptions["keys"] {
  return embeddedKeys({
    database: join(folder, "keyper.sqlite"),
    createDatabase: true,
    privateKey: keyperKeys[0] ?? "0x",
    random: () => randomBytes(32),
  });
}

/** Keypers in processes of their own. */
export function keypersAt(
  { sequencerKey }: Network,
  urls: readonly string[],
  group: Group,
  say: (line: string) => void,
): SequencerOptions["keys"] {
  const patience = { peerTimeoutMs: PEER_TIMEOUT_MS, waitMs: KEY_SET_WAIT_MS };
  return committeeKeys({ group, urls, privateKey: sequencerKey, say, ...patience });
}
