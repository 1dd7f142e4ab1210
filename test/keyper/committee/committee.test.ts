import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { equalBytes, toHex } from "#protocol/bytes";
import { certificateFault, encodeCertificate } from "#protocol/certificate";
import { envelopeTreeRoot } from "#protocol/envelopeTree";
import { verifyKeys } from "#protocol/keySet";
import { certificateDigest, keySetDigest } from "#protocol/messages";
import { keySigner, recoverSigner } from "#protocol/signature";
import { ANSWERS, FAILURE, hexOf } from "../../../keyper/committee/api.ts";
import { Guard, HEADER, requestDigest } from "../../../keyper/committee/auth.ts";
import type { CommitteeKeys } from "../../../keyper/committee/keys.ts";
import { Peer, PeerError } from "../../../keyper/committee/peer.ts";
import { serve } from "../../../keyper/committee/server.ts";
import { KeyperRefusal } from "../../../keyper/errors.ts";
import {
  committee,
  context,
  crypto,
  FIRST,
  GRID,
  group,
  keyperSigner,
  keys,
  LATE_SECONDS,
  LocalCommittee,
  sequencer,
} from "./localCommittee.ts";

let local: LocalCommittee;
let client: CommitteeKeys;
beforeEach(async () => {
  local = new LocalCommittee();
  await local.start();
  client = local.client();
});
afterEach(() => {
  client.close();
  local.close();
});

const SLOT = 5;
const envelopeOf = (account: number): Uint8Array => {
  const bytes = new Uint8Array(120);
  bytes[3] = account;
  return bytes;
};
const list = (...accounts: number[]) => {
  const envelopes = accounts.map(envelopeOf);
  return { envelopes, root: envelopeTreeRoot(crypto, envelopes) };
};
const requestFor = (slot: number, parent: number, ...accounts: number[]) => ({
  slot,
  parent,
  ...list(...accounts),
});
const closeMsOf = (slot: number): number => (GRID.genesisTime + slot * GRID.interval) * 1000;

async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof KeyperRefusal) return `${error.reason}: ${error.message}`;
    if (error instanceof PeerError) return `${error.fault} ${error.reason}: ${error.message}`;
    throw error;
  }
  return "none";
}

async function askCertify(index: number, slot: number, parent: number, ...accounts: number[]) {
  const { root } = list(...accounts);
  const posted = hexOf(
    Buffer.concat(accounts.map((account) => Buffer.concat([Buffer.of(1), envelopeOf(account)]))),
  );
  const peer = local.peer(index);
  const asked = { slot, root: hexOf(root), parent, posted, links: [] };
  try {
    return await peer.ask("/v1/certify", asked);
  } finally {
    peer.close();
  }
}

describe("a committee", () => {
  test("certifies a list with a quorum's signatures and opens its slot with a threshold's shares", async () => {
    const request = requestFor(SLOT, 0, 1, 2, 3);
    const certificate = await client.certify(request);
    const digest = certificateDigest(context, request);
    const { addresses, quorum } = committee;
    expect(certificateFault(crypto, digest, certificate, addresses, quorum)).toBeUndefined();
    const opening = await client.open(FIRST, { ...request, certificate });
    const at = SLOT - FIRST;
    expect(group.pointOf(opening.x)).toEqual(keys.points.slice(33 * at, 33 * at + 33));
    const batchKey = crypto.addressOf(opening.x) as Uint8Array;
    const leaf = { slot: SLOT, batchKey, shares: opening.shareAddresses };
    expect(verifyKeys(crypto, keys, 5, leaf, opening.proof)).toBe(true);
  });

  test("signs the key set that it made, and proves its keys", async () => {
    const { first, root, signatures } = await client.keySet(FIRST);
    expect(equalBytes(root, keys.root)).toBe(true);
    const digest = keySetDigest(context, { first, root });
    expect(certificateFault(crypto, digest, signatures, committee.addresses, 4)).toBeUndefined();
    const proven = client.proveKey(FIRST, SLOT);
    expect(proven && verifyKeys(crypto, keys, 5, proven.keys, proven.proof)).toBe(true);
    expect(client.batchKey(FIRST, SLOT)?.address).toEqual(proven?.keys.batchKey);
    expect(await refusalOf(client.keySet(FIRST + 1))).toMatch(/^notReady/);
  });

  test("does without a keyper that is dead or hangs, and names it", async () => {
    local.stopKeyper(3);
    const certificate = await client.certify(requestFor(SLOT, 0, 1));
    const certified = { ...requestFor(SLOT, 0, 1), certificate };
    await client.open(FIRST, certified);
    local.stopKeyper(2);
    expect(await refusalOf(client.certify(requestFor(SLOT + 1, SLOT, 1)))).toMatch(/^tooFew/);
    await expect(client.open(FIRST, certified)).resolves.toBeDefined();
    local.stopKeyper(1);
    expect(await refusalOf(client.open(FIRST, certified))).toMatch(/^tooFew.*"good":2/);
    expect(local.said.join("\n")).toContain("keyper 2");
  });

  test("is asked again after a restart of its sequencer and answers the same", async () => {
    const request = requestFor(SLOT, 0, 1, 2);
    const certificate = await client.certify(request);
    const again = local.client();
    const entries = (bytes: Uint8Array): Set<string> =>
      new Set(Array.from({ length: 4 }, (_, n) => toHex(bytes.subarray(66 * n, 66 * n + 66))));
    const both = [...entries(certificate), ...entries(await again.certify(request))];
    // Two quorums of five keypers share three at least, whose signatures do not change.
    expect(new Set(both).size).toBeLessThanOrEqual(5);
    again.close();
  });
});

