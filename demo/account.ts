import type { EventOf, L1Event } from "#l1/eventTypes";
import { type Deployment, isEther } from "#protocol/config";
import { OPERATOR_ACCOUNT } from "#protocol/constants";

/** The account of every unit, as sums that must agree. Pure: what it judges was read by audit.ts. */

/** What each account has to get back, by its owner's own books: units, by account and asset. */
export type Statement = Readonly<Record<number, readonly string[]>>;

export interface Transfer {
  readonly from: string;
  readonly to: string;
  /** Wei; zero where the transaction failed. */
  readonly value: bigint;
  /** Wei paid for gas. */
  readonly gas: bigint;
}

export interface Balances {
  /** Wei before the first transaction and after the last, by party; Settlement too. */
  readonly first: ReadonlyMap<string, bigint>;
  readonly last: ReadonlyMap<string, bigint>;
  /** Token wei after the last transaction, by asset and party. */
  readonly tokens: ReadonlyMap<number, ReadonlyMap<string, bigint>>;
  readonly supplies: ReadonlyMap<number, bigint>;
}

/** One equation. */
export interface Check {
  readonly name: string;
  /** With its numbers, for people. */
  readonly text: string;
  readonly holds: boolean;
  /** What it shows: that nothing was made or lost, or that all of it was paid out. */
  readonly shows: "conserved" | "withdrawn";
}

export interface Found {
  readonly deployment: Deployment;
  readonly settlement: string;
  readonly events: readonly L1Event[];
  readonly transfers: readonly Transfer[];
  readonly balances: Balances;
  readonly statement: Statement;
}

export function checksOf(found: Found): Check[] {
  const assets = [...found.deployment.assets.keys()];
  return [
    ...assets.flatMap((asset) => assetChecks(found, asset)),
    etherCheck(found),
    settlementCheck(found),
    ...assets.flatMap((asset) => tokenChecks(found, asset)),
    ownersCheck(found),
  ];
}

/** Deposited = paid to traders + paid to the operator + left in escrow, and each account got what its books say. */
function assetChecks({ deployment, events, statement }: Found, asset: number): Check[] {
  const deposited = sum(of(events, "deposited", asset).map(({ amount }) => BigInt(amount)));
  const paid = payments(events, asset);
  const fees = sum(paid.flatMap((e) => (e.account === OPERATOR_ACCOUNT ? [BigInt(e.amount)] : [])));
  const traders = sum(paid.map(({ amount }) => BigInt(amount))) - fees;
  const left = deposited - traders - fees;
  const wrong = Object.entries(statement).filter(
    ([account, units]) => paidTo(paid, Number(account)) !== BigInt(units[asset] ?? "0"),
  );
  const stated = sum(Object.values(statement).map((units) => BigInt(units[asset] ?? "0")));
  const what = nameOf(deployment, asset);
  return [
    {
      name: `${what} escrow`,
      text: `${what}: ${deposited} units deposited = ${traders} paid to traders + ${fees} paid to the operator + ${left} left in escrow`,
      holds: left === 0n,
      shows: "withdrawn",
    },
    {
      name: `${what} accounts`,
      text:
        `${what}: ${Object.keys(statement).length - wrong.length} of ${Object.keys(statement).length} accounts were paid ` +
        `what their own books say, ${stated} units in all`,
      holds: wrong.length === 0 && stated === traders + fees,
      shows: "conserved",
    },
  ];
}

/** No wei came from nowhere: what all had at first is what all have now, and gas. */
function etherCheck({ transfers, balances, settlement }: Found): Check {
  const initial = sum([...balances.first.values()]);
  const held = balances.last.get(settlement) ?? 0n;
  const final = sum([...balances.last.values()]) - held;
  const gas = sum(transfers.map((transfer) => transfer.gas));
  return {
    name: "wei",
    text: `wei: ${initial} at first = ${final} now + ${held} in Settlement + ${gas} gas`,
    holds: initial === final + held + gas,
    shows: "conserved",
  };
}

