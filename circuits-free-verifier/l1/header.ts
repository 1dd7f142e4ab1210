import { type Hex, isHex, keccak256, toRlp } from "viem";
import { L1WrongAnswer } from "./errors.ts";

/** A block's header as far as the code needs it. */
export interface Header {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly receiptsRoot: Hex;
}

type Raw = Readonly<Record<string, unknown>>;

/** Fields in the order in which a header is hashed; those from baseFeePerGas on came with later forks. */
const BYTES = "bytes";
const NUMBER = "number";
const FIELDS: readonly (readonly [name: string, kind: typeof BYTES | typeof NUMBER])[] = [
  ["parentHash", BYTES],
  ["sha3Uncles", BYTES],
  ["miner", BYTES],
  ["stateRoot", BYTES],
  ["transactionsRoot", BYTES],
  ["receiptsRoot", BYTES],
  ["logsBloom", BYTES],
  ["difficulty", NUMBER],
  ["number", NUMBER],
  ["gasLimit", NUMBER],
  ["gasUsed", NUMBER],
  ["timestamp", NUMBER],
  ["extraData", BYTES],
  ["mixHash", BYTES],
  ["nonce", BYTES],
  ["baseFeePerGas", NUMBER],
  ["withdrawalsRoot", BYTES],
  ["blobGasUsed", NUMBER],
  ["excessBlobGas", NUMBER],
  ["parentBeaconBlockRoot", BYTES],
  ["requestsHash", BYTES],
];

/** Reads a header as eth_getBlockByNumber gives it. Throws L1WrongAnswer. */
export function parseHeader(raw: unknown): Header {
  if (typeof raw !== "object" || raw === null) throw new L1WrongAnswer("block", raw, "an object");
  const fields = raw as Raw;
  return {
    number: integer(fields, "number"),
    hash: hash(fields, "hash"),
    parentHash: hash(fields, "parentHash"),
    timestamp: integer(fields, "timestamp"),
    receiptsRoot: hash(fields, "receiptsRoot"),
  };
}

/** The hash of all of a header's fields, which its own `hash` must equal. */
export function hashHeader(raw: unknown): Hex {
  const fields = raw as Raw;
  const present = FIELDS.filter(([name]) => fields[name] !== undefined && fields[name] !== null);
  return keccak256(
    toRlp(
      present.map(([name, kind]) => (kind === BYTES ? bytes(fields, name) : number(fields, name))),
    ),
  );
}

/** A number as RLP wants it: no leading zero byte, zero is empty. */
function number(fields: Raw, name: string): Hex {
  const digits = BigInt(bytes(fields, name)).toString(16);
  if (digits === "0") return "0x";
  return digits.length % 2 === 0 ? `0x${digits}` : `0x0${digits}`;
}

function bytes(fields: Raw, name: string): Hex {
  const value = fields[name];
  if (typeof value !== "string" || !isHex(value)) {
    throw new L1WrongAnswer(`block's ${name}`, value, "hexadecimal");
  }
  return value;
}

function hash(fields: Raw, name: string): Hex {
  const value = bytes(fields, name);
  if (value.length !== 66) throw new L1WrongAnswer(`block's ${name}`, value, "32 bytes");
  return value.toLowerCase() as Hex;
}

function integer(fields: Raw, name: string): number {
  const value = Number(bytes(fields, name));
  if (!Number.isSafeInteger(value)) {
    throw new L1WrongAnswer(`block's ${name}`, fields[name], "an integer below 2^53");
  }
  return value;
}
