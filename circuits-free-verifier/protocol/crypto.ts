/**
 * What the rules need of hashes and curves. Implementations are handed in initialised, so that everything in
 * protocol/ stays synchronous: crypto/native.ts and crypto/pure.ts.
 */
export interface Crypto {
  readonly name: "native" | "pure";
  /** 32 fresh bytes. */
  keccak256(data: Uint8Array): Uint8Array;
  /** 32 fresh bytes. */
  sha256(data: Uint8Array): Uint8Array;
  /**
   * The 20-byte address that signed `digest`, or undefined where L1's ecrecover gives 0: v ∉ {27, 28}, r or s
   * outside [1, n), no point at r, point at infinity. Does not judge high s; callers do.
   */
  recover(digest: Uint8Array, v: number, r: Uint8Array, s: Uint8Array): Uint8Array | undefined;
  /** r 32 ‖ s 32 ‖ v 1 of a 32-byte digest: RFC 6979 nonce, low s. `privateKey` is in [1, n). */
  sign(digest: Uint8Array, privateKey: Uint8Array): Uint8Array;
  /**
   * address(scalar·point) for a compressed point. Undefined where L1's `ecrecover(0, prefix+25, U.x, scalar·U.x mod n)`
   * gives 0: prefix ∉ {2, 3}, U.x = 0, U.x ≥ n even where it is on the curve, off the curve, scalar ≡ 0 mod n.
   */
  sharedAddress(point: Uint8Array, scalar: Uint8Array): Uint8Array | undefined;
  /** address(scalar·G); undefined for a scalar outside [1, n). */
  addressOf(scalar: Uint8Array): Uint8Array | undefined;
  /** scalar·G, 33 compressed bytes; undefined for a scalar outside [1, n). */
  pointOf(scalar: Uint8Array): Uint8Array | undefined;
  /**
   * The order of application: element i is `compute_shuffled_index(i, count, seed)` of the consensus
   * specification's swap-or-not shuffle, SHA-256, 90 rounds.
   */
  shuffle(count: number, seed: Uint8Array): Uint32Array;
}