/** Settlement holds escrow, bonds, debts and what was burned, and nothing else; in the end only what was burned. */
function settlementCheck({ deployment, events, balances, settlement }: Found): Check {
  const held = balances.last.get(settlement) ?? 0n;
  const escrow = sum(
    deployment.assets.map(({ token, scale }, asset) =>
      isEther(token) ? escrowOf(events, asset) * scale : 0n,
    ),
  );
  const bonds =
    wei(events, "bondPosted") - wei(events, "bondReleased") - wei(events, "bondSlashed");
  const burned = sum(
    events.flatMap((event) =>
      event.kind === "owed" && isNobody(event.party) ? [event.value] : [],
    ),
  );
  const owed = wei(events, "owed") - burned - wei(events, "collected");
  return {
    name: "Settlement",
    text: `Settlement: ${held} wei = ${escrow} escrow + ${bonds} bonds + ${owed} owed + ${burned} burned`,
    holds: held === escrow + bonds + owed + burned && held === burned,
    shows: "withdrawn",
  };
}

function tokenChecks({ deployment, balances, settlement }: Found, asset: number): Check[] {
  const held = balances.tokens.get(asset);
  if (held === undefined) return [];
  const supply = balances.supplies.get(asset) ?? 0n;
  const inSettlement = held.get(settlement) ?? 0n;
  const outside = sum([...held.values()]) - inSettlement;
  const what = nameOf(deployment, asset);
  return [
    {
      name: `${what} supply`,
      text: `${what}: ${supply} token wei made = ${outside} with their owners + ${inSettlement} in Settlement`,
      holds: supply === outside + inSettlement && inSettlement === 0n,
      shows: "withdrawn",
    },
  ];
}

/**
 * Every trader's real balance, to the wei: what it was sent and paid, less the registration fee and its own gas. Its tokens are what it was
 * paid.
 */
function ownersCheck(found: Found): Check {
  const { deployment, events, transfers, balances } = found;
  const owners = events.filter((event) => event.kind === "registered");
  const wrong = owners.filter(({ owner }) => {
    const sent = transfers.filter(({ from }) => from === owner);
    const got = sum(transfers.filter(({ to }) => to === owner).map(({ value }) => value));
    const spent = sum(sent.map(({ value, gas }) => value + gas));
    const expected = deployment.assets.map(({ token, scale }, asset) => {
      const mine = payments(events, asset).filter(({ to }) => to === owner);
      const paid = sum(mine.map(({ amount }) => BigInt(amount))) * scale;
      const now = isEther(token)
        ? balances.last.get(owner)
        : balances.tokens.get(asset)?.get(owner);
      const before = isEther(token) ? (balances.first.get(owner) ?? 0n) + got - spent : 0n;
      return now === before + paid;
    });
    return expected.includes(false);
  });
  return {
    name: "owners",
    text: `owners: ${owners.length - wrong.length} of ${owners.length} hold to the wei what they were sent and paid, less their gas and fees`,
    holds: wrong.length === 0,
    shows: "conserved",
  };
}

/** What is owed to the zero address is burned: nobody can collect it. */
const isNobody = (party: string): boolean => /^0x0*$/.test(party);

const nameOf = ({ assets }: Deployment, asset: number): string =>
  isEther(assets[asset]?.token ?? "") ? "ETH" : `token of asset ${asset}`;

const escrowOf = (events: readonly L1Event[], asset: number): bigint =>
  sum(of(events, "deposited", asset).map(({ amount }) => BigInt(amount))) -
  sum(payments(events, asset).map(({ amount }) => BigInt(amount)));

const paidTo = (paid: readonly Payment[], account: number): bigint =>
  sum(paid.filter((event) => event.account === account).map(({ amount }) => BigInt(amount)));

type Payment = EventOf<"withdrawn"> | EventOf<"exited">;

/** What L1 paid of an asset, by ordinary withdrawals and after a freeze. */
const payments = (events: readonly L1Event[], asset: number): Payment[] => [
  ...of(events, "withdrawn", asset),
  ...of(events, "exited", asset),
];

function of<K extends "deposited" | "withdrawn" | "exited">(
  events: readonly L1Event[],
  kind: K,
  asset: number,
): Extract<L1Event, { readonly kind: K }>[] {
  return events.filter(
    (event): event is Extract<L1Event, { readonly kind: K }> =>
      event.kind === kind && "asset" in event && event.asset === asset,
  );
}

const wei = (events: readonly L1Event[], kind: L1Event["kind"]): bigint =>
  sum(events.flatMap((event) => (event.kind === kind && "value" in event ? [event.value] : [])));

const sum = (values: readonly bigint[]): bigint => values.reduce((all, value) => all + value, 0n);