describe("a sequencer that cheats gets nothing", () => {
  test("for a list before the slot's close", async () => {
    const refusal = await refusalOf(client.certify(requestFor(SLOT + 1, 0, 1)));
    expect(refusal).toMatch(/^tooFew.*beforeClose/);
  });

  test("for shares without a certificate, or against one that does not hold", async () => {
    const request = requestFor(SLOT, 0, 1);
    const digest = certificateDigest(context, request);
    const signed = (count: number) =>
      encodeCertificate(
        Array.from({ length: count }, (_, index) => ({
          index,
          signature: keyperSigner(index).sign(digest),
        })),
      );
    for (const certificate of [new Uint8Array(0), signed(3), signed(5)]) {
      const refusal = await refusalOf(client.open(FIRST, { ...request, certificate }));
      expect(refusal).toMatch(/^tooFew.*badCertificate/);
    }
    const certificate = signed(4);
    const other = { ...request, slot: SLOT + 1, certificate };
    expect(await refusalOf(client.open(FIRST, other))).toMatch(/badCertificate/);
    await expect(client.open(FIRST, { ...request, certificate })).resolves.toBeDefined();
  });

  test("for shares of keys that L1 does not know", async () => {
    const certificate = await client.certify(requestFor(SLOT, 0, 1));
    local.l1.registered = false;
    const certified = { ...requestFor(SLOT, 0, 1), certificate };
    expect(await refusalOf(client.open(FIRST, certified))).toMatch(/^tooFew.*notReady/);
  });

  test("for a second list of a slot, whichever keypers it shows it to", async () => {
    for (const index of [0, 1]) await askCertify(index, SLOT, 0, 1);
    for (const index of [2, 3]) await askCertify(index, SLOT, 0, 2);
    const refusals = [
      await refusalOf(client.certify(requestFor(SLOT, 0, 1))),
      await refusalOf(client.certify(requestFor(SLOT, 0, 2))),
    ];
    const [first, second] = refusals as [string, string];
    // The last keyper signs whichever comes first: neither list has more than three.
    expect(first).toMatch(/^secondRoot: .*"good":3/);
    expect(second).toMatch(/^secondRoot: .*"good":2/);
    expect(client.mayPass(new KeyperRefusal("secondRoot", SLOT, 0, ""))).toBe(false);
  });

  test("for a parent that leaves out what a keyper signed", async () => {
    await client.certify(requestFor(SLOT, 0, 1));
    local.now = closeMsOf(SLOT + 1) + 500;
    expect(await refusalOf(client.certify(requestFor(SLOT + 1, 0, 1)))).toMatch(/wrongParent/);
    expect(await refusalOf(client.certify(requestFor(SLOT + 1, SLOT, 1)))).toBe("none");
    local.l1.lost.add(SLOT + 1);
    local.now = closeMsOf(SLOT + 2) + 500;
    expect(await refusalOf(client.certify(requestFor(SLOT + 2, SLOT, 1)))).toBe("none");
  });
});

