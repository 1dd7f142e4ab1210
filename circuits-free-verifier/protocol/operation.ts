import { below } from "./bytes.ts";
import { BLOCK_BYTES, OPERATION, SIDE, type Side } from "./constants.ts";

/** One 16-byte block of an opened envelope (PROTOCOL.md §4, "Operation block"). */
export type Operation =
  | { readonly kind: "nop" }
  | Place
  | ({ readonly kind: "cancel" } & CancelTarget)
  | { readonly kind: "withdraw"; readonly asset: number; readonly amount: number };

/** A new order. */
export interface Place {
  readonly kind: "place";
  readonly market: number;
  readonly side: Side;
  readonly tick: number;
  readonly lots: number;
  /** 0: never; this slot: immediate or cancel; later: good till that slot's auction. */
  readonly expiry: number;
}

/** Where an order lies. */
export interface CancelTarget {
  readonly market: number;
  readonly side: Side;
  readonly tick: number;
  readonly position: number;
}

/**
 * Total: undefined is *malformed* (unknown kind, side above 1, non-zero unused bytes). Ranges are not judged here; a u64
 * above 2^53−1 comes out as some number above it.
 */
export function decodeOperation(block: Uint8Array): Operation | undefined {
  const view = new DataView(block.buffer, block.byteOffset, BLOCK_BYTES);
  const side = view.getUint8(2);
  const tick = view.getUint32(2) & 0xffffff;
  switch (view.getUint8(0)) {
    case OPERATION.nop:
      return zeroFrom(view, 1) ? { kind: "nop" } : undefined;
    case OPERATION.place:
      if (side > SIDE.sell || !zeroFrom(view, 14)) return undefined;
      return {
        kind: "place",
        market: view.getUint8(1),
        side: side as Side,
        tick,
        lots: view.getUint32(6),
        expiry: view.getUint32(10),
      };
    case OPERATION.cancel:
      if (side > SIDE.sell || !zeroFrom(view, 14)) return undefined;
      return {
        kind: "cancel",
        market: view.getUint8(1),
        side: side as Side,
        tick,
        position: Number(view.getBigUint64(6)),
      };
    case OPERATION.withdraw:
      if (!zeroFrom(view, 10)) return undefined;
      return { kind: "withdraw", asset: view.getUint8(1), amount: Number(view.getBigUint64(2)) };
    default:
      return undefined;
  }
}

/** 16 fresh bytes. Throws EncodingError for a field outside its width. */
export function encodeOperation(operation: Operation): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  const view = new DataView(block.buffer);
  view.setUint8(0, OPERATION[operation.kind]);
  switch (operation.kind) {
    case "nop":
      break;
    case "place":
      setPlace(view, operation);
      view.setUint32(6, below("lots", operation.lots, 2 ** 32));
      view.setUint32(10, below("expiry", operation.expiry, 2 ** 32));
      break;
    case "cancel":
      setPlace(view, operation);
      view.setBigUint64(6, BigInt(below("position", operation.position, 2 ** 53)));
      break;
    case "withdraw":
      view.setUint8(1, below("asset", operation.asset, 2 ** 8));
      view.setBigUint64(2, BigInt(below("amount", operation.amount, 2 ** 53)));
      break;
  }
  return block;
}

function setPlace(view: DataView, place: Pick<Place, "market" | "side" | "tick">): void {
  view.setUint32(2, below("tick", place.tick, 2 ** 24));
  view.setUint8(1, below("market", place.market, 2 ** 8));
  view.setUint8(2, below("side", place.side, 2));
}

function zeroFrom(view: DataView, offset: number): boolean {
  for (let at = offset; at < BLOCK_BYTES; at++) if (view.getUint8(at) !== 0) return false;
  return true;
}
