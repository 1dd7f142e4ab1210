import type { Hex } from "viem";
import type { L1Event } from "#l1/eventTypes";
import { ask, type L1Client } from "#l1/rpc";

/** What the sequencer's address paid to L1 for its transactions to Settlement, each by its receipt. */

/** What a transaction was for; "other" is what the sequencer did beyond its daily work. */
export const KINDS = [
  "seal",
  "reveal",
  "void",
  "claim",
  "finalise",
  "keySet",
  "bond",
  "other",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Spending {
  readonly kind: Kind;
  readonly hash: Hex;
  /** Slots that it was for: none of a key set or a bond. */
  readonly slots: readonly number[];
  readonly gas: bigint;
  /** gasUsed · effectiveGasPrice; bonds are not spent. */
  readonly wei: bigint;
}

export interface Spent {
  readonly spendings: readonly Spending[];
  /**
   * Transactions of the address that left no event of Settlement: refused ones, and whatever else it sent. Their cost is not
   * in the report.
   */
  readonly unseen: number;
}

/** What an event says its transaction was for. */
interface Purpose {
  readonly kind: Kind;
  readonly slots: readonly number[];
}

const AT_ONCE = 16;

/**
 * @param events of Settlement, all of them, in order
 * @param slots that were executed, rising
 * @param sequencer lower case
 */
export async function spentBy(
  client: L1Client,
  sequencer: string,
  events: readonly L1Event[],
  slots: readonly number[],
): Promise<Spent> {
  const purposes = purposesOf(events, slots);
  const all = [...purposes];
  const spendings: Spending[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const found = await Promise.all(
      all
        .slice(at, at + AT_ONCE)
        .map(([hash, purpose]) => spendingOf(client, sequencer, hash, purpose)),
    );
    spendings.push(...found.filter((one) => one !== undefined));
  }
  const sent = await ask("eth_getTransactionCount", () =>
    client.getTransactionCount({ address: sequencer as Hex }),
  );
  return { spendings, unseen: sent - spendings.length };
}

async function spendingOf(
  client: L1Client,
  sequencer: string,
  hash: Hex,
  { kind, slots }: Purpose,
): Promise<Spending | undefined> {
  const receipt = await ask("eth_getTransactionReceipt", () =>
    client.getTransactionReceipt({ hash }),
  );
  if (receipt.from.toLowerCase() !== sequencer) return undefined;
  const { gasUsed: gas, effectiveGasPrice } = receipt;
  return { kind, hash, slots, gas, wei: gas * effectiveGasPrice };
}

/** By transaction; the first event that tells a purpose does. */
export function purposesOf(
  events: readonly L1Event[],
  slots: readonly number[],
): Map<Hex, Purpose> {
  const purposes = new Map<Hex, Purpose>();
  /** Last slot that each claim reaches into, by index; rewritten after a rollback. */
  const reach = new Map<number, number>([[0, 0]]);
  let finalised = 0;
  for (const event of events) {
    let purpose: Purpose = { kind: "other", slots: [] };
    const within = (from: number, to: number): number[] =>
      slots.filter((slot) => from < slot && slot <= to);
    if (event.kind === "sealed" || event.kind === "revealed" || event.kind === "voided") {
      const kind = ({ sealed: "seal", revealed: "reveal", voided: "void" } as const)[event.kind];
      purpose = { kind, slots: [event.slot] };
    } else if (event.kind === "claimed") {
      const { index, slot } = event.claim;
      const from = reach.get(index - 1) ?? 0;
      reach.set(index, slot);
      // A claim within one slot is for that slot.
      const covered = within(from, slot);
      purpose = { kind: "claim", slots: covered.length > 0 ? covered : [slot] };
    } else if (event.kind === "finalised") {
      const covered = within(finalised, event.slot);
      finalised = event.slot;
      purpose = { kind: "finalise", slots: covered };
    } else if (event.kind === "keySetRegistered") purpose = { kind: "keySet", slots: [] };
    else if (event.kind === "bondPosted" || event.kind === "bondReleased")
      purpose = { kind: "bond", slots: [] };
    const hash = event.transactionHash as Hex;
    const known = purposes.get(hash);
    if (known === undefined || known.kind === "other") purposes.set(hash, purpose);
  }
  return purposes;
}
