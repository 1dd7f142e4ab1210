import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bigintToBytes, concatBytes } from "#protocol/bytes";
import { KEY_SET_SLOTS } from "#protocol/constants";
import { keySetRoot } from "#protocol/keySet";
import { keySigner, type Signer } from "#protocol/signature";
import { createNativeCrypto } from "../../../circuits-free-verifier/crypto/native.ts";
import { createNativeGroup } from "../../../circuits-free-verifier/crypto/nativeGroup.ts";
import type { KeyperL1 } from "../../../keyper/certifier.ts";
import { Guard } from "../../../keyper/committee/auth.ts";
import type { Chain } from "../../../keyper/committee/chain.ts";
import { CommitteeDaemon } from "../../../keyper/committee/daemon.ts";
import { Generator } from "../../../keyper/committee/generator.ts";
import { CommitteeKeyper } from "../../../keyper/committee/keyper.ts";
import { CommitteeKeys } from "../../../keyper/committee/keys.ts";
import { Peer } from "../../../keyper/committee/peer.ts";
import type { CommitteePoint } from "../../../keyper/committee/schema.ts";
import { type Handlers, serve } from "../../../keyper/committee/server.ts";
import { CommitteeStore } from "../../../keyper/committee/store.ts";
import { committeeOf } from "../../../keyper/dkg/generation.ts";
import { type PublicKeys, slotKeysOf } from "../../../keyper/dkg/keyMaterial.ts";
import { coefficientsOf, shareOf } from "../../../keyper/dkg/polynomial.ts";
import type { PersistenceHook } from "../../../storage/database.ts";

/** Five keypers and a sequencer that talk over loopback, with keys dealt by hand and an L1 that says what a test wants. */

export const crypto = await createNativeCrypto();
export const group = createNativeGroup();
export const GRID = { genesisTime: 1_000_000, interval: 10, sealDelay: 60 };
export const LATE_SECONDS = 30;
export const FIRST = 1;
export const context = { crypto, domainSeparator: new Uint8Array(32).fill(7) };
const N = 5;

const privateKey = (index: number): Uint8Array => bigintToBytes(0x5ec0n + BigInt(index), 32);
export const keyperSigner = (index: number): Signer => keySigner(crypto, privateKey(index));
export const sequencer = keySigner(crypto, bigintToBytes(0x5e9n, 32));

const indices = Array.from({ length: N }, (_, index) => index);
export const committee = committeeOf({
  ...context,
  group,
  publicKeys: indices.map((index) => crypto.pointOf(privateKey(index)) as Uint8Array),
  keypers: indices.map((index) => keyperSigner(index).address),
  threshold: 3,
  quorum: 4,
});

/** What a generation would come to, made by one dealer: only for tests of what comes after. */
function dealtKeys(): PublicKeys & { readonly shares: readonly Uint8Array[] } {
  const points: Uint8Array[] = [];
  const addresses: Uint8Array[] = [];
  const shares: Uint8Array[][] = indices.map(() => []);
  const seed = new Uint8Array(32).fill(1);
  for (let slot = 0; slot < KEY_SET_SLOTS; slot++) {
    const coefficients = coefficientsOf(committee, seed, slot);
    points.push(group.pointOf(coefficients[0] as Uint8Array) as Uint8Array);
    for (const index of indices) {
      const share = shareOf(group, coefficients, index);
      shares[index]?.push(share);
      addresses.push(crypto.addressOf(share) as Uint8Array);
    }
  }
  const set = {
    first: FIRST,
    points: concatBytes(...points),
    shareAddresses: concatBytes(...addresses),
  };
  const root = keySetRoot(crypto, slotKeysOf(committee, set));
  return { ...set, root, shares: shares.map((all) => concatBytes(...all)) };
}
export const keys = dealtKeys();

/** L1 as keypers see it. */
export class StagedL1 implements KeyperL1 {
  registered = true;
  certified = 0;
  readonly lastSealed = 0;
  readonly lost = new Set<number>();
  statusOf(slot: number): "sealed" | "lost" | "pending" {
    if (this.lost.has(slot)) return "lost";
    return slot <= this.certified ? "sealed" : "pending";
  }
  lastCertified(): number {
    return this.certified;
  }
  keySetOf(slot: number): Pick<PublicKeys, "first" | "root"> | undefined {
    const covered = slot >= FIRST && slot < FIRST + KEY_SET_SLOTS;
    return this.registered && covered ? keys : undefined;
  }
}

