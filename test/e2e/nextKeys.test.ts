import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { loadGroup } from "../../circuits-free-verifier/crypto/loadGroup.ts";
import { devAccounts } from "../../circuits-free-verifier/l1/devnet.ts";
import type { EventOf, L1Event } from "../../circuits-free-verifier/l1/eventTypes.ts";
import { Follower } from "../../circuits-free-verifier/l1/follow.ts";
import { sleep } from "../../circuits-free-verifier/l1/rpc.ts";
import { hexToBytes, toHex } from "../../circuits-free-verifier/protocol/bytes.ts";
import { certificateFault } from "../../circuits-free-verifier/protocol/certificate.ts";
import { KEY_SET_SLOTS, SIDE } from "../../circuits-free-verifier/protocol/constants.ts";
import { verifyKeys } from "../../circuits-free-verifier/protocol/keySet.ts";
import { certificateDigest, keySetDigest } from "../../circuits-free-verifier/protocol/messages.ts";
import { keySigner } from "../../circuits-free-verifier/protocol/signature.ts";
import { freePorts } from "../../demo/ports.ts";
import { Peer } from "../../keyper/committee/peer.ts";
import { parseKeyperConfig } from "../../keyper/config.ts";
import { type RunningKeyper, startKeyper } from "../../keyper/main.ts";
import { committeeKeys, type RunningSequencer, startSequencer } from "../../sequencer/main.ts";
import type { Status } from "../../sequencer/status.ts";
import { type HeldParcels, holdParcels } from "./heldParcels.ts";
import { World } from "./world.ts";

const N = 3;
const QUORUM = 3;
const SECOND = 1 + KEY_SET_SLOTS;
/** The second set is begun when slot 3 collects. */
const PREPARE_SLOTS = KEY_SET_SLOTS - 2;
const accounts = devAccounts(8);
const members = [2, 5, 6].flatMap((n) => accounts[n] ?? []);

let world: World;
let urls: string[];
let held: HeldParcels;
let sequencer: RunningSequencer;
const keypers: RunningKeyper[] = [];
const said: string[] = [];
const failures: unknown[] = [];
const seen: Status[] = [];

beforeAll(async () => {
  const addresses = members.map(({ address }) => address.toLowerCase());
  const change = { keypers: addresses, threshold: 2, quorum: QUORUM };
  world = await World.create({ traders: 1, funds: 10_000_000, change });
  for (const { address } of members.slice(1)) {
    await world.call(accounts[0]!.address, "postBond", [1, address], world.deployment.keyperBond);
  }
  urls = (await freePorts(N)).map((port) => `http://127.0.0.1:${port}`);
  held = await holdParcels(urls[0] as string, SECOND, N);
  for (let index = 0; index < N; index++) keypers.push(await launch(index));
  sequencer = await startSequencer(
    {
      ...world.options("main"),
      keys: committeeKeys({
        group: await loadGroup(),
        urls,
        privateKey: accounts[1]!.privateKey,
        peerTimeoutMs: 60_000,
        waitMs: 1_000,
        say: (line) => void said.push(`sequencer: ${line}`),
      }),
    },
    (status) => void seen.push(status),
  );
});
afterAll(async () => {
  await sequencer?.stop();
  for (const keyper of keypers) await keyper.stop();
  held?.stop();
  await world.close();
});

async function launch(index: number): Promise<RunningKeyper> {
  const home = join(world.directory, `keyper-${index}`);
  mkdirSync(home);
  writeFileSync(join(home, "key"), members[index]!.privateKey);
  writeFileSync(join(home, "passphrase"), "of a test");
  const settings = {
    database: join(home, "db"),
    createDatabase: true,
    privateKeyFile: join(home, "key"),
    passphraseFile: join(home, "passphrase"),
    rpc: world.url,
    settlement: world.settlement,
    port: Number(new URL(urls[index] as string).port),
    keypers: urls.map((url, at) => ({
      // The others reach the first where its parcels can be held.
      url: at === 0 && index !== 0 ? held.url : url,
      publicKey: toHex(world.crypto.pointOf(hexToBytes(members[at]!.privateKey))!),
    })),
    pollMs: 50,
    syncMs: 50,
    peerTimeoutMs: 60_000,
    // An attempt outlives the slots that pass while it is held.
    attemptMs: 3_600_000,
    skewMs: 600_000,
    prepareSlots: PREPARE_SLOTS,
    // The sequencer alone posts.
    post: false,
  };
  return await startKeyper(parseKeyperConfig(settings), {
    crypto: world.crypto,
    group: await loadGroup(),
    random: () => new Uint8Array(randomBytes(32)),
    now: () => world.clock.now(),
    say: (line) => void said.push(`keyper ${index}: ${line}`),
    onFailure: (error) => void failures.push(error),
  });
}

