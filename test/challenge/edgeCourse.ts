import type { Deployment, MarketParams } from "#protocol/config";
import type { Crypto } from "#protocol/crypto";
import { Exchange, type Ran } from "../protocol/exchange.ts";
import { SlotBuilder, type SlotKind } from "../protocol/slotBuilder.ts";
import { vectorsOf } from "../protocol/vectorFile.ts";
import {
  encodeBlock,
  type NaiveInboxOperation,
  type NaiveOperation,
} from "../reference/operations.ts";
import type { Random } from "../reference/random.ts";
import { type Identity, realSuite, type SlotKey } from "../reference/sealing.ts";
import { exampleDeployment } from "../vectors/deployment.ts";

/** Slots made by hand, for what random ones hardly come to. */

interface Book {
  readonly last: number;
  readonly bandBps: number;
  /** tick, lots, tick, lots … best first. */
  readonly bids: readonly number[];
  readonly asks: readonly number[];
}

const MAX = 2n ** 53n - 1n;
const BUYER = 1;
const SELLER = 2;
const FULL_TICK = 77;
const RING = 2 ** 16;

export class EdgeCourse {
  readonly exchange: Exchange;
  readonly #builder: SlotBuilder;
  readonly #random: Random;
  readonly #traders: readonly Identity[];
  readonly #key: SlotKey;
  #slot = 0;

  constructor(random: Random, crypto: Crypto, domainSeparator: Uint8Array, stepsPerRoot: number) {
    this.#random = random;
    this.#traders = [BUYER, SELLER].map(() => realSuite.identity(random.bytes(32)));
    this.#key = realSuite.slotKey(random.bytes(32));
    this.#builder = new SlotBuilder(realSuite, domainSeparator);
    this.exchange = new Exchange(deployment(stepsPerRoot), { crypto, domainSeparator });
  }

  /** Runs all slots; each is handed over as it has run. */
  run(each: (ran: Ran) => void): void {
    each(this.#open());
    const orders = bookOrders();
    const [bids, asks] = ["buy", "sell"].map((side) => orders.filter((o) => o.side === side));
    each(this.#trade(bids ?? [], asks ?? []));
    each(this.#inbox(forced()));
    each(this.#trade([order("buy", FULL_TICK, 5)], []));
    this.exchange.stretchLevel(0, "buy", FULL_TICK, RING - 2);
    each(this.#trade([order("buy", FULL_TICK, 5), order("buy", FULL_TICK, 5)], []));
    each(this.#trade([order("buy", 300, 2_000_000_000)], [order("sell", 300, 3)]));
    each(this.#trade([], []));
  }

  #open(): Ran {
    const [buyer, seller] = this.#traders;
    const money: NaiveInboxOperation[] = [
      { kind: "register", account: BUYER, signer: buyer?.address ?? "" },
      { kind: "register", account: SELLER, signer: seller?.address ?? "" },
      { kind: "deposit", account: BUYER, asset: 0, amount: 10n ** 12n },
      { kind: "deposit", account: SELLER, asset: 0, amount: 10n ** 12n },
      // All of the base there may be: a claimed volume beyond the asks would give the buyer more than 2^53−1.
      { kind: "deposit", account: SELLER, asset: 1, amount: 1_000n },
      { kind: "deposit", account: BUYER, asset: 1, amount: MAX - 1_000n },
    ];
    return this.#inbox(money);
  }

  #inbox(inbox: readonly NaiveInboxOperation[]): Ran {
    return this.#seal("uncertified", inbox, []);
  }

  #trade(bids: readonly NaiveOperation[], asks: readonly NaiveOperation[]): Ran {
    return this.#seal("opened", [], [bids, asks]);
  }

  #seal(
    kind: SlotKind,
    inbox: readonly NaiveInboxOperation[],
    operations: readonly (readonly NaiveOperation[])[],
  ): Ran {
    const slot = ++this.#slot;
    const key = this.#key;
    const envelopes = operations.flatMap((list, n) => {
      const trader = this.#traders[n];
      if (trader === undefined || list.length === 0) return [];
      const blocks = padded(list).map(encodeBlock);
      return [this.#builder.sound(this.#random, { slot, key }, BUYER + n, trader, blocks)];
    });
    const draft = { slot, kind, key, inbox, envelopes };
    const ran = this.exchange.run(this.#builder.build(draft), false);
    if (ran.faults.length > 0) throw new RangeError(ran.faults.join("\n"));
    return ran;
  }
}

type Place = NaiveOperation & { readonly kind: "place" };

function order(side: "buy" | "sell", tick: number, lots: number, market = 0): Place {
  return { kind: "place", market, side, tick, lots: BigInt(lots), expiry: 0 };
}

/** A market for each book of clearing.json; the first is free for other uses. */
function deployment(stepsPerRoot: number): Deployment {
  const market: MarketParams = {
    base: 1,
    quote: 0,
    feeBps: 30,
    bandBps: 10_000,
    minLots: 1,
    baseUnit: 1,
    quoteUnit: 1,
    referenceTick: 300,
  };
  const listed = books().map(({ last, bandBps }) => ({ ...market, bandBps, referenceTick: last }));
  return exampleDeployment({ stepsPerRoot, markets: [market, ...listed] });
}

const books = (): readonly Book[] => vectorsOf<{ books: readonly Book[] }>("clearing.json").books;

function bookOrders(): Place[] {
  return books().flatMap(({ bids, asks }, n) => [
    ...levels(bids).map(([tick, lots]) => order("buy", tick, lots, n + 1)),
    ...levels(asks).map(([tick, lots]) => order("sell", tick, lots, n + 1)),
  ]);
}

/** Forced operations that reach nothing. */
function forced(): NaiveInboxOperation[] {
  const target = { kind: "forcedCancel", account: BUYER, side: "buy", position: 0n } as const;
  return [
    { ...target, market: 0, tick: 0 },
    { ...target, market: 0, tick: 2 ** 20 },
    { ...target, market: 63, tick: 1 },
    { ...target, market: 1, tick: 1 },
    { kind: "forcedWithdraw", account: BUYER, asset: 9, amount: 1n },
    { kind: "forcedWithdraw", account: BUYER, asset: 2, amount: MAX },
  ];
}

function padded(operations: readonly NaiveOperation[]): NaiveOperation[] {
  const size = [1, 2, 4, 8, 16, 32].find((m) => m >= operations.length) ?? 0;
  const nop = { kind: "nop" } as const;
  return [...operations, ...Array.from({ length: size - operations.length }, () => nop)];
}

const levels = (flat: readonly number[]): [number, number][] =>
  Array.from({ length: flat.length / 2 }, (_, n) => [flat[2 * n] ?? 0, flat[2 * n + 1] ?? 0]);
