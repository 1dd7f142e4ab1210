import { expect, test } from "vitest";
import { OUTCOME } from "#protocol/outcomes";
import { encodeBlock, type NaiveOperation } from "../reference/operations.ts";
import { Random } from "../reference/random.ts";
import { standInSuite } from "../reference/sealing.ts";
import { exampleDeployment } from "../vectors/deployment.ts";
import { Exchange, type Ran } from "./exchange.ts";
import { SlotBuilder } from "./slotBuilder.ts";
import { createStandInCrypto } from "./standInCrypto.ts";

const RING = 2 ** 16;

/** One trader per slot, in market 0 of the example at its reference tick. */
class Desk {
  readonly exchange: Exchange;
  readonly #random = new Random(1, 1);
  readonly #builder: SlotBuilder;
  readonly #trader = standInSuite.identity(Uint8Array.of(1));
  readonly #key = standInSuite.slotKey(new Uint8Array(32).fill(7));
  readonly #assets: number;
  readonly tick: number;
  #slot = 0;

  constructor() {
    const deployment = { ...exampleDeployment(), stepsPerRoot: 64 };
    const domainSeparator = this.#random.bytes(32);
    this.exchange = new Exchange(deployment, { crypto: createStandInCrypto(), domainSeparator });
    this.#builder = new SlotBuilder(standInSuite, domainSeparator);
    this.#assets = deployment.assets.length;
    this.tick = this.exchange.ledger.last[0] as number;
  }

  open(): void {
    const assets = Array.from({ length: this.#assets }, (_, asset) => asset);
    const inbox = [
      { kind: "register", account: 1, signer: this.#trader.address } as const,
      ...assets.map(
        (asset) => ({ kind: "deposit", account: 1, asset, amount: 2n ** 52n }) as const,
      ),
    ];
    const slot = ++this.#slot;
    const draft = { slot, kind: "empty", key: this.#key, inbox, envelopes: [] } as const;
    this.#check(this.exchange.run(this.#builder.build(draft), true));
  }

  /** Outcomes of the operations, padded with nops. */
  trade(...operations: NaiveOperation[]): number[] {
    const slot = ++this.#slot;
    const size = [1, 2, 4, 8].find((m) => m >= operations.length) ?? 16;
    const nops = Array.from({ length: size - operations.length }, () => ({ kind: "nop" }) as const);
    const blocks = [...operations, ...nops].map(encodeBlock);
    const key = this.#key;
    const envelope = this.#builder.sound(this.#random, { slot, key }, 1, this.#trader, blocks);
    const draft = { slot, kind: "opened", key, inbox: [], envelopes: [envelope] } as const;
    const ran = this.#check(this.exchange.run(this.#builder.build(draft), true));
    return ran.happened.operations.slice(0, operations.length).map(({ outcome }) => outcome);
  }

  order(side: "buy" | "sell", lots: bigint): NaiveOperation {
    return { kind: "place", market: 0, side, tick: this.tick, lots, expiry: 0 };
  }

  cancel(side: "buy" | "sell", position: bigint): NaiveOperation {
    return { kind: "cancel", market: 0, side, tick: this.tick, position };
  }

  #check(ran: Ran): Ran {
    expect(ran.faults).toEqual([]);
    return ran;
  }
}

test("a ring takes 65,536 orders, dead ones included, and none of its references twice", () => {
  const desk = new Desk();
  const lots = 100n;
  const { applied, queueFull, noSuchOrder } = OUTCOME;
  desk.open();
  expect(desk.trade(desk.order("buy", lots))).toEqual([applied]);
  desk.exchange.stretchLevel(0, "buy", desk.tick, RING - 2);

  const last = BigInt(RING - 1);
  const more = [desk.order("buy", lots), desk.order("buy", lots)];
  expect(desk.trade(...more)).toEqual([applied, queueFull]);
  // A cancelled head keeps its place until a fill passes it.
  const cancels = [desk.cancel("buy", 0n), desk.order("buy", lots), desk.cancel("buy", 2n ** 16n)];
  expect(desk.trade(...cancels)).toEqual([applied, queueFull, noSuchOrder]);
  // The fill skips 65,535 dead places; then there is room, and position 65,536 lies where 0 did.
  expect(desk.trade(desk.order("sell", lots / 2n))).toEqual([applied]);
  expect(desk.trade(desk.order("buy", lots), desk.cancel("buy", 0n))).toEqual([
    applied,
    noSuchOrder,
  ]);
  expect(desk.trade(desk.cancel("buy", last), desk.cancel("buy", last + 1n))).toEqual([
    applied,
    applied,
  ]);
  const level = desk.exchange.ledger.books[0]?.level("buy", desk.tick);
  expect(level).toMatchObject({ head: last + 2n, tail: last + 2n });
}, 120_000);
