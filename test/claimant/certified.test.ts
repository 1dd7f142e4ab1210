import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { bigintToBytes, toHex } from "#protocol/bytes";
import { certificateFault } from "#protocol/certificate";
import { certificateDigest } from "#protocol/messages";
import { keySigner } from "#protocol/signature";
import { createNativeCrypto } from "../../circuits-free-verifier/crypto/native.ts";
import {
  askKeyper,
  KeyperSilent,
  NOT_CERTIFIED,
  SIGNED_ANSWER,
  SIGNED_PATH,
} from "../../claimant/receipts/askKeyper.ts";
import { certify, keyperOf, type SignedLink } from "../../claimant/receipts/certified.ts";
import { type Verdict, withCertificate } from "../../claimant/receipts/judge.ts";
import { readShown } from "../../claimant/receipts/shown.ts";
import { ANSWERS, OPEN, REQUESTS } from "../../keyper/committee/api.ts";
import { KEYPER_REFUSALS } from "../../keyper/errors.ts";

const crypto = await createNativeCrypto();
const context = { crypto, domainSeparator: new Uint8Array(32).fill(7) };
const signerOf = (n: number) => keySigner(crypto, bigintToBytes(0x5ec0n + BigInt(n), 32));
const addresses = [0, 1, 2, 3, 4].map((n) => signerOf(n).address);
const committee = { keypers: addresses.map(toHex), quorum: 3 };
const SLOT = 5;
const ROOT = new Uint8Array(32).fill(1);
const OTHER = new Uint8Array(32).fill(2);

function link(keyper: number, root = ROOT, parent = 4, slot = SLOT): SignedLink {
  const signature = signerOf(keyper).sign(certificateDigest(context, { slot, root, parent }));
  return { root, parent, signature };
}
const certified = (...links: SignedLink[]) => certify(context, committee, SLOT, links);

describe("a certificate", () => {
  test("is made of q signatures in any order, and L1 takes it", () => {
    const made = certified(link(4), link(0), link(2));
    expect(made).toMatchObject({ root: ROOT, parent: 4 });
    const digest = certificateDigest(context, { slot: SLOT, root: ROOT, parent: 4 });
    const bytes = made?.certificate ?? new Uint8Array();
    expect(certificateFault(crypto, digest, bytes, addresses, 3)).toBeUndefined();
  });

  test("has exactly q signatures, however many there are", () => {
    const made = certified(link(4), link(3), link(2), link(1), link(0));
    expect(made?.certificate).toEqual(certified(link(2), link(3), link(4))?.certificate);
  });

  test.each([
    ["one too few", [link(0), link(1)]],
    ["none", []],
    ["a keyper twice", [link(0), link(1), link(1)]],
    ["a stranger", [link(0), link(1), link(9)]],
    ["another root", [link(0), link(1), link(2, OTHER)]],
    ["another parent", [link(0), link(1), link(2, ROOT, 3)]],
    ["another slot", [link(0), link(1), link(2, ROOT, 4, SLOT + 1)]],
    ["no signature", [link(0), link(1), { ...link(2), signature: new Uint8Array(65) }]],
  ])("is not made of %s", (_what, links) => {
    expect(certified(...links)).toBeUndefined();
  });

  test("is made beside keypers that signed otherwise", () => {
    const made = certified(link(0, OTHER), link(1, OTHER), link(2), link(3), link(4));
    expect(made?.root).toEqual(ROOT);
    expect(keyperOf(context, committee, SLOT, link(3))).toBe(3);
    expect(keyperOf(context, committee, SLOT, link(9))).toBeUndefined();
  });

  test("makes a dropped slot an unsealed one, and changes no other verdict", () => {
    const made = certified(link(0), link(1), link(2));
    const receipt = { slot: SLOT, account: 1, version: 0, envelopeHash: ROOT, signature: ROOT };
    const dropped: Verdict = { kind: "dropped", slot: SLOT, account: 1, receipt };
    expect(withCertificate(dropped, undefined)).toBe(dropped);
    expect(withCertificate(dropped, made)).toEqual({
      ...dropped,
      kind: "unsealed",
      certified: made,
    });
    const honoured: Verdict = { kind: "honoured", slot: SLOT, account: 1 };
    expect(withCertificate(honoured, made)).toBe(honoured);
  });
});