interface Running {
  readonly url: string;
  readonly store: CommitteeStore;
  stop(): void;
}

export class LocalCommittee {
  readonly l1 = new StagedL1();
  readonly said: string[] = [];
  /** Unix milliseconds. */
  now = (GRID.genesisTime + 5 * GRID.interval) * 1000 + 500;
  /** How far each keyper's clock is ahead. */
  readonly skewMs = new Map<number, number>();
  readonly #directory = mkdtempSync(join(tmpdir(), "walras-committee-"));
  readonly #running = new Map<number, Running>();
  readonly #ports = new Map<number, number>();

  async start(): Promise<void> {
    for (const index of indices) await this.startKeyper(index);
  }

  /** @param change what it answers otherwise than it should */
  async startKeyper(
    index: number,
    options: {
      readonly hook?: PersistenceHook<CommitteePoint>;
      readonly change?: Partial<Handlers>;
    } = {},
  ): Promise<void> {
    const now = (): number => this.now + (this.skewMs.get(index) ?? 0);
    const store = this.openStore(index, options.hook);
    const shares = keys.shares[index];
    if (store.keySets().length === 0) store.finish({ ...keys, shares });
    const signer = keyperSigner(index);
    const keypers = committee.addresses;
    const keyper = new CommitteeKeyper({
      deployment: GRID,
      context,
      keypers,
      quorum: committee.quorum,
      lateSeconds: LATE_SECONDS,
      index,
      signer,
      store,
      l1: this.l1,
      registered: (slot) => this.l1.keySetOf(slot),
      now,
    });
    const say = (line: string): void => void this.said.push(`keyper ${index}: ${line}`);
    const onFailure = (error: unknown): void => say(`failed: ${String(error)}`);
    const self = { index, privateKey: privateKey(index) };
    const random = () => new Uint8Array(32);
    const generator = new Generator({
      committee,
      self,
      store,
      random,
      attemptMs: 10_000,
      now,
      say,
      onFailure,
    });
    const daemon = new CommitteeDaemon({
      index,
      keyper,
      chain: this.l1 as unknown as Chain,
      generator,
      poster: undefined,
      store,
      others: [],
      keypers: N,
      plan: { grid: GRID, leadSeconds: 10, prepareSlots: 10 },
      pollMs: 1_000,
      syncMs: 1_000,
      now,
      say,
      onFailure,
    });
    const allowed = [sequencer.address, ...keypers];
    const guard = new Guard({ context, self: signer.address, allowed, skewMs: 5_000, now });
    const handlers = { ...daemon.handlers(), ...options.change };
    const port = this.#ports.get(index) ?? 0;
    const host = "127.0.0.1";
    const served = await serve({ context, signer, guard, handlers, host, port, onFailure });
    this.#ports.set(index, served.port);
    this.#running.set(index, {
      url: `http://${host}:${served.port}`,
      store,
      stop: () => {
        served.server.close().closeAllConnections();
        store.close();
      },
    });
  }

  openStore(index: number, hook?: PersistenceHook<CommitteePoint>): CommitteeStore {
    return new CommitteeStore({
      path: join(this.#directory, `keyper-${index}.db`),
      create: true,
      chainId: 1,
      settlement: "0x01",
      index,
      keypers: N,
      passphrase: "of a test",
      hook,
    });
  }

  stopKeyper(index: number): void {
    this.#running.get(index)?.stop();
    this.#running.delete(index);
  }

  peer(index: number, signer: Signer = sequencer, timeoutMs = 1_000): Peer {
    const url = `http://127.0.0.1:${this.#ports.get(index)}`;
    const address = committee.addresses[index] as Uint8Array;
    return new Peer({ context, signer, index, address, url, timeoutMs, now: () => this.now });
  }

  url(index: number): string {
    return this.#running.get(index)?.url ?? "";
  }

  /** The sequencer's side. */
  client(): CommitteeKeys {
    return new CommitteeKeys({
      committee,
      peers: indices.map((index) => this.peer(index)),
      waitMs: 0,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      now: () => performance.now(),
      say: (line) => void this.said.push(line),
    });
  }

  close(): void {
    for (const index of [...this.#running.keys()]) this.stopKeyper(index);
    rmSync(this.#directory, { recursive: true });
  }
}
