import { toHex } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import { MAX_AMOUNT, OFFENCE_REWARD_SHARE, OPERATOR_ACCOUNT } from "#protocol/constants";
import { decodeInboxWord } from "#protocol/inbox";
import { Checker } from "./check.ts";
import type { EventOf, L1Event, Role } from "./eventTypes.ts";
import { Journal } from "./journal.ts";

const ZERO_ADDRESS = `0x${"00".repeat(20)}`;

/** The next event that must follow, because one call of Settlement writes both. */
type Follower = { readonly kind: L1Event["kind"] } & Readonly<Record<string, unknown>>;

/**
 * Accounts, escrow, bonds and debts of Settlement, from events alone. What one call writes as several events must
 * agree, so no field of them can differ alone.
 */
export class MoneyLog {
  readonly #deployment: Deployment;
  readonly #journal: Journal;
  readonly #owners = new Map<number, string>();
  /** Units paid out, by account and asset. */
  readonly #paid = new Map<string, bigint>();
  /** Units, by asset. */
  readonly #escrow = new Map<number, number>();
  /** Wei, by role and party. */
  readonly #bonds = new Map<string, bigint>();
  /** Wei, by party. */
  readonly #owed = new Map<string, bigint>();
  readonly #exited = new Set<string>();
  /** Inbox operations from here on are not in the exit root; undefined until that is fixed. */
  #exitCursor: number | undefined;
  #following: readonly Follower[] = [];

  constructor(deployment: Deployment, journal: Journal = new Journal()) {
    this.#deployment = deployment;
    this.#journal = journal;
    this.#owners.set(OPERATOR_ACCOUNT, deployment.operatorOwner);
  }

  /** Accounts registered, the operator's included. */
  get accountCount(): number {
    return this.#owners.size;
  }

  ownerOf(account: number): string | undefined {
    return this.#owners.get(account);
  }

  /** Units of an asset that were deposited and not paid out. */
  escrow(asset: number): number {
    return this.#escrow.get(asset) ?? 0;
  }

  /** Units that an account was ever paid of an asset. */
  paid(account: number, asset: number): bigint {
    return this.#paid.get(`${account}:${asset}`) ?? 0n;
  }

  /** Inbox operations from here on are not in the exit root; undefined until that is fixed. */
  get exitCursor(): number | undefined {
    return this.#exitCursor;
  }

  /** Whether a leaf of the exit root, by generalised index, was paid, or a deposit, by its index in the inbox. */
  hasExited(source: "leaf" | "deposit", place: number): boolean {
    return this.#exited.has(`${source}:${place}`);
  }

  /** Wei that stands as a party's bond. */
  bond(role: Role, party: string): bigint {
    return this.#bonds.get(`${role}:${party}`) ?? 0n;
  }

  /** Wei that a party may collect. */
  owed(party: string): bigint {
    return this.#owed.get(party) ?? 0n;
  }

  /** Wei that Settlement holds beside escrow: bonds and debts. */
  get weiBesideEscrow(): bigint {
    return [...this.#bonds.values(), ...this.#owed.values()].reduce((sum, wei) => sum + wei, 0n);
  }

  /** Takes in an event about money; of others, checks that they may come. Throws Fault. */
  apply(event: L1Event): void {
    this.#journal.enter(event.blockNumber);
    const check = new Checker(event);
    const expected = this.#takeFollower(check, event);
    switch (event.kind) {
      case "owed":
        this.#becomesOwed(check, event, expected !== undefined);
        break;
      case "registered":
        this.#registered(check, event, expected !== undefined);
        break;
      case "enqueued":
        this.#enqueued(check, event, expected);
        break;
      case "deposited":
        this.#deposited(check, event);
        break;
      case "withdrawn":
        this.#withdrawn(check, event);
        break;
      case "collected":
        check.holds(event.value > 0n, "wei collected", event.value, "more than none");
        check.equal("wei collected", event.value, this.owed(event.party));
        this.#journal.put(this.#owed, event.party, 0n);
        break;
      case "bondPosted":
        this.#bondPosted(check, event);
        break;
      case "bondReleased":
        check.holds(event.value > 0n, "bond released", event.value, "a bond");
        check.equal("bond released", event.value, this.bond(event.role, event.party));
        this.#journal.put(this.#bonds, `${event.role}:${event.party}`, 0n);
        break;
      case "bondSlashed":
        if (expected === undefined) this.#punished(check, event);
        this.#bondSlashed(event);
        break;
      case "exitFixed":
        check.holds(this.#exitCursor === undefined, "exit root", event.index, "fixed once");
        this.#fixExit(event.inboxCursor);
        break;
      case "exited":
        this.#leaves(check, event);
        break;
      default:
        this.#others(check, event);
    }
  }

  rollbackTo(block: number): void {
    this.#journal.rollbackTo(block);
  }

  #others(check: Checker, event: L1Event): void {
    switch (event.kind) {
      case "keySetRegistered":
        this.#requireBond(check, "sequencer", this.#deployment.sequencer);
        for (const keyper of this.#deployment.keypers) this.#requireBond(check, "keyper", keyper);
        break;
      case "claimed":
        this.#requireBond(check, "claimant", event.author);
        break;
      case "voided":
        this.#follow(
          this.#deployment.keypers.flatMap((keyper) =>
            this.#slashing("keyper", keyper, ZERO_ADDRESS),
          ),
        );
        break;
      case "killed":
        this.#follow(this.#slashing("claimant", event.author, event.beneficiary));
        break;
      case "swept":
        this.#follow(this.#slashing("claimant", event.author, ZERO_ADDRESS));
        break;
    }
  }

