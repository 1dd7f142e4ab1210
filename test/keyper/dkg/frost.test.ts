import { secp256k1_FROST as frost } from "@noble/curves/secp256k1.js";
import { expect, test } from "vitest";
import { commitmentsOf, deal } from "../../../keyper/dkg/dealing.ts";
import { everyone } from "../../../keyper/dkg/generation.ts";
import { coefficientsOf, combineShares, shareOf } from "../../../keyper/dkg/polynomial.ts";
import { runAtOnce } from "../../../keyper/dkg/work.ts";
import { committee, group } from "./simulation.ts";

/** An audited implementation of FROST's key generation, given the same polynomials. */

const five = committee(5, 3, 4);
const signers = { min: 3, max: 5 };
const seed = new Uint8Array(32).fill(3);
const SLOT = 1;

test("shares and commitments are those of another implementation", () => {
  const generation = { first: 1, attempt: 0, participants: everyone(five) };
  const commitments = commitmentsOf(five, runAtOnce(deal(five, generation, 0, seed)), SLOT);
  const coefficients = coefficientsOf(five, seed, SLOT);
  const shares = everyone(five).map((keyper) => ({
    keyper,
    share: shareOf(group, coefficients, keyper),
  }));
  for (const { keyper, share } of shares) {
    const identifier = frost.Identifier.fromNumber(keyper + 1);
    const secret = { identifier, signingShare: share };
    expect(() =>
      frost.validateSecret(secret, { signers, commitments, verifyingShares: {} }),
    ).not.toThrow();
  }
  const held = shares.slice(1, 4);
  const combined = frost.combineSecret(
    held.map(({ keyper, share }) => ({
      identifier: frost.Identifier.fromNumber(keyper + 1),
      signingShare: share,
    })),
    signers,
  );
  expect(combineShares(group, held)).toEqual(new Uint8Array(combined));
  expect(combineShares(group, held)).toEqual(coefficients[0]);
});
