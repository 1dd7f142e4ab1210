import { hashTypedData } from "viem";
import { describe, expect, test } from "vitest";
import { toHex } from "#protocol/bytes";
import { ENVELOPE_BLOCKS, SIDE } from "#protocol/constants";
import { foldProof, levelsAbove } from "#protocol/foldProof";
import * as layout from "#protocol/layout";
import { balanceOfLeaf, orderOfLeaf } from "#protocol/leafBytes";
import { readBalance, readOrder, writeBalance, writeOrder } from "#protocol/leaves";
import { domainSeparatorOf } from "#protocol/messages";
import { draftEnvelope } from "#protocol/sealEnvelope";
import { State } from "#protocol/state";
import { createPureCrypto } from "../../circuits-free-verifier/crypto/pure.ts";
import { provenLeaf } from "../../claimant/provenLeaf.ts";
import { envelopeTypedData } from "../../client/orders/sign.ts";
import { Random, SEED, scaled } from "../reference/random.ts";
import { exampleDeployment } from "../vectors/deployment.ts";

const crypto = createPureCrypto();

describe("a leaf read from its bytes", () => {
  test(`is what the state's own readers say, under the state's root (seed ${SEED})`, () => {
    const random = new Random(SEED, 43);
    const state = new State();
    const balances = Array.from({ length: 40 }, () => ({
      account: random.below(2 ** 24),
      asset: random.below(64),
      available: random.magnitude(2 ** 53 - 1),
      withdrawn: BigInt(random.below(2 ** 53)) * BigInt(random.between(1, 2_000)),
    }));
    const orders = Array.from({ length: 40 }, () => ({
      market: random.below(64),
      side: random.pick([SIDE.buy, SIDE.sell]),
      key: random.below(2 ** 20),
      position: random.below(2 ** 53),
      account: random.below(2 ** 24),
      lots: random.magnitude(2 ** 32 - 1),
      slot: random.below(2 ** 32),
      expiry: random.below(2 ** 32),
    }));
    for (const { account, asset, ...balance } of balances) {
      writeBalance(state, account, asset, balance);
    }
    for (const { market, side, key, position, ...order } of orders) {
      writeOrder(state, market, side, key, position, order);
    }
    const root = state.root();
    const proven = (gindex: number): Uint8Array => {
      const { leaf, proof } = provenLeaf(state, gindex);
      const siblings = proof.map((sibling) =>
        Uint8Array.from(Buffer.from(sibling.slice(2), "hex")),
      );
      const bytes = Uint8Array.from(Buffer.from(leaf.slice(2), "hex"));
      expect(siblings).toHaveLength(levelsAbove(gindex));
      expect(toHex(foldProof(crypto, gindex, bytes, siblings))).toBe(toHex(root));
      return bytes;
    };
    for (const { account, asset } of balances) {
      const leaf = proven(layout.balanceLeaf(account, asset));
      expect(balanceOfLeaf(leaf)).toEqual(readBalance(state, account, asset));
    }
    for (const { market, side, key, position } of orders) {
      const leaf = proven(layout.orderLeaf(market, side, key, position));
      expect(orderOfLeaf(leaf)).toEqual(readOrder(state, market, side, key, position));
    }
    expect(orderOfLeaf(new Uint8Array(32))).toBeUndefined();
  });
});

describe("what a wallet signs", () => {
  test(`is the digest that the exchange and L1 recover the signer from (seed ${SEED})`, () => {
    const random = new Random(SEED, 44);
    for (let n = 0; n < scaled(20); n++) {
      const chainId = random.between(1, 2 ** 31);
      const settlement = toHex(random.bytes(20));
      const address = Uint8Array.from(Buffer.from(settlement.slice(2), "hex"));
      const context = { crypto, domainSeparator: domainSeparatorOf(crypto, chainId, address) };
      const facts = { chainId, settlement, context, deployment: exampleDeployment() };
      const operations = Array.from(
        { length: random.pick(ENVELOPE_BLOCKS) },
        () =>
          ({ kind: "withdraw", asset: random.below(64), amount: random.below(2 ** 53) }) as const,
      );
      const draft = draftEnvelope(context, {
        slot: random.below(2 ** 32),
        account: random.below(2 ** 24),
        version: random.below(2 ** 16),
        operations,
        batchPoint: crypto.pointOf(random.bytes(32)) ?? expect.fail("a point"),
        random: random.bytes(32),
      });
      expect(hashTypedData(envelopeTypedData(facts, draft))).toBe(toHex(draft.digest));
    }
  });
});