describe("a kept certificate", () => {
  const made = certified(link(4), link(0), link(2));
  const hex = toHex(made?.certificate ?? new Uint8Array());
  const word = `${SLOT}:4:${toHex(ROOT)}:${hex}`;

  test("gives the signatures that it is made of", () => {
    const read = readShown(word);
    expect(read?.slot).toBe(SLOT);
    expect(certified(...(read?.links ?? []))).toEqual(made);
  });

  test.each([
    ["no slot", `4:${toHex(ROOT)}:${hex}`],
    ["slot 0", `0:4:${toHex(ROOT)}:${hex}`],
    ["a slot too high", `4294967296:4:${toHex(ROOT)}:${hex}`],
    ["a parent too high", `5:4294967296:${toHex(ROOT)}:${hex}`],
    ["a short root", `5:4:0x01:${hex}`],
    ["no signature", `5:4:${toHex(ROOT)}:0x`],
    ["half a signature", `${word}00`],
    ["more signatures than keypers", `${word}${hex.slice(2)}${hex.slice(2)}`],
    ["upper case", word.toUpperCase()],
  ])("with %s is none", (_what, spoiled) => {
    expect(readShown(spoiled)).toBeUndefined();
  });
});

describe("a keyper's answer", () => {
  let server: Server | undefined;
  afterEach(() => server?.close().closeAllConnections());

  async function answering(status: number, body: string): Promise<string> {
    server = createServer((_, response) => response.writeHead(status).end(body));
    const listening = server;
    await new Promise<void>((done) => listening.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  }
  const good = { root: toHex(ROOT), parent: 4, signature: toHex(link(0).signature) };

  test("has the form that the keypers' API gives it, and may be asked for by anybody", () => {
    expect(OPEN.has(SIGNED_PATH)).toBe(true);
    expect(REQUESTS[SIGNED_PATH].parse({ slot: SLOT })).toEqual({ slot: SLOT });
    expect(SIGNED_ANSWER.parse(good)).toEqual(ANSWERS[SIGNED_PATH].parse(good));
    expect(KEYPER_REFUSALS.notCertified.number).toBe(NOT_CERTIFIED);
  });

  test("is what it signed, or that it signed nothing", async () => {
    expect(await askKeyper(await answering(200, JSON.stringify(good)), SLOT)).toEqual(link(0));
    server?.close();
    const error = { number: NOT_CERTIFIED, name: "notCertified", message: "no" };
    expect(await askKeyper(await answering(409, JSON.stringify({ error })), SLOT)).toBeUndefined();
  });

  test.each([
    ["no JSON", 200, "<html>", /another form/],
    ["a short root", 200, JSON.stringify({ ...good, root: "0x01" }), /another form/],
    ["a negative parent", 200, JSON.stringify({ ...good, parent: -1 }), /another form/],
    ["far too much", 200, " ".repeat(5_000), /longer answer/],
    ["a refusal without a reason", 500, "", /status 500: no reason/],
    [
      "a refusal for another reason",
      401,
      JSON.stringify({ error: { number: 110, message: "headers" } }),
      /status 401: headers/,
    ],
    ["another address", 302, "", /redirect/],
  ])("with %s is none", async (_what, status, body, reason) => {
    const asked = askKeyper(await answering(status, body), SLOT);
    await expect(asked).rejects.toThrow(KeyperSilent);
    await expect(asked).rejects.toThrow(reason);
  });

  test("that does not come is none", async () => {
    const url = await answering(200, "");
    await new Promise((done) => server?.close(done));
    await expect(askKeyper(url, SLOT)).rejects.toThrow(/ECONNREFUSED/);
  });
});
