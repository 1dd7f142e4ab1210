/** What inputs mean, decoded naively from the tables of PROTOCOL.md §4. */

export type NaiveSide = "buy" | "sell";

export type NaiveOperation =
  | { readonly kind: "nop" }
  | { readonly kind: "malformed" }
  | {
      readonly kind: "place";
      readonly market: number;
      readonly side: NaiveSide;
      readonly tick: number;
      readonly lots: bigint;
      readonly expiry: number;
    }
  | {
      readonly kind: "cancel";
      readonly market: number;
      readonly side: NaiveSide;
      readonly tick: number;
      readonly position: bigint;
    }
  | { readonly kind: "withdraw"; readonly asset: number; readonly amount: bigint };

const number = (bytes: Uint8Array, from: number, to: number): bigint =>
  bytes.subarray(from, to).reduce((n, byte) => n * 256n + BigInt(byte), 0n);

/** One 16-byte block. */
export function decodeBlock(block: Uint8Array): NaiveOperation {
  const [kind, second, third] = [block[0], Number(block[1]), Number(block[2])];
  const zeroFrom = (from: number): boolean => block.subarray(from).every((byte) => byte === 0);
  const side: NaiveSide = third === 0 ? "buy" : "sell";
  const tick = Number(number(block, 3, 6));
  if (kind === 0 && zeroFrom(1)) return { kind: "nop" };
  if (kind === 1 && third <= 1 && zeroFrom(14)) {
    const lots = number(block, 6, 10);
    return {
      kind: "place",
      market: second,
      side,
      tick,
      lots,
      expiry: Number(number(block, 10, 14)),
    };
  }
  if (kind === 2 && third <= 1 && zeroFrom(14)) {
    return { kind: "cancel", market: second, side, tick, position: number(block, 6, 14) };
  }
  if (kind === 3 && zeroFrom(10)) {
    return { kind: "withdraw", asset: second, amount: number(block, 2, 10) };
  }
  return { kind: "malformed" };
}

/** A block from its meaning; `malformed` becomes an unknown kind. */
export function encodeBlock(operation: NaiveOperation): Uint8Array {
  const block = Buffer.alloc(16);
  switch (operation.kind) {
    case "nop":
      break;
    case "malformed":
      block.writeUInt8(4, 0);
      break;
    case "place":
      block.writeUInt8(1, 0);
      block.writeUInt8(operation.market, 1);
      block.writeUInt8(operation.side === "buy" ? 0 : 1, 2);
      block.writeUIntBE(operation.tick, 3, 3);
      block.writeUInt32BE(Number(operation.lots), 6);
      block.writeUInt32BE(operation.expiry, 10);
      break;
    case "cancel":
      block.writeUInt8(2, 0);
      block.writeUInt8(operation.market, 1);
      block.writeUInt8(operation.side === "buy" ? 0 : 1, 2);
      block.writeUIntBE(operation.tick, 3, 3);
      block.writeBigUInt64BE(operation.position, 6);
      break;
    case "withdraw":
      block.writeUInt8(3, 0);
      block.writeUInt8(operation.asset, 1);
      block.writeBigUInt64BE(operation.amount, 2);
      break;
  }
  return new Uint8Array(block);
}

export type NaiveInboxOperation =
  | { readonly kind: "register" | "setSigner"; readonly account: number; readonly signer: string }
  | {
      readonly kind: "deposit" | "forcedWithdraw";
      readonly account: number;
      readonly asset: number;
      readonly amount: bigint;
    }
  | {
      readonly kind: "forcedCancel";
      readonly account: number;
      readonly market: number;
      readonly side: NaiveSide;
      readonly tick: number;
      readonly position: bigint;
    };

const INBOX_KINDS = { register: 1, deposit: 2, setSigner: 3, forcedCancel: 4, forcedWithdraw: 5 };

/** The 32-byte word that L1 keeps of an inbox operation queued at `time`. */
export function encodeInboxWord(operation: NaiveInboxOperation, time: number): Uint8Array {
  const word = Buffer.alloc(32);
  word.writeUInt8(INBOX_KINDS[operation.kind], 0);
  word.writeUInt32BE(operation.account, 1);
  switch (operation.kind) {
    case "register":
    case "setSigner":
      word.write(operation.signer, 5, "hex");
      break;
    case "deposit":
    case "forcedWithdraw":
      word.writeUInt8(operation.asset, 5);
      word.writeBigUInt64BE(operation.amount, 6);
      break;
    case "forcedCancel":
      word.writeUInt8(operation.market, 5);
      word.writeUInt8(operation.side === "buy" ? 0 : 1, 6);
      word.writeUIntBE(operation.tick, 7, 3);
      word.writeBigUInt64BE(operation.position, 10);
      break;
  }
  word.writeUIntBE(time, 26, 6);
  return new Uint8Array(word);
}
