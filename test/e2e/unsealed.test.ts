import { writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { devAccounts } from "#l1/devnet";
import { hexToBytes } from "#protocol/bytes";
import { envelopeHash } from "#protocol/envelopeTree";
import { certificateDigest, domainSeparatorOf, type SigningContext } from "#protocol/messages";
import { issueReceipt } from "#protocol/receipt";
import { keySigner } from "#protocol/signature";
import { headLine, type KeptReceipt, receiptLine } from "../../claimant/receipts/file.ts";
import { runReceiptCheck } from "../../claimant/receipts/program.ts";
import { readShown } from "../../claimant/receipts/shown.ts";
import { hexOf } from "../../keyper/committee/api.ts";
import { Guard } from "../../keyper/committee/auth.ts";
import { serve } from "../../keyper/committee/server.ts";
import { KeyperRefusal } from "../../keyper/errors.ts";
import { bondOf, SEQUENCER_ROLE } from "./bonds.ts";
import { World } from "./world.ts";

/** A sequencer that took orders for a slot, had the keypers sign their list, and never sealed it. */

const SLOT = 1;
const MOST_GAS = 300_000;
const ROOT = new Uint8Array(32).fill(3);
const OTHER_ROOT = new Uint8Array(32).fill(4);
const accounts = devAccounts(8);
const committee = [accounts[2], accounts[5], accounts[6]].map((account) => account!);

let world: World;
let context: SigningContext;
const servers: Server[] = [];
/** What each keyper signed. */
const signed = new Map<number, Uint8Array>();
const urls: string[] = [];

beforeAll(async () => {
  const keypers = committee.map(({ address }) => address.toLowerCase());
  world = await World.create({
    traders: 1,
    funds: 1_000,
    change: { keypers, threshold: 1, quorum: 2 },
  });
  const { crypto, client, settlement } = world;
  const chainId = await client.getChainId();
  context = { crypto, domainSeparator: domainSeparatorOf(crypto, chainId, hexToBytes(settlement)) };
  for (const index of committee.keys()) await startKeyper(index);
});
afterAll(async () => {
  for (const server of servers) server.close().closeAllConnections();
  await world.close();
});

/** The keypers' own server; what it signed is as a test wants it. */
async function startKeyper(index: number): Promise<void> {
  const signer = keySigner(context.crypto, hexToBytes(committee[index]!.privateKey));
  const now = (): number => world.clock.now();
  const guard = new Guard({ context, self: signer.address, allowed: [], skewMs: 5_000, now });
  const handlers = {
    "/v1/signed": ({ slot }: { readonly slot: number }) => {
      const root = signed.get(index);
      if (root === undefined) throw new KeyperRefusal("notCertified", slot, "none", "a slot");
      const signature = signer.sign(certificateDigest(context, { slot, root, parent: 0 }));
      return { root: hexOf(root), parent: 0, signature: hexOf(signature) };
    },
  } as never;
  const where = { host: "127.0.0.1", port: 0, onFailure: () => {} };
  const { server, port } = await serve({ context, signer, guard, handlers, ...where });
  servers.push(server);
  urls.push(`http://127.0.0.1:${port}`);
}

function promised(slot: number): KeptReceipt {
  const envelope = new Uint8Array(120).fill(5);
  const hash = envelopeHash(context.crypto, envelope);
  const message = { slot, account: 1, version: 0, envelopeHash: hash };
  const key = keySigner(context.crypto, hexToBytes(world.options("main").privateKey));
  return { receipt: issueReceipt(context, message, key), envelope, keys: undefined };
}

async function check(keypers: readonly string[], slash = false, words: readonly string[] = []) {
  const { directory, settlement, url, client } = world;
  const file = join(directory, "receipts.ndjson");
  const head = headLine({ chainId: await client.getChainId(), settlement });
  writeFileSync(file, [head, receiptLine(promised(SLOT)), ""].join("\n"));
  const key = join(directory, "anyone.key");
  writeFileSync(key, accounts[0]!.privateKey);
  const lines: Record<string, unknown>[] = [];
  const notes: string[] = [];
  const keyFile = slash ? key : undefined;
  const shown = words.map((word) => readShown(word)!);
  const code = await runReceiptCheck(
    { file, rpc: url, settlement: undefined, keyFile, keypers, shown, json: true },
    { out: (line) => lines.push(JSON.parse(line)), note: (line) => notes.push(line) },
  );
  return { code, lines, notes, kinds: lines.map(({ kind }) => kind) };
}

const bond = () => bondOf(world, SEQUENCER_ROLE, world.deployment.sequencer);

describe("a slot that was not sealed", () => {
  test("costs a fine while no certificate is known, and the bond as soon as the keypers show one", async () => {
    const { sequencerBond, dropFee, sealDelay } = world.deployment;
    signed.set(0, ROOT);
    signed.set(1, ROOT);
    await world.goTo(SLOT + 1);
    expect(await check(urls)).toMatchObject({ code: 0, kinds: ["waiting"], notes: [] });
    await world.goToTime(world.timeOf(SLOT + 1) + sealDelay);

    expect((await check([])).kinds).toEqual(["dropped"]);
    signed.delete(1);
    expect(await check(urls)).toMatchObject({ code: 1, kinds: ["dropped"], notes: [] });
    signed.set(2, OTHER_ROOT);
    const nobody = "http://127.0.0.1:1";
    const fined = await check([...urls, nobody], true);
    expect(fined.kinds).toEqual(["dropped", "slashed"]);
    expect(fined.notes).toEqual([expect.stringContaining(nobody)]);
    expect(await bond()).toBe(sequencerBond - dropFee);

    signed.set(1, ROOT);
    const told = await check(urls);
    expect(told.kinds).toEqual(["unsealed"]);
    expect(told.lines[0]?.["certified"]).toMatchObject({ root: hexOf(ROOT), parent: 0 });
    const { certificate } = told.lines[0]!["certified"] as { readonly certificate: string };
    const word = `${SLOT}:0:${hexOf(ROOT)}:${certificate}`;
    const elsewhere = [`${SLOT + 1}:0:${hexOf(ROOT)}:${certificate}`];
    expect(await check([], false, elsewhere)).toMatchObject({ kinds: ["dropped"], notes: [] });
    const byNobody = expect.stringContaining("by no keyper");
    const spoiled = await check([], false, [`${SLOT}:9:${hexOf(ROOT)}:${certificate}`]);
    expect(spoiled).toMatchObject({ kinds: ["dropped"], notes: [byNobody, byNobody] });
    expect(await check([], false, [word])).toMatchObject({ kinds: ["unsealed"], notes: [] });
    const slashed = await check(urls, true);
    expect(slashed).toMatchObject({ code: 1, kinds: ["unsealed", "slashed"], notes: [] });
    expect(Number(slashed.lines[1]?.["gasUsed"])).toBeLessThan(MOST_GAS);
    expect(await bond()).toBe(0n);
    expect((await check(urls, true)).kinds).toEqual(["unsealed", "notSlashed"]);
  });
});
