import { describe, expect, test } from "vitest";
import type { L1Event, Posted } from "../../circuits-free-verifier/l1/eventTypes.ts";
import type { Deployment } from "../../circuits-free-verifier/protocol/config.ts";
import { checksOf, type Found } from "../../demo/account.ts";

const SETTLEMENT = "0xse";
const origin = {
  blockNumber: 1,
  blockHash: "0x",
  timestamp: 1,
  logIndex: 0,
  transactionHash: "0x",
};
const event = (posted: Posted): L1Event => ({ ...origin, ...posted });
const deposited = (account: number, asset: number, amount: number): L1Event =>
  event({ kind: "deposited", account, asset, from: "0xfunder", amount });
const withdrawn = (account: number, asset: number, to: string, amount: number): L1Event =>
  event({ kind: "withdrawn", account, asset, to, amount });

/** One trader deposits 10 ETH and 8 tokens, trades with nobody, pays a fee of 1 each and leaves; a wei is worth a unit. */
function right(): Found {
  const assets = [
    { token: `0x${"00".repeat(20)}`, scale: 1n },
    { token: "0xt0", scale: 2n },
  ];
  return {
    deployment: { assets } as unknown as Deployment,
    settlement: SETTLEMENT,
    statement: { 0: ["1", "1"], 1: ["9", "7"] },
    events: [
      event({ kind: "registered", account: 1, owner: "0xtrader", signer: "0xtrader" }),
      event({ kind: "owed", party: "0xoperator", value: 5n }),
      event({ kind: "bondPosted", role: "sequencer", party: "0xs", value: 3n }),
      deposited(1, 0, 10),
      deposited(1, 1, 8),
      withdrawn(0, 0, "0xoperator", 1),
      withdrawn(1, 0, "0xtrader", 9),
      withdrawn(0, 1, "0xoperator", 1),
      withdrawn(1, 1, "0xtrader", 7),
      event({ kind: "bondReleased", role: "sequencer", party: "0xs", value: 3n }),
      event({ kind: "collected", party: "0xoperator", value: 5n }),
    ],
    transfers: [
      { from: "0xfunder", to: "0xtrader", value: 20n, gas: 1n },
      { from: "0xtrader", to: SETTLEMENT, value: 5n, gas: 2n },
      { from: "0xfunder", to: SETTLEMENT, value: 10n, gas: 1n },
    ],
    balances: {
      first: new Map([
        ["0xfunder", 100n],
        [SETTLEMENT, 0n],
      ]),
      last: new Map([
        ["0xfunder", 68n],
        ["0xtrader", 22n],
        ["0xoperator", 6n],
        [SETTLEMENT, 0n],
      ]),
      tokens: new Map([
        [
          1,
          new Map([
            ["0xfunder", 84n],
            ["0xtrader", 14n],
            ["0xoperator", 2n],
            [SETTLEMENT, 0n],
          ]),
        ],
      ]),
      supplies: new Map([[1, 100n]]),
    },
  };
}

const failing = (found: Found): string[] =>
  checksOf(found).flatMap(({ name, holds }) => (holds ? [] : [name]));

describe("checksOf", () => {
  test("holds where every unit is where it should be", () => {
    expect(failing(right())).toEqual([]);
    expect(checksOf(right()).map(({ text }) => text)).toContain(
      "ETH: 10 units deposited = 9 paid to traders + 1 paid to the operator + 0 left in escrow",
    );
  });

  const wei = (party: string, value: bigint): Found => {
    const found = right();
    const last = new Map(found.balances.last).set(party, value);
    return { ...found, balances: { ...found.balances, last } };
  };
  const tokens = (party: string, value: bigint): Found => {
    const found = right();
    const held = new Map(found.balances.tokens.get(1)).set(party, value);
    return { ...found, balances: { ...found.balances, tokens: new Map([[1, held]]) } };
  };
  const without = (at: number): Found => {
    const found = right();
    return { ...found, events: found.events.filter((_, n) => n !== at) };
  };

  test("what was burned stays in Settlement for ever, and nothing else may", () => {
    const nobody = `0x${"00".repeat(20)}`;
    const found = right();
    const slashing: Posted = {
      kind: "bondSlashed",
      role: "claimant",
      party: "0xliar",
      beneficiary: "0xw",
      value: 4n,
      reward: 2n,
    };
    const events = [
      ...found.events,
      event({ kind: "bondPosted", role: "claimant", party: "0xliar", value: 4n }),
      event(slashing),
      event({ kind: "owed", party: "0xw", value: 2n }),
      event({ kind: "owed", party: nobody, value: 2n }),
      event({ kind: "collected", party: "0xw", value: 2n }),
    ];
    const first = new Map(found.balances.first).set("0xliar", 4n);
    const last = new Map(found.balances.last).set("0xliar", 0n).set("0xw", 2n);
    const held = (wei: bigint): Found => ({
      ...found,
      events,
      balances: { ...found.balances, first, last: new Map(last).set(SETTLEMENT, wei) },
    });
    expect(failing(held(2n))).toEqual([]);
    expect(checksOf(held(2n)).map(({ text }) => text)).toContain(
      "Settlement: 2 wei = 0 escrow + 0 bonds + 0 owed + 2 burned",
    );
    expect(failing(held(3n))).toEqual(["wei", "Settlement"]);
    expect(failing(held(0n))).toEqual(["wei", "Settlement"]);
    const uncollected = { ...held(2n), events: events.slice(0, -1) };
    expect(failing(uncollected)).toEqual(["Settlement"]);
  });

  test.each<[string, Found, string[]]>([
    ["a wei too much with a trader", wei("0xtrader", 23n), ["wei", "owners"]],
    ["a wei too little with the operator", wei("0xoperator", 5n), ["wei"]],
    ["a wei left in Settlement", wei(SETTLEMENT, 1n), ["wei", "Settlement"]],
    [
      "a token too much with a trader",
      tokens("0xtrader", 15n),
      ["token of asset 1 supply", "owners"],
    ],
    ["tokens left in Settlement", tokens(SETTLEMENT, 2n), ["token of asset 1 supply"]],
    [
      "books that say otherwise",
      { ...right(), statement: { 0: ["1", "1"], 1: ["8", "7"] } },
      ["ETH accounts"],
    ],
    [
      "an account without books",
      { ...right(), statement: { 1: ["9", "7"] } },
      ["ETH accounts", "token of asset 1 accounts"],
    ],
    ["a withdrawal missing", without(6), ["ETH escrow", "ETH accounts", "Settlement", "owners"]],
    ["a bond that stands", without(9), ["Settlement"]],
    ["a debt that stands", without(10), ["Settlement"]],
  ])("fails for %s", (_, found, names) => {
    expect(failing(found)).toEqual(names);
  });
});
