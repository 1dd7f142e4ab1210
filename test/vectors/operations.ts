import { concatBytes, toHex } from "#protocol/bytes";
import { decodeOperation, encodeOperation, type Operation } from "#protocol/operation";
import { bytesFrom, type Case, numberFrom, type Vectors } from "./source.ts";

/** Fields that a kind does not have are 0. */
function row(name: string, block: Uint8Array): Case {
  const operation = decodeOperation(block);
  return {
    name,
    block: toHex(block),
    malformed: operation === undefined,
    kind: operation?.kind ?? "malformed",
    ...fields(operation ?? { kind: "nop" }),
  };
}

function fields(operation: Operation): Case {
  const none = {
    market: 0,
    side: 0,
    tick: 0,
    lots: 0,
    expiry: 0,
    position: "0",
    asset: 0,
    amount: "0",
  };
  switch (operation.kind) {
    case "nop":
      return none;
    case "place": {
      const { market, side, tick, lots, expiry } = operation;
      return { ...none, market, side, tick, lots, expiry };
    }
    case "cancel": {
      const { market, side, tick, position } = operation;
      return { ...none, market, side, tick, position: String(position) };
    }
    case "withdraw":
      return { ...none, asset: operation.asset, amount: String(operation.amount) };
  }
}

const place = { kind: "place", market: 1, side: 1, tick: 2, lots: 3, expiry: 4 } as const;
const cancel = { kind: "cancel", market: 1, side: 0, tick: 2, position: 3 } as const;
const withdraw = { kind: "withdraw", asset: 1, amount: 2 } as const;
const MOST = Number.MAX_SAFE_INTEGER;
const wellFormed: readonly [string, Operation][] = [
  ["nop", { kind: "nop" }],
  ["place", place],
  ["place, all zero", { ...place, market: 0, side: 0, tick: 0, lots: 0, expiry: 0 }],
  [
    "place, all fields at their widest",
    { ...place, market: 255, tick: 2 ** 24 - 1, lots: 2 ** 32 - 1, expiry: 2 ** 32 - 1 },
  ],
  ["place, best tick", { ...place, tick: 2 ** 20 - 1 }],
  ["cancel", cancel],
  ["cancel, all zero", { ...cancel, market: 0, tick: 0, position: 0 }],
  ["cancel, widest", { ...cancel, market: 255, side: 1, tick: 2 ** 24 - 1, position: MOST }],
  ["withdraw", withdraw],
  ["withdraw, all zero", { ...withdraw, asset: 0, amount: 0 }],
  ["withdraw, widest", { ...withdraw, asset: 255, amount: MOST }],
];

const changed = (operation: Operation, at: number, byte: number): Uint8Array =>
  encodeOperation(operation).map((old, n) => (n === at ? byte : old));

/** Every unused byte of every kind, set. */
const unused: readonly [Operation, readonly number[]][] = [
  [{ kind: "nop" }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]],
  [place, [14, 15]],
  [cancel, [14, 15]],
  [withdraw, [10, 11, 12, 13, 14, 15]],
];

export function operations(): Vectors {
  const u64 = new Uint8Array(8).fill(255);
  const far = concatBytes(Uint8Array.of(2, 1, 1, 0, 0, 2), u64, new Uint8Array(2));
  const cases: Case[] = [
    ...wellFormed.map(([name, operation]) => row(name, encodeOperation(operation))),
    ...Array.from({ length: 12 }, (_, n) => row(`place ${n}`, encodeOperation(anyPlace(n)))),
    ...unused.flatMap(([operation, places]) =>
      places.map((at) =>
        row(`malformed, ${operation.kind} with byte ${at} set`, changed(operation, at, 1)),
      ),
    ),
    row("malformed, place on side 2", changed(place, 2, 2)),
    row("malformed, place on side 255", changed(place, 2, 255)),
    row("malformed, cancel on side 2", changed(cancel, 2, 2)),
    ...[4, 5, 16, 128, 255].map((kind) => row(`malformed, kind ${kind}`, changed(place, 0, kind))),
    row("malformed, all ones", new Uint8Array(16).fill(255)),
    ...Array.from({ length: 8 }, (_, n) => row(`noise ${n}`, bytesFrom(`noise ${n}`, 16))),
  ];
  // Beyond 2^53 the number is not kept, only that it is above every position and amount there can be.
  const beyond: Case[] = [
    { name: "cancel of position 2^64 - 1", block: toHex(far), kind: "cancel" },
    {
      name: "withdraw of 2^64 - 1",
      block: toHex(concatBytes(Uint8Array.of(3, 1), u64, new Uint8Array(6))),
      kind: "withdraw",
    },
  ];
  return { cases, beyond };
}

function anyPlace(n: number): Operation {
  return {
    kind: "place",
    market: numberFrom(`market ${n}`, 64),
    side: numberFrom(`side ${n}`, 2) === 0 ? 0 : 1,
    tick: numberFrom(`tick ${n}`, 2 ** 20),
    lots: numberFrom(`lots ${n}`, 2 ** 32),
    expiry: numberFrom(`expiry ${n}`, 2 ** 32),
  };
}
