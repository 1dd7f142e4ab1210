/** What a transaction's gas is made of (EIP-2028 and EIP-7623). */
export interface GasParts {
  /** Of calldata. */
  readonly bytes: number;
  /** 21,000 for being a transaction. */
  readonly base: bigint;
  /** 4 for a zero byte and 16 for any other; 10 and 40 where that floor binds. */
  readonly calldata: bigint;
  /** The rest, refunds taken off; 0 where the floor binds, which covers it. */
  readonly execution: bigint;
  readonly floorBinds: boolean;
  readonly total: bigint;
}

const BASE = 21_000n;
const PER_TOKEN = 4n;
const FLOOR_PER_TOKEN = 10n;
const TOKENS_OF_BYTE = 4n;

/** Divides `gasUsed` of a call without access list. */
export function gasParts(calldata: Uint8Array, gasUsed: bigint): GasParts {
  const zeros = BigInt(calldata.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0));
  const tokens = zeros + TOKENS_OF_BYTE * (BigInt(calldata.length) - zeros);
  const floor = FLOOR_PER_TOKEN * tokens;
  const floorBinds = gasUsed === BASE + floor;
  const priced = floorBinds ? floor : PER_TOKEN * tokens;
  const execution = gasUsed - BASE - priced;
  return {
    bytes: calldata.length,
    base: BASE,
    calldata: priced,
    execution,
    floorBinds,
    total: gasUsed,
  };
}

export function sumOfParts(parts: readonly GasParts[]): GasParts {
  const sum = (part: "base" | "calldata" | "execution" | "total"): bigint =>
    parts.reduce((all, one) => all + one[part], 0n);
  return {
    bytes: parts.reduce((all, { bytes }) => all + bytes, 0),
    base: sum("base"),
    calldata: sum("calldata"),
    execution: sum("execution"),
    floorBinds: parts.some(({ floorBinds }) => floorBinds),
    total: sum("total"),
  };
}
