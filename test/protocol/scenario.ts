import type { Deployment, MarketParams } from "#protocol/config";
import type { Ledger } from "../reference/ledger.ts";
import type { NaiveOrder } from "../reference/naiveBook.ts";
import {
  decodeBlock,
  encodeBlock,
  type NaiveInboxOperation,
  type NaiveOperation,
} from "../reference/operations.ts";
import type { Random } from "../reference/random.ts";
import {
  type Identity,
  malformedSignatures,
  type SlotKey,
  sealNaively,
} from "../reference/sealing.ts";
import type { SlotInput } from "./exchange.ts";
import type { DraftEnvelope, SlotBuilder, SlotKind } from "./slotBuilder.ts";

/** Random deployments and random slots in them: mostly sound inputs, and some of each kind of fault. */

const MAX = Number.MAX_SAFE_INTEGER;
const TOP_TICK = 2 ** 20 - 1;
const ERA = 2 ** 20;

/** Accounts that may come to exist, and one number that never does. */
export const ACCOUNTS: readonly number[] = [0, 1, 2, 3, 4, 255, 70_000, 2 ** 24 - 1];
const NO_ACCOUNTS: readonly number[] = [9, 2 ** 24, 2 ** 24 + 1, 2 ** 32 - 1];

/** How a run of slots is drawn. */
export interface Course {
  /** The slot before the first. */
  readonly from: number;
  /** Slots come one after the other but for `percent` per cent of jumps. */
  readonly jumps: number;
}

export class Scenario {
  readonly #random: Random;
  readonly #builder: SlotBuilder;
  readonly #deployment: Deployment;
  readonly #ledger: Ledger;
  readonly #course: Course;
  readonly #identities: readonly Identity[];
  readonly #keys: readonly SlotKey[];
  /** Units that L1 let in and did not let out again. */
  readonly #escrow: number[];
  #slot: number;

  constructor(
    random: Random,
    builder: SlotBuilder,
    people: { identities: readonly Identity[]; keys: readonly SlotKey[] },
    deployment: Deployment,
    ledger: Ledger,
    course: Course,
  ) {
    this.#random = random;
    this.#builder = builder;
    this.#identities = people.identities;
    this.#keys = people.keys;
    this.#deployment = deployment;
    this.#ledger = ledger;
    this.#course = course;
    this.#slot = course.from;
    this.#escrow = deployment.assets.map(() => 0);
  }

  /** Whether another slot number is left. */
  get hasNext(): boolean {
    return this.#slot < 2 ** 32 - 1;
  }

