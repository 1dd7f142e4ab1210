import { describe, expect, test } from "vitest";
import { append } from "../../circuits-free-verifier/protocol/book.ts";
import type { Deployment } from "../../circuits-free-verifier/protocol/config.ts";
import { SIDE } from "../../circuits-free-verifier/protocol/constants.ts";
import { genesisState } from "../../circuits-free-verifier/protocol/genesis.ts";
import { writeBalance } from "../../circuits-free-verifier/protocol/leaves.ts";
import { liveOrders } from "../../circuits-free-verifier/protocol/proposer.ts";
import { botEvents } from "../../demo/bots.ts";
import { partingOperations } from "../../demo/exit.ts";
import { flowMarket } from "../../demo/flowMarket.ts";
import { fundsFor, withinCap } from "../../demo/funding.ts";
import { FlowMapper } from "../../demo/mapper.ts";
import { randomFrom } from "../../demo/random.ts";
import type { OrderEvent } from "../../sequencer/matching/formats/events.ts";

const market = flowMarket({ tickSize: "0.01", lotSize: "0.001", feeBps: 5, bandBps: 500 });
const order = (
  userId: string,
  side: "buy" | "sell",
  price: number,
  quantity: number,
): OrderEvent => ({
  line: 1,
  action: "new",
  timestamp: 0,
  orderId: "x",
  userId,
  side,
  price,
  quantity,
});

describe("funds", () => {
  test("cover every order with its fee, a cancel of each, and padding", () => {
    const events = [
      order("u", "sell", 200_000_000_000, 10_000_000),
      order("u", "buy", 200_000_000_000, 10_000_000),
      order("u", "buy", 1, 1),
    ];
    // 0.1 ETH in gwei; 200.00 with a fee of 0.1 in millionths; 2·(3·2 + 16) blocks.
    expect(fundsFor(events, market, 10)).toEqual(
      new Map([["u", { base: 100_000_000n + 440n, quote: 200_100_000n }]]),
    );
    expect(fundsFor(events, market, 10, 3).get("u")?.quote).toBe(600_300_000n);
  });

  test("are an equal share of what L1 can hold at most", () => {
    const most = BigInt(Number.MAX_SAFE_INTEGER);
    const funds = withinCap([
      ["u", { base: most, quote: 5n }],
      ["v", { base: 1n, quote: most }],
    ]);
    expect(funds.get("u")).toEqual({ base: most / 2n, quote: 5n });
    expect(funds.get("v")).toEqual({ base: 1n, quote: most / 2n });
  });
});

describe("bots", () => {
  test("quote both sides around the last price, on ticks and lots, and take their old quotes back", () => {
    const mapper = new FlowMapper(market);
    const random = randomFrom(7);
    for (let round = 1; round < 50; round++) {
      const view = {
        userId: "bot-1",
        lastTick: round === 1 ? 1 : 200_000,
        round,
        orders: mapper.liveOf("bot-1"),
      };
      const events = botEvents(market, view, random);
      expect(events.map((event) => mapper.add(event).kind)).not.toContain("refused");
      const { envelopes } = mapper.take();
      const kinds = envelopes[0]?.operations.map(({ kind }) => kind) ?? [];
      expect(kinds.filter((kind) => kind === "cancel")).toHaveLength(view.orders.length);
      expect(kinds.filter((kind) => kind === "place").length).toBeGreaterThanOrEqual(2);
      for (const [index, kind] of kinds.entries()) {
        const ref = { market: 0, side: SIDE.buy, tick: round, position: index };
        mapper.executed("bot-1", index, 0, kind === "place" ? ref : undefined);
      }
    }
  });
});

describe("leaving", () => {
  const fee = 1_000;
  const state = () =>
    genesisState({
      operationFee: fee,
      stepsPerRoot: 16,
      operatorSigner: `0x${"11".repeat(20)}`,
      assets: [{}, {}],
      markets: [{ ...market.params, referenceTick: 200_000 }],
    } as unknown as Deployment);
  const placed = (orders: number, available: readonly [number, number]) => {
    const exchange = state();
    for (const [asset, amount] of available.entries()) {
      writeBalance(exchange, 1, asset, { available: amount, withdrawn: 0n });
    }
    for (let n = 0; n < orders; n++) {
      append(exchange, 0, SIDE.sell, 200_000 + n, { account: 1, lots: 2, slot: 1, expiry: 0 });
    }
    return partingOperations(exchange, 1, [...liveOrders(exchange)], fee);
  };

  test("withdraws what is available behind the fee, and what cancels free", () => {
    expect(placed(1, [10_000, 7])).toEqual([
      { kind: "cancel", market: 0, side: 1, tick: 200_000, position: 0 },
      { kind: "withdraw", asset: 0, amount: 10_000 + 2_000_000 - 4 * fee },
      { kind: "withdraw", asset: 1, amount: 7 },
    ]);
  });

  test("withdraws nothing of an asset it has none of", () => {
    expect(placed(0, [10_000, 0])).toEqual([
      { kind: "withdraw", asset: 0, amount: 8_000 },
      { kind: "nop" },
    ]);
  });

  test("only cancels where orders are left behind one envelope", () => {
    expect(placed(30, [100_000, 0])?.at(-1)).toEqual({ kind: "nop" });
    expect(placed(31, [100_000, 0])?.map(({ kind }) => kind)).toEqual(Array(31).fill("cancel"));
    expect(placed(40, [100_000, 0])).toHaveLength(32);
  });

  test("has to go through L1 where it cannot pay", () => {
    expect(placed(1, [3_999, 0])).toBeUndefined();
    expect(placed(0, [1_999, 5])).toBeUndefined();
  });
});
