/**
 * Every number that TypeScript and Solidity must agree on. codegen.ts copies them to
 * contracts/generated/Constants.sol; relations between them are asserted at the end of the file.
 */

/** Largest amount, in units of an asset. Sums and products are tested against it before use. */
export const MAX_AMOUNT = Number.MAX_SAFE_INTEGER;
export const MAX_LOTS = 2 ** 32 - 1;
export const MAX_SLOT = 2 ** 32 - 1;
export const MAX_FEE_BPS = 1_000;
export const BPS = 10_000;

export const TICK_BITS = 20;
/** Ticks run from 1 to TICK_LIMIT − 1. */
export const TICK_LIMIT = 2 ** TICK_BITS;

export const ACCOUNT_DEPTH = 24;
export const MAX_ACCOUNTS = 2 ** ACCOUNT_DEPTH;
export const ASSET_DEPTH = 6;
export const MAX_ASSETS = 2 ** ASSET_DEPTH;
export const MARKET_DEPTH = 6;
export const MAX_MARKETS = 2 ** MARKET_DEPTH;
export const RING_DEPTH = 16;
/** Orders that one price level can hold, dead ones not yet skipped included. */
export const RING_SIZE = 2 ** RING_DEPTH;
/** Slots of one expiry table; also how far ahead an order may expire. */
export const ERA_SLOTS = 2 ** TICK_BITS;

/** Units of asset 0 that one block may cost at most; 32 of them stay below 2^53. */
export const MAX_OPERATION_FEE = 2 ** 48 - 1;

/** Account that fees are paid to. */
export const OPERATOR_ACCOUNT = 0;
/** Asset that envelopes pay the operation fee in. */
export const FEE_ASSET = 0;

export const HEADER_DEPTH = 3;

/** Blocks an envelope may hold. */
export const ENVELOPE_BLOCKS = [1, 2, 4, 8, 16, 32] as const;
export const BLOCK_BYTES = 16;
/** Bytes of an envelope beside its ciphertext. */
export const ENVELOPE_OVERHEAD = 104;
export const MAX_BLOCKS = 32;

export const ENVELOPE_TREE_DEPTH = 10;
export const MAX_ENVELOPES = 2 ** ENVELOPE_TREE_DEPTH;
/** Of the posted form, Σ (m u8 ‖ envelope). */
export const MAX_SEAL_BYTES = 120_000;

export const KEY_SET_DEPTH = 10;
export const KEY_SET_SLOTS = 2 ** KEY_SET_DEPTH;
/** How far ahead of the present, or of the last key set, another may begin, in slots. */
export const KEY_SET_HORIZON = 16 * KEY_SET_SLOTS;
/** An offence's reward is the bond over this: a culprit that reports itself keeps so little. */
export const OFFENCE_REWARD_SHARE = 16;
export const MAX_KEYPERS = 7;
/** keyper index u8 ‖ r ‖ s ‖ v */
export const CERTIFICATE_ENTRY_BYTES = 66;
export const RECEIPT_BYTES = 107;

export const SHUFFLE_ROUNDS = 90;

export const CLAIM_TREE_DEPTH = 10;
export const MAX_CHUNKS = 1_000;
export const MAX_CLAIM_BYTES = 100_000;
/** A claim that does not end at Start has MAX_CHUNKS chunks or at least this many bytes. */
export const FULL_CLAIM_BYTES = 90_000;
/** records length u16 ‖ state root 32 */
export const CHUNK_OVERHEAD = 34;
/** Longest record: an Expire record. */
export const MAX_RECORD_BYTES = 14;
export const MIN_STEPS_PER_ROOT = 1;
/**
 * Many more could not be refuted: the challenge of 24 worst-case steps takes 107 kB of calldata, that of 32 takes 139,
 * and a transaction has 131 (test/contracts/corpus/ChallengeGas.t.sol).
 */
export const MAX_STEPS_PER_ROOT = 24;

/** Limits of an L1 transaction: EIP-7825's gas cap and the size that nodes relay. */
export const MAX_TRANSACTION_GAS = 16_777_216;
export const MAX_TRANSACTION_BYTES = 131_072;

export const PHASE = {
  start: 0,
  expireBefore: 1,
  inbox: 2,
  operation: 3,
  clear: 4,
  fillBids: 5,
  fillAsks: 6,
  close: 7,
  expireThis: 8,
} as const;
export type Phase = (typeof PHASE)[keyof typeof PHASE];

/** Where fields begin in what is posted, bytes (PROTOCOL.md §4 and §5). */
export const OFFSET = {
  envelopeAccount: 0,
  envelopeVersion: 4,
  envelopePoint: 6,
  envelopeCiphertext: 39,
  inboxAccount: 1,
  inboxBody: 5,
  inboxQueuedAt: 26,
  chunkRoot: 2,
  chunkRecords: 34,
} as const;

export const OPERATION = { nop: 0, place: 1, cancel: 2, withdraw: 3 } as const;
export const INBOX = {
  register: 1,
  deposit: 2,
  setSigner: 3,
  forcedCancel: 4,
  forcedWithdraw: 5,
} as const;
export const SIDE = { buy: 0, sell: 1 } as const;
/** 0 to buy, 1 to sell. */
export type Side = (typeof SIDE)[keyof typeof SIDE];

/** Sources of the EIP-712 types and the key derivation's domain; hashed by messages.ts and by L1. */
export const DOMAIN_NAME = "Walras";
export const DOMAIN_VERSION = "1";
export const EIP712_TYPES = {
  domain: "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)",
  envelope: "Envelope(uint32 slot,address batchKey,uint32 account,uint16 version,bytes body)",
  certificate: "Certificate(uint32 slot,bytes32 root,uint32 parent)",
  keySet: "KeySet(uint32 first,bytes32 root)",
  receipt: "Receipt(uint32 slot,uint32 account,uint16 version,bytes32 envelopeHash)",
} as const;
export const KDF_TAG = "walras/envelope-kdf/v1";

/** secp256k1's group order. */
export const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const largestChunk = CHUNK_OVERHEAD + MAX_STEPS_PER_ROOT * MAX_RECORD_BYTES;
const relations: readonly [string, boolean][] = [
  [
    "a full claim and one more chunk fit a claim",
    FULL_CLAIM_BYTES + largestChunk <= MAX_CLAIM_BYTES,
  ],
  ["the claim tree holds a claim", MAX_CHUNKS <= 2 ** CLAIM_TREE_DEPTH],
  ["a seal fits a transaction", MAX_SEAL_BYTES + 4_096 <= MAX_TRANSACTION_BYTES],
  [
    "the largest envelope fits a seal",
    1 + ENVELOPE_OVERHEAD + MAX_BLOCKS * BLOCK_BYTES <= MAX_SEAL_BYTES,
  ],
  [
    "the envelope tree holds a seal of the smallest envelopes",
    MAX_SEAL_BYTES / (1 + ENVELOPE_OVERHEAD + BLOCK_BYTES) <= MAX_ENVELOPES,
  ],
  ["an era is indexed like ticks", ERA_SLOTS === TICK_LIMIT],
];
for (const [relation, holds] of relations) {
  if (!holds) throw new RangeError(`constants: not true that ${relation}`);
}
