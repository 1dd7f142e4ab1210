import { join } from "node:path";
import type { Claim } from "#l1/eventTypes";
import {
  type RunningWatcher,
  startWatcher,
} from "../../circuits-free-verifier/challenger/startWatcher.ts";
import type { WatchStatus } from "../../circuits-free-verifier/challenger/watchStatus.ts";
import { devAccounts } from "../../circuits-free-verifier/l1/devnet.ts";
import { SIDE } from "../../circuits-free-verifier/protocol/constants.ts";
import type { Operation } from "../../circuits-free-verifier/protocol/operation.ts";
import { Liar } from "../../demo/lies/liar.ts";
import { Wallet } from "../../demo/wallet.ts";
import type { RunningSequencer } from "../../sequencer/main.ts";
import type { Status } from "../../sequencer/status.ts";
import { World } from "./world.ts";

const TRADERS = 4;
const place = (side: 0 | 1, tick: number, lots: number, expiry = 0): Operation => ({
  kind: "place",
  market: 0,
  side,
  tick,
  lots,
  expiry,
});

/** Orders by trader in which every lie has its place: a level of two, a rest that stays and one that expires. */
const ordersOf = (slot: number): readonly (readonly Operation[])[] => [
  [place(SIDE.buy, 1_000, 20), place(SIDE.buy, 900, 1)],
  [place(SIDE.buy, 1_000, 5), place(SIDE.buy, 950, 2, slot)],
  [place(SIDE.sell, 1_000, 12), { kind: "nop" }, { kind: "nop" }],
  [place(SIDE.sell, 1_000, 13), { kind: "nop" }, { kind: "nop" }],
];

/** Keys of anvil's accounts: 0 deploys and watches, 3 is the operator and claims. */
const keyOf = (n: number) => devAccounts(5)[n]?.privateKey ?? "0x";

/** A devnet with a sequencer that claims when it is told to, a claimant who lies, and a watcher if there is to be one. */
export class LyingWorld {
  readonly world: World;
  readonly sequencer: RunningSequencer;
  readonly liar: Liar;
  readonly statuses: readonly Status[];
  slot = 1;

  private constructor(
    world: World,
    sequencer: RunningSequencer,
    liar: Liar,
    statuses: readonly Status[],
  ) {
    this.world = world;
    this.sequencer = sequencer;
    this.liar = liar;
    this.statuses = statuses;
  }

  static async create(): Promise<LyingWorld> {
    const world = await World.create({ traders: TRADERS, funds: 100_000_000 });
    const { client, crypto, deployment, settlement } = world;
    const statuses: Status[] = [];
    const settings = { maxClaimSlots: 1_000 };
    const sequencer = await world.start("main", settings, (status) => statuses.push(status));
    const chainId = await client.getChainId();
    const context = { ...sequencer.context, crypto, deployment };
    const wallet = new Wallet(client, chainId, keyOf(3));
    const liar = new Liar({ client, chainId, settlement, deployedAt: 0, context, wallet });
    await liar.postBond();
    await sequencer.until(() => sequencer.view?.keySetOf(1) !== undefined);
    await world.goTo(2);
    await sequencer.until(() => sequencer.executor.slot === 1);
    return new LyingWorld(world, sequencer, liar, statuses);
  }

  async close(): Promise<void> {
    await this.sequencer.stop();
    await this.world.close();
  }

  /** The next slot, with a deposit and trades, executed by the sequencer and not claimed. */
  async playSlot(): Promise<number> {
    const { world, sequencer } = this;
    this.slot++;
    const wei = 77n * (world.deployment.assets[0]?.scale ?? 0n);
    await world.call(world.owner, "deposit", [1, 0, wei], wei);
    await sequencer.until(() => sequencer.collecting()?.slot === this.slot);
    for (const [n, trader] of world.traders.entries()) {
      const answer = await world.submit(sequencer, trader, ordersOf(this.slot)[n] ?? []);
      if (answer.kind !== "receipt") throw new RangeError(`refused: ${answer.reason}`);
    }
    await world.goTo(this.slot + 1);
    await sequencer.until(() => sequencer.executor.slot === this.slot);
    return this.slot;
  }

  /** Indices of the claims that the sequencer posted. */
  claimed(): number[] {
    return this.statuses.flatMap((status) => (status.kind === "claimed" ? [status.index] : []));
  }

  async watch(name: string, tell: (status: WatchStatus) => void): Promise<RunningWatcher> {
    const { client, crypto, settlement, directory } = this.world;
    return await startWatcher({
      client,
      crypto,
      settlement,
      database: join(directory, `${name}.db`),
      privateKey: keyOf(0),
      pollMs: 20,
      onStatus: tell,
    });
  }

  /** Lets the sequencer claim until all is claimed, from `count` claims on. */
  async claimAll(count: number): Promise<void> {
    this.sequencer.flushClaims(true);
    await this.sequencer.until(() => this.claimed().length > count);
    await this.sequencer.settled();
    this.sequencer.flushClaims(false);
  }
}

/** Whether L1 said that a claim died. */
export const isKill =
  ({ index }: Claim) =>
  (status: WatchStatus): boolean =>
    status.kind === "killed" && status.claim === index;
