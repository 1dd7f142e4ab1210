import { createHash } from "node:crypto";
import type { Crypto } from "#protocol/crypto";
import { shuffleAll } from "#protocol/shuffle";
import { standInKey, standInProof, standInShared } from "../reference/sealing.ts";

/** The double of the Crypto port that belongs to `standInSuite`: no curve, one hash. */
export function createStandInCrypto(): Crypto {
  const sha256 = (data: Uint8Array): Uint8Array =>
    new Uint8Array(createHash("sha256").update(data).digest());
  const unused = (): never => {
    throw new RangeError("the trace neither signs nor makes points");
  };
  return {
    name: "pure",
    keccak256: sha256,
    sha256,
    recover(digest, _v, r, s) {
      const signer = s.slice(12);
      return Buffer.compare(r, standInProof(digest, signer)) === 0 ? signer : sha256(r).slice(12);
    },
    sign: unused,
    sharedAddress(point, scalar) {
      const usable = (point[0] === 2 || point[0] === 3) && point.subarray(1).some((b) => b !== 0);
      return usable ? standInShared(point, standInKey(scalar)) : undefined;
    },
    addressOf: standInKey,
    pointOf: unused,
    shuffle: (count, seed) => shuffleAll({ sha256 }, count, seed),
  };
}
