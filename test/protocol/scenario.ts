import type { Deployment, MarketParams } from "#protocol/config";
import type { SealFact } from "#protocol/facts";
import type { Ledger, OpenedEnvelope } from "../reference/ledger.ts";
import type { NaiveOrder } from "../reference/naiveBook.ts";
import {
  decodeBlock,
  encodeBlock,
  encodeInboxWord,
  type NaiveInboxOperation,
  type NaiveOperation,
} from "../reference/operations.ts";
import type { Random } from "../reference/random.ts";
import {
  type Identity,
  malformedSignatures,
  naiveEnvelopeRoot,
  naiveSeed,
  type SlotKey,
  type Suite,
  sealNaively,
} from "../reference/sealing.ts";
import { naiveOrder } from "../reference/shuffle.ts";
import type { SlotInput } from "./exchange.ts";

/** Random deployments and random slots in them: mostly sound inputs, and some of each kind of fault. */

const MAX = Number.MAX_SAFE_INTEGER;
const TOP_TICK = 2 ** 20 - 1;
const ERA = 2 ** 20;
const ZERO_ADDRESS = `0x${"00".repeat(20)}`;

/** Accounts that may come to exist, and one number that never does. */
export const ACCOUNTS: readonly number[] = [0, 1, 2, 3, 4, 255, 70_000, 2 ** 24 - 1];
const NO_ACCOUNTS: readonly number[] = [9, 2 ** 24, 2 ** 24 + 1, 2 ** 32 - 1];

export function randomDeployment(
  random: Random,
  stepsPerRoot: number,
  operator: Identity,
): Deployment {
  const assets = random.between(2, 4);
  const markets = Array.from({ length: random.between(1, 3) }, () => randomMarket(random, assets));
  return {
    genesisTime: 0,
    interval: 2,
    stepsPerRoot,
    sealDelay: 60,
    inboxDelay: 60,
    revealDelay: 60,
    challengeWindow: 60,
    sweepDelay: 60,
    freezeDelay: 240,
    exitDelay: 240,
    operationFee: random.pick([0, 1, 7, 1_000]),
    registrationFee: 0n,
    sequencerBond: 0n,
    keyperBond: 0n,
    claimantBond: 0n,
    sequencer: ZERO_ADDRESS,
    operatorOwner: ZERO_ADDRESS,
    operatorSigner: `0x${operator.address}`,
    keypers: [ZERO_ADDRESS],
    threshold: 1,
    quorum: 1,
    assets: Array.from({ length: assets }, () => ({ token: ZERO_ADDRESS, scale: 1n })),
    markets,
  };
}

function randomMarket(random: Random, assets: number): MarketParams {
  const base = random.below(assets);
  const quote = (base + random.between(1, assets - 1)) % assets;
  return {
    base,
    quote,
    feeBps: random.pick([0, 1, 30, 999, 1_000]),
    bandBps: random.pick([0, 50, 500, 2_000, 10_000]),
    minLots: random.pick([0, 1, 1, 3]),
    baseUnit: random.pick([1, 1, 10, 12_345, 2 ** 30]),
    quoteUnit: random.pick([1, 1, 3, 1_000]),
    referenceTick: random.pick([1, 5, 100, 5_000, TOP_TICK - 2]),
  };
}

/** How a run of slots is drawn. */
export interface Course {
  /** The slot before the first. */
  readonly from: number;
  /** Slots come one after the other but for `percent` per cent of jumps. */
  readonly jumps: number;
}

export class Scenario {
  readonly #random: Random;
  readonly #suite: Suite;
  readonly #deployment: Deployment;
  readonly #ledger: Ledger;
  readonly #domainSeparator: Uint8Array;
  readonly #course: Course;
  readonly #identities: readonly Identity[];
  readonly #keys: readonly SlotKey[];
  /** Units that L1 let in and did not let out again. */
  readonly #escrow: number[];
  #prev = 0;
  #slot: number;
  #inboxEnd = 0;