  #becomesOwed(check: Checker, event: EventOf<"owed">, expected: boolean): void {
    if (!expected) {
      check.equal("party owed", event.party, this.#deployment.operatorOwner);
      check.equal("wei owed", event.value, this.#deployment.registrationFee);
      this.#follow([{ kind: "registered" }]);
    }
    this.#journal.put(this.#owed, event.party, this.owed(event.party) + event.value);
  }

  #registered(check: Checker, event: EventOf<"registered">, feeOwed: boolean): void {
    check.holds(
      feeOwed || this.#deployment.registrationFee === 0n,
      "registration",
      "no fee",
      "a fee",
    );
    check.equal("account", event.account, this.accountCount);
    check.holds(event.signer !== ZERO_ADDRESS, "signer", event.signer, "an address");
    this.#journal.put(this.#owners, event.account, event.owner);
    this.#follow([{ kind: "enqueued", operation: `register ${event.account} ${event.signer}` }]);
  }

  #deposited(check: Checker, event: EventOf<"deposited">): void {
    const { account, asset, amount } = event;
    this.#known(check, account, asset);
    const escrow = this.escrow(asset) + amount;
    check.holds(
      amount > 0 && escrow <= MAX_AMOUNT,
      "units deposited",
      amount,
      `1 … ${MAX_AMOUNT - this.escrow(asset)}`,
    );
    this.#journal.put(this.#escrow, asset, escrow);
    this.#follow([{ kind: "enqueued", operation: `deposit ${account} ${asset} ${amount}` }]);
  }

  #enqueued(check: Checker, event: EventOf<"enqueued">, expected: Follower | undefined): void {
    const operation = decodeInboxWord(event.word);
    const { kind, account } = operation;
    const own = kind !== "register" && kind !== "deposit";
    let said = `${kind} ${account}`;
    if (operation.kind === "register") said = `register ${account} ${toHex(operation.signer)}`;
    if (operation.kind === "deposit")
      said = `deposit ${account} ${operation.asset} ${operation.amount}`;
    if (expected !== undefined) check.equal("inbox operation", said, String(expected["operation"]));
    else check.holds(own, "inbox operation", said, "a registration or deposit just before it");
    this.#known(check, account, "asset" in operation ? operation.asset : 0);
  }

  #withdrawn(check: Checker, event: EventOf<"withdrawn">): void {
    const { account, asset, amount } = event;
    check.holds(this.#exitCursor === undefined, "withdrawal", account, "none beside the exit root");
    this.#pay(check, event);
    this.#journal.put(
      this.#paid,
      `${account}:${asset}`,
      this.paid(account, asset) + BigInt(amount),
    );
  }

  #leaves(check: Checker, event: EventOf<"exited">): void {
    const { source, place } = event;
    const from = this.#exitCursor ?? check.fail("exit", place, "an exit root before it");
    check.holds(source === "leaf" || place >= from, "deposit refunded", place, `at least ${from}`);
    check.holds(!this.hasExited(source, place), `${source} paid`, place, "paid once");
    this.#pay(check, event);
    const key = `${source}:${place}`;
    this.#exited.add(key);
    this.#journal.did(() => void this.#exited.delete(key));
  }

  #pay(check: Checker, event: EventOf<"withdrawn" | "exited">): void {
    const { account, asset, to, amount } = event;
    this.#known(check, account, asset);
    check.equal("owner paid", to, this.ownerOf(account) ?? "");
    const escrow = this.escrow(asset);
    check.holds(amount > 0 && amount <= escrow, "units paid", amount, `1 … ${escrow}`);
    this.#journal.put(this.#escrow, asset, escrow - amount);
  }

  #fixExit(inboxCursor: number): void {
    this.#exitCursor = inboxCursor;
    this.#journal.did(() => {
      this.#exitCursor = undefined;
    });
  }

  #bondPosted(check: Checker, event: EventOf<"bondPosted">): void {
    const { role, party, value } = event;
    const { sequencer, keypers } = this.#deployment;
    if (role === "sequencer") check.equal("sequencer", party, sequencer);
    if (role === "keyper")
      check.holds(keypers.includes(party), "keyper", party, "a keyper of the deployment");
    const required = this.#bondRequired(role);
    const standing = this.bond(role, party);
    check.holds(standing < required, "bond", value, "none while one stands");
    check.equal("bond", value, required - standing);
    this.#journal.put(this.#bonds, `${role}:${party}`, required);
  }

  /** What Misconduct took: the sequencer's or a keyper's whole bond, or a fine of the sequencer's. */
  #punished(check: Checker, event: EventOf<"bondSlashed">): void {
    const { role, party, beneficiary, value, reward } = event;
    const standing = this.bond(role, party);
    const { dropFee } = this.#deployment;
    const judged = role !== "claimant" && standing > 0n;
    check.holds(judged, "bond slashed", party, "a void, kill, sweep or offence");
    const nobody = beneficiary === ZERO_ADDRESS;
    const fined = role === "sequencer" && nobody && value === dropFee && value <= standing;
    if (!fined) check.equal("bond slashed", value, standing);
    check.equal("reward", reward, nobody ? 0n : value / BigInt(OFFENCE_REWARD_SHARE));
  }

  #bondSlashed({ role, party, beneficiary, value, reward }: EventOf<"bondSlashed">): void {
    this.#journal.put(this.#bonds, `${role}:${party}`, this.bond(role, party) - value);
    const debts = [
      { kind: "owed", party: beneficiary, value: reward },
      { kind: "owed", party: ZERO_ADDRESS, value: value - reward },
    ] as const;
    this.#follow([...debts.filter((debt) => debt.value > 0n), ...this.#following]);
  }

  /** What follows when a bond, if it stands, is slashed whole: half of it is the beneficiary's, the rest burns. */
  #slashing(role: Role, party: string, beneficiary: string): Follower[] {
    const value = this.bond(role, party);
    if (value === 0n) return [];
    const reward = beneficiary === ZERO_ADDRESS ? 0n : value / 2n;
    return [{ kind: "bondSlashed", role, party, beneficiary, value, reward }];
  }

  #bondRequired(role: Role): bigint {
    const { sequencerBond, keyperBond, claimantBond } = this.#deployment;
    if (role === "sequencer") return sequencerBond;
    return role === "keyper" ? keyperBond : claimantBond;
  }

  #requireBond(check: Checker, role: Role, party: string): void {
    const least = this.#bondRequired(role);
    const standing = this.bond(role, party);
    check.holds(standing >= least, `bond of ${role} ${party}`, standing, `at least ${least}`);
  }

  #known(check: Checker, account: number, asset: number): void {
    check.holds(account < this.accountCount, "account", account, `below ${this.accountCount}`);
    const assets = this.#deployment.assets.length;
    check.holds(asset < assets, "asset", asset, `below ${assets}`);
  }

  #follow(following: readonly Follower[]): void {
    const old = this.#following;
    this.#following = following;
    this.#journal.did(() => {
      this.#following = old;
    });
  }

  #takeFollower(check: Checker, event: L1Event): Follower | undefined {
    const [first, ...rest] = this.#following;
    if (first === undefined) return undefined;
    check.equal("event", event.kind, first.kind);
    for (const [field, value] of Object.entries(first)) {
      const given = (event as unknown as Record<string, unknown>)[field];
      if (field !== "operation") check.equal(field, String(given), String(value));
    }
    this.#follow(rest);
    return first;
  }
}