/** Resolves when all keypers have seen on L1 that a set is registered: only then may the time jump. */
async function registered(first: number): Promise<void> {
  await sequencer.until(() => sequencer.view?.keySetOf(first) === first);
  const { context, deployment } = sequencer;
  const signer = keySigner(world.crypto, hexToBytes(accounts[1]!.privateKey));
  for (const [index, url] of urls.entries()) {
    const address = hexToBytes(deployment.keypers[index] as string);
    const now = (): number => world.clock.now();
    const peer = new Peer({ context, signer, index, address, url, timeoutMs: 60_000, now });
    for (let known = false; !known; await sleep(20)) {
      const { sets } = await peer.ask("/v1/key-sets", { from: first });
      known = sets.some((set) => set.first === first && set.registered);
    }
    peer.close();
  }
}

/** Takes an order through the slot that collects, from its envelope to its execution. @returns the slot's public key */
async function passSlot(slot: number): Promise<Uint8Array> {
  await sequencer.until(() => sequencer.collecting()?.slot === slot);
  const point = sequencer.collecting()?.key.point;
  const order = {
    kind: "place",
    market: 0,
    side: SIDE.buy,
    tick: 990,
    lots: 1,
    expiry: 0,
  } as const;
  const answer = await world.submit(sequencer, world.traders[0]!, [order]);
  expect(answer.kind).toBe("receipt");
  await world.goTo(slot + 1);
  await sequencer.until(() => sequencer.executor.slot === slot);
  return point as Uint8Array;
}

const heard = (text: string): number =>
  said.filter((line) => line.startsWith("keyper") && line.includes(text)).length;
const MADE = `the keys of slots ${SECOND} … ${SECOND + KEY_SET_SLOTS - 1} are made`;

async function eventsOf<K extends L1Event["kind"]>(kind: K): Promise<EventOf<K>[]> {
  const { client, settlement } = world;
  const chainId = await client.getChainId();
  const { events } = await new Follower({
    client,
    address: settlement,
    chainId,
    fromBlock: 0,
  }).poll();
  return events.filter((event): event is EventOf<K> => event.kind === kind);
}

describe("a committee whose key set comes to its end", () => {
  test("makes the next beside its slots, has it registered in time and opens slots with it", async () => {
    await registered(1);
    // Slot 1 takes in the inbox, so that accounts are known.
    await world.goTo(2);
    await sequencer.until(() => sequencer.executor.slot === 1);
    expect(heard(`making the keys from slot ${SECOND}`)).toBe(0);

    await passSlot(2);
    await sequencer.until(() => heard(`making the keys from slot ${SECOND}`) === N);
    await passSlot(3);
    await sequencer.until(() => held.held > 0);
    await passSlot(4);
    expect(heard(MADE)).toBe(0);
    held.release();
    await sequencer.until(() => heard(MADE) === N);
    expect(sequencer.view?.keySetsEnd).toBe(SECOND);

    await world.goTo(SECOND - 2);
    await registered(SECOND);
    await world.goTo(SECOND);
    const point = await passSlot(SECOND);
    await sequencer.settled();

    const { crypto, deployment } = world;
    const { context } = sequencer;
    const addresses = deployment.keypers.map((address) => hexToBytes(address));
    const [first, second] = await eventsOf("keySetRegistered");
    expect([first?.first, second?.first]).toEqual([1, SECOND]);
    if (second === undefined) throw new RangeError("no second key set");
    const digest = keySetDigest(context, second);
    expect(certificateFault(crypto, digest, second.signatures, addresses, QUORUM)).toBeUndefined();
    expect(second.timestamp).toBeLessThan(world.timeOf(SECOND, 0));

    const sealed = (await eventsOf("sealed")).find(({ slot }) => slot === SECOND);
    if (sealed === undefined) throw new RangeError("no seal");
    expect([sealed.count, sealed.parent]).toEqual([1, 4]);
    const list = certificateDigest(context, sealed);
    expect(certificateFault(crypto, list, sealed.certificate, addresses, QUORUM)).toBeUndefined();
    const revealed = await eventsOf("revealed");
    expect(revealed.map(({ slot }) => slot)).toEqual([2, 3, 4, SECOND]);
    expect(crypto.pointOf(revealed[3]!.key)).toEqual(point);
    const proven = sequencer.proveKey(SECOND);
    expect(proven && verifyKeys(crypto, second, N, proven.keys, proven.proof)).toBe(true);

    const told = seen.flatMap((status) => (status.kind === "keySet" ? status.first : []));
    expect(told).toEqual([1, SECOND]);
    expect(seen.filter(({ kind }) => kind === "halted" || kind === "lost")).toEqual([]);
    expect(said.filter((line) => line.includes(": keys from slot"))).toEqual([]);
    expect(failures).toEqual([]);
    const { url: rpc, settlement } = world;
    expect((await verify({ rpc, settlement, crypto })).sealedSlots).toBe(5);
  });
});
