import { toHex } from "#protocol/bytes";
import { encodeInboxWord, type InboxOperation } from "#protocol/inbox";
import { bytesFrom, type Case, type Vectors, ZERO_ADDRESS } from "./source.ts";

const QUEUED_AT = 1_800_000_000;
const MOST = Number.MAX_SAFE_INTEGER;
const base = { account: 41, queuedAt: QUEUED_AT } as const;
const signer = bytesFrom("signer", 20);
const good: readonly [string, InboxOperation][] = [
  ["register", { ...base, kind: "register", signer }],
  ["register, account 0", { ...base, kind: "register", account: 0, signer }],
  ["deposit", { ...base, kind: "deposit", asset: 2, amount: 12_345 }],
  ["deposit, widest", { ...base, kind: "deposit", account: 2 ** 32 - 1, asset: 255, amount: MOST }],
  ["set signer", { ...base, kind: "setSigner", signer }],
  ["set signer, at the last time", { ...base, kind: "setSigner", signer, queuedAt: 2 ** 48 - 1 }],
  ["forced cancel", { ...base, kind: "forcedCancel", market: 3, side: 1, tick: 77, position: 9 }],
  [
    "forced cancel, widest",
    { ...base, kind: "forcedCancel", market: 255, side: 0, tick: 2 ** 24 - 1, position: MOST },
  ],
  ["forced withdraw", { ...base, kind: "forcedWithdraw", asset: 63, amount: 1 }],
  ["forced withdraw of nothing", { ...base, kind: "forcedWithdraw", asset: 0, amount: 0 }],
];

/** Fields that a kind does not have are 0. */
function row(name: string, operation: InboxOperation): Case {
  const { kind, account, queuedAt } = operation;
  const none = {
    signer: ZERO_ADDRESS,
    asset: 0,
    amount: "0",
    market: 0,
    side: 0,
    tick: 0,
    position: "0",
  };
  return {
    name,
    word: toHex(encodeInboxWord(operation)),
    kind,
    account,
    queuedAt,
    ...none,
    ...own(operation),
  };
}

function own(operation: InboxOperation): Case {
  switch (operation.kind) {
    case "register":
    case "setSigner":
      return { signer: toHex(operation.signer) };
    case "deposit":
    case "forcedWithdraw":
      return { asset: operation.asset, amount: String(operation.amount) };
    case "forcedCancel": {
      const { market, side, tick, position } = operation;
      return { market, side, tick, position: String(position) };
    }
  }
}

function bad(name: string, of: number, at: number, byte: number): Case {
  const word = encodeInboxWord(good[of]![1]).map((old, n) => (n === at ? byte : old));
  return { name, word: toHex(word) };
}

const REGISTER = 0;
const DEPOSIT = 2;
const CANCEL = 6;

export function inboxWords(): Vectors {
  const malformed = [
    bad("kind 0", REGISTER, 0, 0),
    bad("kind 6", REGISTER, 0, 6),
    bad("kind 255", REGISTER, 0, 255),
    bad("register with byte 25 set", REGISTER, 25, 1),
    ...[14, 20, 25].map((at) => bad(`deposit with byte ${at} set`, DEPOSIT, at, 1)),
    ...[18, 25].map((at) => bad(`forced cancel with byte ${at} set`, CANCEL, at, 1)),
    bad("forced cancel on side 2", CANCEL, 6, 2),
  ];
  return { cases: good.map(([name, operation]) => row(name, operation)), malformed };
}