describe("a keyper", () => {
  test("that was away takes the parent from the others' certificate, or from L1", async () => {
    local.stopKeyper(4);
    for (const slot of [SLOT, SLOT + 1]) {
      local.now = closeMsOf(slot) + 500;
      await client.certify(requestFor(slot, slot === SLOT ? 0 : SLOT, 1));
    }
    await local.startKeyper(4);
    local.stopKeyper(0);
    local.now = closeMsOf(SLOT + 2) + 500;
    expect(await refusalOf(client.certify(requestFor(SLOT + 2, SLOT + 1, 1)))).toBe("none");
    await local.startKeyper(0);
    local.stopKeyper(1);
    local.now = closeMsOf(SLOT + 3) + 500;
    const forgetful = local.client();
    const next = requestFor(SLOT + 3, SLOT + 2, 1);
    expect(await refusalOf(forgetful.certify(next))).toMatch(/^tooFew.*wrongParent/);
    local.l1.certified = SLOT + 2;
    expect(await refusalOf(forgetful.certify(next))).toBe("none");
    forgetful.close();
  });

  test("that is killed while it signs gives the same signature afterwards, and no other", async () => {
    for (const [when, survives] of [
      ["beforeCommit", false],
      ["afterCommit", true],
    ] as const) {
      const slot = survives ? SLOT + 1 : SLOT;
      local.now = closeMsOf(slot) + 500;
      const hook = { beforeCommit: () => {}, afterCommit: () => {} };
      const dies = (point: string): void => {
        if (point === "signCertificate") throw new RangeError("power cut");
      };
      local.stopKeyper(0);
      await local.startKeyper(0, { hook: { ...hook, [when]: dies } });
      await expect(askCertify(0, slot, slot === SLOT ? 0 : SLOT, 1)).rejects.toThrow(PeerError);
      local.stopKeyper(0);
      await local.startKeyper(0);
      const parent = slot === SLOT ? 0 : SLOT;
      const other = refusalOf(askCertify(0, slot, parent, 2));
      if (survives) expect(await other).toMatch(/^refused secondRoot/);
      else expect(await other).toBe("none");
    }
  });

  test("that gives a wrong share or a wrong signature is named and not counted", async () => {
    local.stopKeyper(1);
    await local.startKeyper(1, {
      change: {
        "/v1/release": () => ({ share: hexOf(new Uint8Array(32).fill(1)) }),
        "/v1/certify": () => ({ signature: hexOf(keyperSigner(2).sign(new Uint8Array(32))) }),
      },
    });
    for (const index of [3, 4]) local.stopKeyper(index);
    const request = requestFor(SLOT, 0, 1);
    expect(await refusalOf(client.certify(request))).toMatch(/keyper 1: a signature that is not/);
    for (const index of [3, 4]) await local.startKeyper(index);
    const certificate = await client.certify(request);
    local.stopKeyper(4);
    await client.open(FIRST, { ...request, certificate });
    local.stopKeyper(3);
    expect(await refusalOf(client.open(FIRST, { ...request, certificate }))).toMatch(
      /keyper 1: a share that is not its own/,
    );
  });

  test("whose clock is too far from the others' does not hold them up", async () => {
    const request = requestFor(SLOT, 0, 1);
    local.skewMs.set(2, -4_000);
    expect(await refusalOf(askCertify(2, SLOT, 0, 1))).toMatch(/^refused beforeClose/);
    local.skewMs.set(2, 6_000);
    expect(await refusalOf(askCertify(2, SLOT, 0, 1))).toMatch(/^refused clock/);
    expect(await refusalOf(client.certify(request))).toBe("none");
    local.stopKeyper(0);
    expect(await refusalOf(client.certify(request))).toMatch(/^tooFew.*keyper 2.*clock/);
  });

  test("signs nothing long after the close", async () => {
    local.now = closeMsOf(SLOT) + (LATE_SECONDS + 1) * 1_000;
    expect(await refusalOf(askCertify(0, SLOT, 0, 1))).toMatch(/^refused tooLate/);
    local.now = closeMsOf(SLOT) + 61_000;
    expect(await refusalOf(askCertify(0, SLOT, 0, 1))).toMatch(/^refused afterDeadline/);
  });

  test("shows others what it signed, once it did", async () => {
    const peer = local.peer(0, keyperSigner(1));
    expect(await refusalOf(peer.ask("/v1/signed", { slot: SLOT }))).toMatch(/notCertified/);
    await askCertify(0, SLOT, 0, 1);
    expect((await peer.ask("/v1/signed", { slot: SLOT })).parent).toBe(0);
    peer.close();
  });
});

