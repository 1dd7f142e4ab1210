import type { NaiveSide } from "./operations.ts";
import type { FoundLeaf } from "./stateLeaves.ts";

/** A state read leaf by leaf from the tables of PROTOCOL.md §3, without knowing how it came about. */

export interface ViewLevel {
  readonly market: number;
  readonly side: NaiveSide;
  readonly tick: number;
  readonly head: bigint;
  readonly tail: bigint;
  readonly total: bigint;
}

export interface ViewOrder {
  readonly market: number;
  readonly side: NaiveSide;
  readonly tick: number;
  /** Leaf within the ring, 0 … 2^16−1. */
  readonly ring: number;
  readonly account: number;
  readonly lots: bigint;
  readonly slot: number;
  readonly expiry: number;
}

/** Expiry counts and a bitmap are kept by table. */
export interface ViewCount {
  readonly table: number;
  /** Slot modulo 2^20. */
  readonly index: number;
  readonly count: number;
}

export interface StateView {
  readonly header: ReadonlyMap<number, Buffer>;
  readonly signers: ReadonlyMap<number, Buffer>;
  readonly balances: readonly {
    readonly account: number;
    readonly asset: number;
    readonly available: bigint;
    readonly withdrawn: bigint;
  }[];
  readonly params: ReadonlyMap<number, Buffer>;
  readonly last: ReadonlyMap<number, number>;
  readonly levels: readonly ViewLevel[];
  readonly orders: readonly ViewOrder[];
  readonly counts: readonly ViewCount[];
  /** Bitmap words by "what storey word", what being "key market side" or "slot table". */
  readonly bitmaps: ReadonlyMap<string, Buffer>;
  /** Leaves with something in bytes that must be zero. */
  readonly dirty: readonly string[];
}

export const SIDES: readonly NaiveSide[] = ["buy", "sell"];
const sideOf = (index: number | undefined): NaiveSide => (index === 0 ? "buy" : "sell");

/** Tick of a level's key and key of a tick. */
export const mirrored = (side: NaiveSide, key: number): number =>
  side === "buy" ? 2 ** 20 - 1 - key : key;

/** Bytes of each leaf that mean something; the rest is zero. Bitmaps and most of the header use all. */
const USED: Readonly<Record<string, number>> = {
  signer: 20,
  balance: 16,
  params: 32,
  last: 4,
  level: 24,
  order: 16,
  count: 4,
};

export function viewState(leaves: readonly FoundLeaf[]): StateView {
  const header = new Map<number, Buffer>();
  const signers = new Map<number, Buffer>();
  const balances: StateView["balances"][number][] = [];
  const params = new Map<number, Buffer>();
  const last = new Map<number, number>();
  const levels: ViewLevel[] = [];
  const orders: ViewOrder[] = [];
  const counts: ViewCount[] = [];
  const bitmaps = new Map<string, Buffer>();
  const dirty: string[] = [];
  for (const { place, bytes } of leaves) {
    const { name, path } = place;
    const [a = 0, b = 0, c = 0, d = 0] = path;
    const leaf = Buffer.from(bytes);
    if (leaf.subarray(USED[name] ?? 32).some((byte) => byte !== 0)) {
      dirty.push(`${name} ${path.join(" ")}: ${leaf.toString("hex")}`);
    }
    const level = { market: a, side: sideOf(b), tick: mirrored(sideOf(b), c) };
    switch (name) {
      case "header":
        header.set(a, leaf);
        break;
      case "signer":
        signers.set(a, leaf.subarray(0, 20));
        break;
      case "balance": {
        const [available, withdrawn] = [leaf.readBigUInt64LE(0), leaf.readBigUInt64LE(8)];
        balances.push({ account: a, asset: b, available, withdrawn });
        break;
      }
      case "params":
        params.set(a, leaf);
        break;
      case "last":
        last.set(a, leaf.readUInt32LE(0));
        break;
      case "level": {
        const [head, tail] = [leaf.readBigUInt64LE(0), leaf.readBigUInt64LE(8)];
        levels.push({ ...level, head, tail, total: leaf.readBigUInt64LE(16) });
        break;
      }
      case "order":
        orders.push({ ...level, ring: d, ...orderOf(leaf) });
        break;
      case "count":
        counts.push({ table: a, index: b, count: leaf.readUInt32LE(0) });
        break;
      default:
        bitmaps.set(bitmapName(name, path), leaf);
    }
  }
  return { header, signers, balances, params, last, levels, orders, counts, bitmaps, dirty };
}

export function orderOf(leaf: Buffer): Pick<ViewOrder, "account" | "lots" | "slot" | "expiry"> {
  return {
    account: leaf.readUInt32LE(0),
    lots: BigInt(leaf.readUInt32LE(4)),
    slot: leaf.readUInt32LE(8),
    expiry: leaf.readUInt32LE(12),
  };
}

/** Outer lists first, then the storey, then the word; the one word of storey 2 has no number. */
function bitmapName(name: string, path: readonly number[]): string {
  const [what, , storey] = name.split(" ");
  const outer = what === "key" ? 2 : 1;
  const [around, word] = [path.slice(0, outer), path[outer] ?? 0];
  return `${[what, ...around].join(" ")} storey ${storey} word ${word}`;
}

/** A cursor, from header leaf 0. */
export function cursorIn(view: StateView): {
  slot: number;
  phase: number;
  market: number;
  i: number;
  j: number;
  inboxCursor: bigint;
  era: number;
} {
  const leaf = view.header.get(0) ?? Buffer.alloc(32);
  return {
    slot: leaf.readUInt32LE(0),
    phase: leaf.readUInt32LE(4) % 256,
    market: Math.floor(leaf.readUInt32LE(4) / 256),
    i: leaf.readUInt32LE(8),
    j: leaf.readUInt32LE(12),
    inboxCursor: leaf.readBigUInt64LE(16),
    era: leaf.readUInt32LE(24),
  };
}
