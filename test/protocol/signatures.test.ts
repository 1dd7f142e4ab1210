import fc from "fast-check";
import { type HashTypedDataParameters, hashDomain, hashTypedData, type TypedData } from "viem";
import { describe, expect, test } from "vitest";
import { hexToBytes, toHex } from "#protocol/bytes";
import { certificateFault, decodeCertificate, encodeCertificate } from "#protocol/certificate";
import { EIP712_TYPES } from "#protocol/constants";
import { EncodingError } from "#protocol/errors";
import {
  certificateDigest,
  domainSeparatorOf,
  envelopeDigest,
  keySetDigest,
  receiptDigest,
} from "#protocol/messages";
import { decodeReceipt, encodeReceipt, isReceiptOf } from "#protocol/receipt";
import { isSignature } from "#protocol/signature";
import { IMPLEMENTATIONS, named, vectorsOf } from "./vectorFile.ts";

const certificates = vectorsOf<{
  domainSeparator: string;
  slot: number;
  root: string;
  parent: number;
  digest: string;
  keypers: string[];
  quorum: number;
  cases: { name: string; certificate: string; fault: string }[];
}>("certificate.json");

const receipts = vectorsOf<{
  domainSeparator: string;
  sequencer: string;
  cases: {
    name: string;
    receipt: string;
    slot: number;
    account: number;
    version: number;
    envelopeHash: string;
    digest: string;
    good: boolean;
  }[];
}>("receipt.json");

describe.each(IMPLEMENTATIONS)("certificate vectors, %s", (_, crypto) => {
  const context = { crypto, domainSeparator: hexToBytes(certificates.domainSeparator) };
  const { slot, root, parent, quorum } = certificates;
  const digest = certificateDigest(context, { slot, root: hexToBytes(root), parent });
  const keypers = certificates.keypers.map((keyper) => hexToBytes(keyper));

  test("digest", () => {
    expect(toHex(digest)).toBe(certificates.digest);
  });

  test.each(named(certificates.cases))("%s", (_name, item) => {
    const bytes = hexToBytes(item.certificate);
    const fault = certificateFault(crypto, digest, bytes, keypers, quorum);
    expect(fault ?? "").toBe(item.fault);
    if (fault !== undefined) return;
    const entries = decodeCertificate(bytes)!;
    expect(encodeCertificate([...entries].reverse())).toEqual(bytes);
  });
});

describe.each(IMPLEMENTATIONS)("receipt vectors, %s", (_, crypto) => {
  const context = { crypto, domainSeparator: hexToBytes(receipts.domainSeparator) };

  test.each(named(receipts.cases))("%s", (name, item) => {
    expect(item.good).toBe(name.startsWith("good"));
    const bytes = hexToBytes(item.receipt);
    const receipt = decodeReceipt(bytes);
    if (receipt === undefined) return expect(bytes.length).not.toBe(107);
    const { slot, account, version, envelopeHash } = receipt;
    expect({ slot, account, version, envelopeHash: toHex(envelopeHash) }).toEqual({
      slot: item.slot,
      account: item.account,
      version: item.version,
      envelopeHash: item.envelopeHash,
    });
    expect(toHex(receiptDigest(context, receipt))).toBe(item.digest);
    expect(isReceiptOf(context, receipt, hexToBytes(receipts.sequencer))).toBe(item.good);
    expect(encodeReceipt(receipt)).toEqual(bytes);
  });
});

const [, crypto] = IMPLEMENTATIONS[0]!;

test.each([
  ["an index of 256", 256, 65],
  ["a signature of 64 bytes", 0, 64],
])("%s does not fit a certificate", (_, index, length) => {
  const entry = { index, signature: new Uint8Array(length) };
  expect(() => encodeCertificate([entry])).toThrow(EncodingError);
});

test.each([0, 64, 66])("%i bytes are no signature", (length) => {
  expect(isSignature(new Uint8Array(length).fill(27))).toBe(false);
});

describe("digests are those of another implementation of EIP-712", () => {
  type Field = { name: string; type: string };
  /** "Name(type field,…)" as the fields that viem takes. */
  const fieldsOf = (type: string): Field[] =>
    type
      .slice(type.indexOf("(") + 1, -1)
      .split(",")
      .map((field) => {
        const [solidity, name] = field.split(" ");
        return { name: name!, type: solidity! };
      });
  const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const u16 = fc.integer({ min: 0, max: 2 ** 16 - 1 });
  const word = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const address = fc.uint8Array({ minLength: 20, maxLength: 20 });

  const settlement = crypto.keccak256(Uint8Array.of(1)).slice(12);
  const chainId = 1_234_567_890_123;
  const domain = {
    name: "Walras",
    version: "1",
    chainId,
    verifyingContract: toHex(settlement),
  } as const;
  const context = { crypto, domainSeparator: domainSeparatorOf(crypto, chainId, settlement) };

  function elsewhere(type: keyof typeof EIP712_TYPES, message: Record<string, unknown>): string {
    const primaryType = EIP712_TYPES[type].slice(0, EIP712_TYPES[type].indexOf("("));
    const types = { [primaryType]: fieldsOf(EIP712_TYPES[type]) };
    const definition: unknown = { domain, types, primaryType, message };
    return hashTypedData(definition as HashTypedDataParameters<TypedData, string>);
  }

  test("domain", () => {
    const types = { EIP712Domain: fieldsOf(EIP712_TYPES.domain) };
    const definition: unknown = { domain, types };
    const elsewhere = hashDomain(definition as Parameters<typeof hashDomain>[0]);
    expect(toHex(context.domainSeparator)).toBe(elsewhere);
  });

  test("envelope", () => {
    const body = fc.uint8Array({ minLength: 49, maxLength: 545 });
    fc.assert(
      fc.property(u32, address, u32, u16, body, (slot, batchKey, account, version, bytes) => {
        const message = { slot, batchKey, account, version, body: bytes };
        expect(toHex(envelopeDigest(context, message))).toBe(
          elsewhere("envelope", { ...message, batchKey: toHex(batchKey), body: toHex(bytes) }),
        );
      }),
    );
  });

  test("certificate and key set", () => {
    fc.assert(
      fc.property(u32, word, u32, (slot, root, parent) => {
        expect(toHex(certificateDigest(context, { slot, root, parent }))).toBe(
          elsewhere("certificate", { slot, root: toHex(root), parent }),
        );
        expect(toHex(keySetDigest(context, { first: slot, root }))).toBe(
          elsewhere("keySet", { first: slot, root: toHex(root) }),
        );
      }),
    );
  });

  test("receipt", () => {
    fc.assert(
      fc.property(u32, u32, u16, word, (slot, account, version, envelopeHash) => {
        const message = { slot, account, version, envelopeHash };
        expect(toHex(receiptDigest(context, message))).toBe(
          elsewhere("receipt", { ...message, envelopeHash: toHex(envelopeHash) }),
        );
      }),
    );
  });
});