describe("a request", () => {
  test("for what it signed may be anybody's, but none that is signed wrongly", async () => {
    const ask = async (headers: Record<string, string> = {}) => {
      const body = JSON.stringify({ slot: SLOT });
      const answer = await fetch(`${local.url(0)}/v1/signed`, { method: "POST", body, headers });
      return { status: answer.status, value: (await answer.json()) as unknown };
    };
    expect(await ask()).toMatchObject({ status: 409, value: { error: { number: 9 } } });
    await askCertify(0, SLOT, 0, 1);
    const { status, value } = await ask();
    expect(status).toBe(200);
    const { root, parent, signature } = ANSWERS["/v1/signed"].parse(value);
    const digest = certificateDigest(context, { slot: SLOT, root, parent });
    expect(recoverSigner(crypto, digest, signature)).toEqual(keyperSigner(0).address);
    expect((await ask({ [HEADER.time]: String(local.now) })).status).toBe(401);
  });

  test("of a stranger, in no form or for nothing is refused with a number", async () => {
    const unknown = local.peer(0, stranger);
    expect(await refusalOf(unknown.ask("/v1/status", {}))).toMatch(/401 stranger/);
    unknown.close();
    const peer = local.peer(0);
    expect(await refusalOf(peer.ask("/v1/signed", { slot: "5" }))).toMatch(/400 malformed: slot/);
    expect(await refusalOf(peer.ask("/v1/signed", { slot: 5, more: 1 }))).toMatch(/malformed/);
    expect(await refusalOf(peer.ask("/v2/status" as never, {}))).toMatch(/404 notFound/);
    const long = { from: 1, filling: "x".repeat(1_000_001) };
    expect(await refusalOf(peer.ask("/v1/key-sets", long))).toMatch(/413 tooLarge|unreachable/);
    expect((await peer.ask("/v1/status", {})).lastSigned).toBe(0);
    peer.close();
    const bare = await fetch(`${local.url(0)}/v1/status`, { method: "POST", body: "{}" });
    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({ error: { number: 110, name: "badHeaders" } });
  });

  test("counts once, and only near its time", async () => {
    const body = Buffer.from("{}");
    const { address: to } = keyperSigner(0);
    const send = async (time: number, nonce: Uint8Array) => {
      const digest = requestDigest(context, { to, path: "/v1/status", time, nonce, body });
      const headers = {
        [HEADER.time]: String(time),
        [HEADER.nonce]: hexOf(nonce),
        [HEADER.signature]: hexOf(sequencer.sign(digest)),
      };
      const options = { method: "POST", agent: false, headers };
      const text = await new Promise<string>((resolve, reject) => {
        const call = request(`${local.url(0)}/v1/status`, options, async (answer) =>
          resolve((await answer.setEncoding("utf8").toArray()).join("")),
        );
        call.once("error", reject).end(body);
      });
      return FAILURE.safeParse(JSON.parse(text)).data?.error.number ?? 0;
    };
    const nonce = (n: number) => new Uint8Array(16).fill(n);
    expect(await send(local.now, nonce(1))).toBe(0);
    expect(await send(local.now, nonce(1))).toBe(112);
    expect(await send(local.now + 1, nonce(1))).toBe(112);
    expect(await send(local.now + 5_001, nonce(2))).toBe(111);
    expect(await send(local.now - 5_001, nonce(3))).toBe(111);
    local.now += 4_000;
    expect(await send(local.now - 4_000, nonce(4))).toBe(0);
    // What came before a restart cannot come again after it, though its nonce is forgotten.
    local.stopKeyper(0);
    await local.startKeyper(0);
    expect(await send(local.now - 3_999, nonce(1))).toBe(111);
  });

  test("is answered by its keyper alone: another's answer is not believed", async () => {
    const impostor = keyperSigner(1);
    const now = (): number => local.now;
    const { address: self } = keyperSigner(0);
    const guard = new Guard({ context, self, allowed: [sequencer.address], skewMs: 5_000, now });
    const handlers = { "/v1/signed": () => ({ root: "0x", parent: 0, signature: "0x" }) } as never;
    const parts = { context, signer: impostor, guard, handlers, host: "127.0.0.1", port: 0 };
    const { server, port } = await serve({ ...parts, onFailure: () => {} });
    const peer = new Peer({
      context,
      signer: sequencer,
      index: 0,
      address: self,
      url: `http://127.0.0.1:${port}`,
      timeoutMs: 1_000,
      now,
    });
    const refusal = await refusalOf(peer.ask("/v1/signed", { slot: SLOT }));
    expect(refusal).toMatch(/^wrongAnswer.*did not sign/);
    peer.close();
    server.close().closeAllConnections();
  });
});

const stranger = keySigner(crypto, new Uint8Array(32).fill(9));
