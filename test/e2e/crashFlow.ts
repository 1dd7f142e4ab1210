import { bigintToBytes } from "../../circuits-free-verifier/protocol/bytes.ts";
import { SIDE } from "../../circuits-free-verifier/protocol/constants.ts";
import type { Operation } from "../../circuits-free-verifier/protocol/operation.ts";
import { sealEnvelope } from "../../circuits-free-verifier/protocol/sealEnvelope.ts";
import type { RunningSequencer } from "../../sequencer/main.ts";
import type { Trader, World } from "./world.ts";

/**
 * A fixed flow that can be taken up wherever it was left: the same envelopes in the same slots whoever sends them, so that two
 * runs must end with the same roots.
 */

/** Accounts that place 32 orders each in one slot: with a root for every step, more than one claim holds. */
export const CROWD = 33;
export const TRADERS = CROWD + 2;
const CROWDED_SLOT = 2;
/** Slots that somebody trades in. */
export const FLOW_SLOTS = [CROWDED_SLOT, 3, 5];
/** The slot executed before each; slot 1 takes in the inbox. */
const PREDECESSOR = new Map([
  [CROWDED_SLOT, 1],
  [3, CROWDED_SLOT],
  [5, 3],
]);
/** When everything is final. */
const LAST_SLOT = 12;

interface Sent {
  readonly trader: Trader;
  readonly version: number;
  readonly operations: readonly Operation[];
}

export interface Receipted {
  readonly slot: number;
  readonly account: number;
  readonly version: number;
}

/** @param onReceipt is told of every receipt before anything else is done */
export async function playFlow(
  world: World,
  sequencer: RunningSequencer,
  onReceipt: (receipt: Receipted) => void,
): Promise<void> {
  await sequencer.until(() => sequencer.view?.keySetOf(CROWDED_SLOT) !== undefined);
  for (const slot of FLOW_SLOTS) {
    if (await reach(world, slot)) {
      // Accounts and balances are known once what came before is executed.
      await sequencer.until(() => sequencer.executor.slot >= (PREDECESSOR.get(slot) ?? 0));
      await trade(world, sequencer, slot, onReceipt);
    }
    await reach(world, slot + 1);
    await sequencer.until(() => sequencer.executor.slot >= slot);
  }
  await sequencer.settled();
  await reach(world, LAST_SLOT);
  await sequencer.until(() => sequencer.view?.finalisedIndex === sequencer.view?.tip.index);
  await sequencer.settled();
}

/** Goes there unless time is past it; false if the slot has ended. */
async function reach(world: World, slot: number): Promise<boolean> {
  const now = world.clock.now() / 1000;
  if (now >= world.timeOf(slot + 1, 0)) return false;
  if (now < world.timeOf(slot)) await world.goTo(slot);
  return true;
}

async function trade(
  world: World,
  sequencer: RunningSequencer,
  slot: number,
  onReceipt: (receipt: Receipted) => void,
): Promise<void> {
  await sequencer.until(() => sequencer.collecting()?.slot === slot);
  const answers = envelopesOf(world, slot).map(async (sent) => {
    const { account } = sent.trader;
    const { version } = sent;
    const answer = await sequencer.submit(slot, sealed(world, sequencer, slot, sent));
    if (answer.kind === "receipt") onReceipt({ slot, account, version });
    return answer;
  });
  for (const answer of await Promise.all(answers)) {
    // A version that was replaced before a kill is stale after it.
    if (answer.kind === "refused" && answer.reason !== "staleVersion") {
      throw new RangeError(`refused: ${answer.reason}`);
    }
  }
}

function sealed(world: World, sequencer: RunningSequencer, slot: number, sent: Sent): Uint8Array {
  const { trader, version, operations } = sent;
  const { account, signer } = trader;
  const key = sequencer.collecting()?.key;
  if (key === undefined) throw new RangeError(`slot ${slot} collects nothing`);
  const name = BigInt(slot) * 2n ** 40n + BigInt(account) * 2n ** 16n + BigInt(version);
  const random = world.crypto.keccak256(bigintToBytes(name, 32));
  const order = { slot, account, version, operations, batchPoint: key.point, random };
  return sealEnvelope(sequencer.context, order, signer);
}

function envelopesOf(world: World, slot: number): Sent[] {
  const crowd = world.traders.slice(0, CROWD);
  const [first, second] = world.traders.slice(CROWD) as [Trader, Trader];
  switch (slot) {
    case CROWDED_SLOT:
      return crowd.map((trader) => ({
        trader,
        version: 0,
        operations: Array.from({ length: 32 }, (_, n) => place(SIDE.buy, tickOf(trader, n), 3)),
      }));
    case 3: {
      const [one, two] = crowd as [Trader, Trader];
      const position = 0;
      const target = { market: 0, side: SIDE.buy, tick: tickOf(one, 4), position } as const;
      const withdrawal: Operation = { kind: "withdraw", asset: 1, amount: 777 };
      return [
        { trader: first, version: 0, operations: [place(SIDE.sell, 1_900, 4)] },
        { trader: first, version: 1, operations: [place(SIDE.sell, 1_900, 500), withdrawal] },
        { trader: one, version: 0, operations: [{ kind: "cancel", ...target }] },
        { trader: two, version: 7, operations: [place(SIDE.sell, 2_000, 1, slot), withdrawal] },
      ];
    }
    default:
      return [
        { trader: first, version: 0, operations: [place(SIDE.buy, 1_000, 5)] },
        { trader: second, version: 0, operations: [place(SIDE.sell, 1_000, 9)] },
      ];
  }
}

/** Every order of the crowd has a level of its own, so its place does not depend on the shuffle. */
const tickOf = ({ account }: Trader, n: number): number => 900 + account * 32 + n;

function place(side: 0 | 1, tick: number, lots: number, expiry = 0): Operation {
  return { kind: "place", market: 0, side, tick, lots, expiry };
}
