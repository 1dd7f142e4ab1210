import { asciiBytes, concatBytes, hexToBytes, toHex } from "#protocol/bytes";
import { domainSeparatorOf, type SigningContext } from "#protocol/messages";
import { createPureCrypto } from "../../circuits-free-verifier/crypto/pure.ts";

/** What all generators of vectors share: one deployment, fixed randomness and one way to write JSON. */

export const crypto = createPureCrypto();
export const CHAIN_ID = 31_337;
export const SETTLEMENT = hexToBytes("0x5e771e000000000000000000000000000000ba7c", 20);
export const context: SigningContext = {
  crypto,
  domainSeparator: domainSeparatorOf(crypto, CHAIN_ID, SETTLEMENT),
};
export const DOMAIN = {
  chainId: CHAIN_ID,
  settlement: toHex(SETTLEMENT),
  domainSeparator: toHex(context.domainSeparator),
};

export const ZERO_ADDRESS = toHex(new Uint8Array(20));
export const ZERO_WORD = toHex(new Uint8Array(32));

/** `length` bytes that depend on the label alone: keccak(label ‖ 0), keccak(label ‖ 1), … */
export function bytesFrom(label: string, length = 32): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, n) =>
    crypto.keccak256(concatBytes(asciiBytes(label), Uint8Array.of(n))),
  );
  return concatBytes(...blocks).slice(0, length);
}

/** An integer of 0 … limit − 1 that depends on the label alone. */
export function numberFrom(label: string, limit: number): number {
  return Number(BigInt(toHex(bytesFrom(label, 8))) % BigInt(limit));
}

type Value = string | number | boolean | readonly number[] | readonly string[];
/** A flat object; all objects of one list have the same keys, so that Forge reads it by vm.parseJsonTypeArray. */
export type Case = Readonly<Record<string, Value>>;
export type Vectors = Readonly<Record<string, Value | readonly Case[]>>;

/** JSON with one case, or one element of a long list of texts, a line. Throws where the cases of a list differ in shape. */
export function format(vectors: Vectors): string {
  const lines = Object.entries(vectors).map(([name, value]) => {
    if (isLong(value)) {
      const items = value.map((item) => `    ${JSON.stringify(item)}`);
      return `  ${JSON.stringify(name)}: [\n${items.join(",\n")}\n  ]`;
    }
    if (!isCases(value)) return `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    const shape = Object.keys(value[0] ?? {}).join();
    const odd = value.find((item) => Object.keys(item).join() !== shape);
    if (odd !== undefined) throw new TypeError(`${name}: ${JSON.stringify(odd)} is not {${shape}}`);
    const cases = value.map((item) => `    ${JSON.stringify(item)}`);
    return `  ${JSON.stringify(name)}: [\n${cases.join(",\n")}\n  ]`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** Lists of numbers or texts that one line would not show. */
const LONG = 100;

function isLong(value: Vectors[string]): value is readonly string[] {
  return Array.isArray(value) && value.length > LONG && typeof value[0] === "string";
}

function isCases(value: Vectors[string]): value is readonly Case[] {
  return Array.isArray(value) && typeof value[0] === "object";
}