  constructor(
    random: Random,
    tools: { suite: Suite; identities: readonly Identity[]; keys: readonly SlotKey[] },
    deployment: Deployment,
    ledger: Ledger,
    domainSeparator: Uint8Array,
    course: Course,
  ) {
    this.#random = random;
    this.#suite = tools.suite;
    this.#identities = tools.identities;
    this.#keys = tools.keys;
    this.#deployment = deployment;
    this.#ledger = ledger;
    this.#domainSeparator = domainSeparator;
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
    const first = this.#prev === 0;
    const slot = Math.min(2 ** 32 - 1, this.#slot + (first ? 1 : this.#stride()));
    this.#slot = slot;
    const inbox = first ? this.#opening() : this.#inbox();
    const kind = first ? "empty" : random.pick(SLOT_KINDS);
    const bare = kind === "empty" || kind === "uncertified";
    const key = random.pick(this.#keys);
    const envelopes = bare ? [] : this.#envelopes(slot, key);
    const words = inbox.map((operation) => encodeInboxWord(operation, random.below(2 ** 48)));
    this.#inboxEnd += words.length;
    const bytes = envelopes.map((envelope) => envelope.bytes);
    const root = naiveEnvelopeRoot(this.#suite, bytes);
    const opened = kind === "opened" && envelopes.length > 0;
    const seal: SealFact = {
      slot,
      prev: this.#prev,
      certified: kind !== "uncertified",
      root,
      envelopes: bytes,
      inboxEnd: this.#inboxEnd,
      key: sealedKey(kind, envelopes.length, key),
    };
    this.#prev = slot;
    const order = opened ? naiveOrder(bytes.length, naiveSeed(this.#suite, key, root)) : [];
    const meaning = {
      slot,
      certified: seal.certified,
      opened,
      inbox,
      envelopes: envelopes.map((envelope) => envelope.opened),
      order,
    };
    return { seal, words, meaning };
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

  #envelopes(slot: number, key: SlotKey): { bytes: Uint8Array; opened: OpenedEnvelope }[] {
    const random = this.#random;
    const some = ACCOUNTS.filter(() => random.chance(70));
    if (random.chance(10)) some.push(random.pick(NO_ACCOUNTS));
    const rising = some.sort((a, b) => a - b);
    return rising.map((account) => this.#envelope(slot, key, account));
  }

  #envelope(
    slot: number,
    key: SlotKey,
    account: number,
  ): { bytes: Uint8Array; opened: OpenedEnvelope } {
    const random = this.#random;
    const count = random.pick(BLOCK_COUNTS);
    const blocks = Array.from({ length: count }, () => this.#block(slot, account));
    const fault = random.chance(80) ? undefined : random.pick(FAULTS);
    const { point, shared } = this.#suite.agree(key, random.bytes(32));
    const signer = this.#signerOf(account, fault);
    const content = {
      domainSeparator: fault === "domain" ? random.bytes(32) : this.#domainSeparator,
      slot: fault === "slot" ? slot - 1 : slot,
      account,
      version: random.below(2 ** 16),
      blocks,
      batchKey: fault === "batchKey" ? random.bytes(20) : key.address,
      point: fault === "point" ? random.pick(this.#suite.badPoints) : point,
      shared,
    };
    const bytes = sealNaively(this.#suite, content, signer);
    if (fault === "form") {
      const signature = random.pick(malformedSignatures(bytes.slice(-65)));
      bytes.set(signature, bytes.length - 65);
    }
    if (fault === "body") bytes[39] = (bytes[39] as number) ^ 1;
    const isSigned = fault === undefined || fault === "point" || fault === "signer";
    const opened = {
      account,
      signer: isSigned ? signer.address : undefined,
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
    const lots = random.chance(4) ? random.pick([0, 1, 2, 2 ** 32 - 1]) : random.magnitude(usual);
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

type SlotKind = "opened" | "voided" | "empty" | "uncertified";
const SLOT_KINDS: readonly SlotKind[] = [
  ...Array.from({ length: 17 }, () => "opened" as const),
  "voided",
  "empty",
  "uncertified",
];

function sealedKey(kind: SlotKind, envelopes: number, key: SlotKey): SealFact["key"] {
  if (envelopes === 0) return undefined;
  return kind === "voided" ? "void" : key.secret;
}
