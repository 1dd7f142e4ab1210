import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sleep } from "#l1/rpc";
import { hexToBytes, toHex, viewOf } from "#protocol/bytes";
import { MAX_SEAL_BYTES } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { envelopeTreeRoot } from "#protocol/envelopeTree";
import type { Group } from "../circuits-free-verifier/crypto/group.ts";
import { flowMarket } from "../demo/flowMarket.ts";
import { startKeypers } from "../demo/keypers.ts";
import { type Network, openNetwork } from "../demo/network.ts";
import { keypersAt } from "../demo/openStage.ts";
import { TransactionFailed } from "../demo/wallet.ts";
import { closeMs, collectingSlot } from "../sequencer/batching.ts";
import { systemClock } from "../sequencer/clock.ts";
import type { Keys } from "../sequencer/ports.ts";

export interface ReleaseResult {
  readonly keypers: number;
  readonly envelopes: number;
  readonly slots: number;
  /** Medians, milliseconds. */
  readonly certifyMs: number;
  readonly releaseMs: number;
  readonly bothMs: number;
  readonly worstBothMs: number;
}

/** A seal's bytes bind before its 1,024 leaves: one block each, 121 bytes with its m. */
const ENVELOPES = Math.min(1_000, Math.floor(MAX_SEAL_BYTES / 121));
const INTERVAL = 1;
const WARM_UP = 3;
/** Time for the registration to be mined. */
const MINING_SLOTS = 2;

/** Certificate and key of a full slot, by keypers that are processes of their own on this machine; nothing is posted. */
export async function benchRelease(
  crypto: Crypto,
  group: Group,
  keypers: number,
  threshold: number,
  slots: number,
): Promise<ReleaseResult> {
  const { params } = flowMarket({ tickSize: "0.01", lotSize: "0.001", feeBps: 5, bandBps: 500 });
  const market = { ...params, referenceTick: 1_000 };
  const network = await openNetwork({ crypto, market, interval: INTERVAL, keypers, threshold });
  const folder = mkdtempSync(join(tmpdir(), "walras-bench-"));
  const processes = await startKeypers(network, folder, () => {});
  const { deployment, context, chainId, settlement } = network;
  const { keys, close } = keypersAt(network, processes.urls, group, () => {})({
    deployment,
    context,
    chainId,
    settlement,
    clock: systemClock,
    l1: { statusOf: () => "pending", lastCertified: () => 0 },
  });
  try {
    const first = await register(network, keys);
    const last = first + WARM_UP + slots - 1;
    await sleep(Math.max(0, closeMs(deployment, last) + 1_000 - Date.now()));
    const times = await measure(crypto, keys, first, last);
    const median = (of: (time: Time) => number): number =>
      times.map(of).sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    const both = ({ certify, release }: Time): number => certify + release;
    return {
      keypers,
      envelopes: ENVELOPES,
      slots: times.length,
      certifyMs: median(({ certify }) => certify),
      releaseMs: median(({ release }) => release),
      bothMs: median(both),
      worstBothMs: Math.max(...times.map(both)),
    };
  } finally {
    close();
    await processes.stop();
    await network.devnet.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gives the first slot of the set that came in time. */
async function register({ funder, settlement, deployment }: Network, keys: Keys): Promise<number> {
  for (;;) {
    try {
      const opening = (collectingSlot(deployment, Date.now()) ?? 0) + 1;
      const { first, root, signatures } = await keys.keySet(
        opening === 1 ? 1 : opening + MINING_SLOTS,
      );
      const args = [first, toHex(root), toHex(signatures)];
      const sent = await funder.call(settlement, "registerKeySet", args);
      await funder.mined("registering keys", [sent]);
      return first;
    } catch (error) {
      // Too late for its first slot: the next set that is made may come in time.
      if (!(error instanceof TransactionFailed) && !keys.mayPass(error)) throw error;
    }
  }
}

interface Time {
  readonly certify: number;
  readonly release: number;
}

async function measure(crypto: Crypto, keys: Keys, first: number, last: number): Promise<Time[]> {
  const times: Time[] = [];
  for (let slot = first; slot <= last; slot++) {
    const envelopes = envelopesOf(crypto, slot);
    const root = envelopeTreeRoot(crypto, envelopes);
    const parent = slot === first ? 0 : slot - 1;
    const begin = performance.now();
    const certificate = await keys.certify({ slot, root, parent, envelopes });
    const certified = performance.now();
    const { x } = await keys.open(first, { slot, root, parent, certificate });
    const opened = performance.now();
    if (x.length !== 32) throw new RangeError(`slot ${slot}: no scalar`);
    if (slot >= first + WARM_UP)
      times.push({ certify: certified - begin, release: opened - certified });
  }
  return times;
}

/** Keypers look at accounts, order and lengths; what is in the envelopes is secret to them. */
function envelopesOf(crypto: Crypto, slot: number): Uint8Array[] {
  const filling = crypto.keccak256(hexToBytes("0x00"));
  return Array.from({ length: ENVELOPES }, (_, n) => {
    const envelope = new Uint8Array(120);
    for (let at = 0; at < 120; at += 32)
      envelope.set(filling.subarray(0, Math.min(32, 120 - at)), at);
    viewOf(envelope).setUint32(0, n + 1);
    viewOf(envelope).setUint32(8, slot);
    return envelope;
  });
}