  /** The next slot; the first one brings accounts and money. */
  next(): SlotInput {
    const random = this.#random;
    const first = this.#builder.isFresh;
    const slot = Math.min(2 ** 32 - 1, this.#slot + (first ? 1 : this.#stride()));
    this.#slot = slot;
    const inbox = first ? this.#opening() : this.#inbox();
    const kind = first ? "empty" : random.pick(SLOT_KINDS);
    const bare = kind === "empty" || kind === "uncertified";
    const key = random.pick(this.#keys);
    const envelopes = bare ? [] : this.#envelopes(slot, key);
    return this.#builder.build({ slot, kind, key, inbox, envelopes });
  }

  #stride(): number {
    if (!this.#random.chance(this.#course.jumps)) return 1;
    return this.#random.pick([2, 3, 5, 40, 1_000, ERA - 1, ERA, ERA + 1, 2 * ERA, 3 * ERA + 7]);
  }

  #opening(): NaiveInboxOperation[] {
    const accounts = ACCOUNTS.slice(0, this.#random.between(3, ACCOUNTS.length));
    return accounts.flatMap((account) => {
      const signer = this.#identities[ACCOUNTS.indexOf(account)]?.address ?? "";
      const deposits = this.#deployment.assets.map((_, asset) => this.#deposit(account, asset));
      return account === 0
        ? deposits
        : [{ kind: "register", account, signer } as const, ...deposits];
    });
  }

  #deposit(account: number, asset: number): NaiveInboxOperation {
    const room = MAX - (this.#escrow[asset] ?? 0);
    const share = this.#random.pick([room, Math.floor(room / 8), 10 ** 12, 10 ** 7, 500]);
    const amount = Math.min(room, this.#random.magnitude(Math.max(1, share)));
    this.#escrow[asset] = MAX - room + amount;
    return { kind: "deposit", account, asset, amount: BigInt(amount) };
  }

  #inbox(): NaiveInboxOperation[] {
    const random = this.#random;
    if (!random.chance(30)) return [];
    return Array.from({ length: random.between(1, 4) }, () => this.#inboxOperation());
  }

  #inboxOperation(): NaiveInboxOperation {
    const random = this.#random;
    const account = random.pick(ACCOUNTS);
    const asset = random.below(this.#deployment.assets.length);
    const kinds = ["deposit", "deposit", "setSigner", "forcedCancel", "forcedWithdraw"] as const;
    const kind = random.pick(kinds);
    switch (kind) {
      case "deposit":
        return this.#deposit(account, asset);
      case "setSigner":
        return { kind, account, signer: this.#newSigner(account) };
      case "forcedCancel":
        return { kind, ...this.#cancelTarget(account), account };
      case "forcedWithdraw": {
        const amount = random.pick([0n, 1n, 1_000n, BigInt(MAX)]);
        return { kind, account, asset, amount };
      }
    }
  }

  /** Mostly the account's own first signer, so that it can trade again. */
  #newSigner(account: number): string {
    const own = this.#identities[ACCOUNTS.indexOf(account)] as Identity;
    return (this.#random.chance(70) ? own : this.#random.pick(this.#identities)).address;
  }

  #envelopes(slot: number, key: SlotKey): DraftEnvelope[] {
    const random = this.#random;
    const some = ACCOUNTS.filter(() => random.chance(70));
    if (random.chance(10)) some.push(random.pick(NO_ACCOUNTS));
    const rising = some.sort((a, b) => a - b);
    return rising.map((account) => this.#envelope(slot, key, account));
  }

  #envelope(slot: number, key: SlotKey, account: number): DraftEnvelope {
    const random = this.#random;
    const { suite, domainSeparator } = this.#builder;
    const count = random.pick(BLOCK_COUNTS);
    const blocks = Array.from({ length: count }, () => this.#block(slot, account));
    const fault = random.chance(80) ? undefined : random.pick(FAULTS);
    const signer = this.#signerOf(account, fault);
    if (fault === undefined || fault === "signer") {
      return this.#builder.sound(random, { slot, key }, account, signer, blocks);
    }
    const { point, shared } = suite.agree(key, random.bytes(32));
    const content = {
      domainSeparator: fault === "domain" ? random.bytes(32) : domainSeparator,
      slot: fault === "slot" ? slot - 1 : slot,
      account,
      version: random.below(2 ** 16),
      blocks,
      batchKey: fault === "batchKey" ? random.bytes(20) : key.address,
      point: fault === "point" ? random.pick(suite.badPoints) : point,
      shared,
    };
    const bytes = sealNaively(suite, content, signer);
    if (fault === "form") {
      const signature = random.pick(malformedSignatures(bytes.slice(-65)));
      bytes.set(signature, bytes.length - 65);
    }
    if (fault === "body") bytes[39] = (bytes[39] as number) ^ 1;
    const opened = {
      account,
      signer: fault === "point" ? signer.address : undefined,
      pointIsGood: fault !== "point",
      operations: blocks.map(decodeBlock),
    };
    return { bytes, opened };
  }

  /** The identity whose address is the account's signer, if there is one and it is meant to sign. */
  #signerOf(account: number, fault: Fault | undefined): Identity {
    const address = this.#ledger.signers.get(account);
    const right = this.#identities.find((identity) => identity.address === address);
    return right === undefined || fault === "signer" ? this.#random.pick(this.#identities) : right;
  }

  #block(slot: number, account: number): Uint8Array {
    const random = this.#random;
    if (random.chance(1)) return random.bytes(16);
    const block = encodeBlock(this.#operation(slot, account));
    if (random.chance(2)) block[random.below(16)] = random.below(256);
    return block;
  }

  #operation(slot: number, account: number): NaiveOperation {
    const random = this.#random;
    const roll = random.below(100);
    if (roll < 75) return this.#place(slot, account);
    if (roll < 88) return { kind: "cancel", ...this.#cancelTarget(account) };
    if (roll < 96) return this.#withdraw(account);
    return random.chance(50) ? { kind: "nop" } : { kind: "malformed" };
  }

  #place(slot: number, account: number): NaiveOperation {
    const random = this.#random;
    const listed = this.#deployment.markets.length;
    const market = random.chance(2) ? random.pick([listed, 64, 255]) : random.below(listed);
    const side = random.pick(["buy", "sell"] as const);
    const { tick, params } = this.#tickOf(market);
    const asset = side === "buy" ? params.quote : params.base;
    const unit = side === "buy" ? Math.max(1, tick) * params.quoteUnit : params.baseUnit;
    const affordable = Number(this.#ledger.balance(account, asset).available) / unit;
    const most = Math.max(1, Math.min(2 ** 32 - 1, Math.floor(affordable)));
    const usual = random.chance(70) ? Math.min(most, 40) : most;
    const enough = Math.max(params.minLots, random.magnitude(usual));
    const lots = random.chance(5) ? random.pick([0, 1, 2, 2 ** 32 - 1]) : enough;
    return { kind: "place", market, side, tick, lots: BigInt(lots), expiry: this.#expiry(slot) };
  }

  /** Mostly near the last price, so that books cross, tie and meet the band. */
  #tickOf(market: number): { tick: number; params: MarketParams } {
    const random = this.#random;
    const params =
      this.#deployment.markets[market] ?? (this.#deployment.markets[0] as MarketParams);
    const last = this.#ledger.last[market] ?? 1;
    if (random.chance(2)) {
      return { tick: random.pick([0, 1, TOP_TICK, TOP_TICK + 1, 2 ** 24 - 1]), params };
    }
    const reach = random.chance(80) ? 4 : Math.ceil(last / 8) % 60;
    const tick = Math.min(TOP_TICK, Math.max(1, last + random.between(-reach, reach)));
    return { tick, params };
  }

  #expiry(slot: number): number {
    const random = this.#random;
    const choices = [0, 0, slot, slot, slot + 1, slot + 2, slot + random.between(3, 30)];
    if (random.chance(15)) choices.push(slot + random.below(ERA), slot + ERA - 1);
    if (random.chance(5)) choices.push(slot - 1, slot + ERA, 1, 2 ** 32 - 1);
    return Math.min(2 ** 32 - 1, random.pick(choices));
  }

  #cancelTarget(account: number): Pick<NaiveOrder, "market" | "side" | "tick" | "position"> {
    const random = this.#random;
    const orders = this.#ledger.orders();
    const own = orders.filter((order) => order.account === account);
    const from = own.length > 0 && random.chance(80) ? own : orders;
    const tick = random.pick([0, 1, 5, 100, TOP_TICK, TOP_TICK + 1, 2 ** 24 - 1]);
    const nobody = { market: random.below(4), side: "buy" as const, tick, position: 0n };
    const order = from.length > 0 && random.chance(90) ? random.pick(from) : nobody;
    const { market, side, position } = order;
    const moved = position + random.pick([-1n, 1n, 65_536n, -65_536n, 2n ** 53n, 2n ** 63n]);
    const other = random.chance(10) && moved >= 0n;
    return { market, side, tick: order.tick, position: other ? moved : position };
  }

  #withdraw(account: number): NaiveOperation {
    const random = this.#random;
    const assets = this.#deployment.assets.length;
    const asset = random.chance(5) ? random.pick([assets, 64, 255]) : random.below(assets);
    const available = this.#ledger.balance(account, Math.min(asset, assets - 1)).available;
    const some = BigInt(random.below(Number(available) + 1)) / 10n;
    const odd = [0n, available, available + 1n, BigInt(MAX) + 1n, 2n ** 64n - 1n];
    return { kind: "withdraw", asset, amount: random.chance(70) ? some : random.pick(odd) };
  }
}

const FAULTS = ["form", "slot", "batchKey", "domain", "body", "signer", "point", "point"] as const;
type Fault = (typeof FAULTS)[number];

const BLOCK_COUNTS = [1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 16, 32];

const SLOT_KINDS: readonly SlotKind[] = [
  ...Array.from({ length: 17 }, () => "opened" as const),
  "voided",
  "empty",
  "uncertified",
];
