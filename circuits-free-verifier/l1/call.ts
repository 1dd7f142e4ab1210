import type { Hex } from "viem";

export interface Call {
  /** Names the effect, such as "seal:5": however often it is asked for, it happens once. */
  readonly key: string;
  /** Undefined creates a contract. */
  readonly to?: Hex;
  readonly data: Hex;
  /** Wei. */
  readonly value?: bigint;
  /** The only nonce that it may be sent with. */
  readonly nonce?: number;
}
