import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import type { DevAccount } from "#l1/devnet";
import type { Claim } from "#l1/eventTypes";
import { settlementAbi } from "#l1/generated/settlement";
import { SIDE } from "#protocol/constants";
import { addAvailable, readBalance, writeBalance } from "#protocol/leaves";
import { State } from "#protocol/state";
import type { Chunk } from "#protocol/trace";
import {
  type RunningWatcher,
  startWatcher,
  type WatcherOptions,
} from "../../circuits-free-verifier/challenger/startWatcher.ts";
import type { WatchStatus } from "../../circuits-free-verifier/challenger/watchStatus.ts";
import { type ChainOptions, TestChain } from "./harness.ts";
import { place } from "./tour.ts";

/** A chain whose claims are judged by FraudProof, with two traders, and watchers of it. */
export class WatchWorld {
  readonly chain: TestChain;
  readonly folder = mkdtempSync(join(tmpdir(), "walras-watch-"));
  readonly traders: readonly [number, number];
  #believed: State | undefined;
  readonly #running: RunningWatcher[] = [];

  private constructor(chain: TestChain, traders: readonly [number, number]) {
    this.chain = chain;
    this.traders = traders;
  }

  static async start(options: ChainOptions = {}): Promise<WatchWorld> {
    const chain = await TestChain.start({ ...options, fraudProof: true });
    await chain.registerKeySet(1);
    const a = await chain.register(6);
    const b = await chain.register(7);
    await chain.deposit(6, a, 0, 10_000_000n);
    await chain.deposit(7, b, 0, 1_000_000n);
    await chain.deposit(7, b, 1, 100_000n);
    return new WatchWorld(chain, [a, b]);
  }

  async stop(): Promise<void> {
    for (const watcher of this.#running.splice(0)) await watcher.stop();
    await this.chain.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** Seals and opens a slot in which both traders trade. */
  async trade(): Promise<number> {
    const { chain } = this;
    await chain.follow();
    const [a, b] = this.traders;
    const slot = Math.max(chain.slotNow(), chain.log.facts.lastSealed) + 1;
    await chain.seal(slot, [
      { account: a, operations: [place(SIDE.buy, 1_010, 9), place(SIDE.buy, 1_000, 5)] },
      { account: b, operations: [place(SIDE.sell, 990, 12), place(SIDE.sell, 1_020, 4)] },
    ]);
    await chain.reveal(slot);
    return slot;
  }

  /** Seals and opens a slot in which the first trader withdraws units of asset 0. */
  async withdraw(amount: number): Promise<void> {
    const { chain } = this;
    await chain.follow();
    const slot = Math.max(chain.slotNow(), chain.log.facts.lastSealed) + 1;
    const operations = [{ kind: "withdraw", asset: 0, amount }] as const;
    await chain.seal(slot, [{ account: this.traders[0], operations }]);
    await chain.reveal(slot);
  }

  /** Posts the claimant's bond for a party unless it stands. */
  async bond(who: DevAccount): Promise<void> {
    const { chain } = this;
    await chain.follow();
    if (chain.log.money.bond("claimant", who.address.toLowerCase()) > 0n) return;
    const value = chain.deployment.claimantBond;
    await chain.call(chain.party(0), "postBond", [2, who.address], { value });
  }

  /** Claims all that can be, with the root of a state in which the first trader is richer; leaves the chain's state right. */
  async lie(by: DevAccount = this.chain.party(0)): Promise<Claim> {
    const { claim } = await this.#lie(by, (state) => addAvailable(state, this.traders[0], 0, 1));
    return claim;
  }

  /** The same with a state in which the first trader withdrew more of asset 0. */
  lieOfWithdrawal(by: DevAccount, amount: bigint): Promise<{ claim: Claim; state: State }> {
    const [trader] = this.traders;
    return this.#lie(by, (state) => {
      const { available, withdrawn } = readBalance(state, trader, 0);
      writeBalance(state, trader, 0, { available, withdrawn: withdrawn + amount });
    });
  }

  async #lie(
    by: DevAccount,
    change: (state: State) => void,
  ): Promise<{ claim: Claim; state: State }> {
    const { chain } = this;
    await this.bond(by);
    const before = chain.state.snapshot();
    const chunks = await chain.produce();
    const state = new State(chain.state.snapshot().root);
    change(state);
    const wrong = [...chunks.slice(0, -1), { ...(chunks.at(-1) as Chunk), root: state.root() }];
    const claim = await chain.postClaim(wrong, state, { by });
    chain.rewind(before);
    this.#believed = state;
    return { claim, state };
  }

  /** Claims what follows from the last lie, as one does who believes it; leaves the chain's state as it is. */
  async believe(by: DevAccount): Promise<Claim> {
    const { chain } = this;
    await this.bond(by);
    const before = chain.state.snapshot();
    chain.rewind(this.#believed?.snapshot() ?? before);
    const claim = await chain.claim({ by });
    this.#believed = new State(chain.state.snapshot().root);
    chain.rewind(before);
    return claim;
  }

  /** Claims rightly all that can be. */
  async claim(by: DevAccount = this.chain.party(0)): Promise<Claim> {
    await this.bond(by);
    return await this.chain.claim({ by });
  }

  /** A watcher whose key is party n's, in this process. */
  async watch(
    n: number,
    change: Partial<WatcherOptions> = {},
  ): Promise<{ watcher: RunningWatcher; said: WatchStatus[] }> {
    const { chain } = this;
    const said: WatchStatus[] = [];
    const watcher = await startWatcher({
      client: chain.client,
      settlement: chain.settlement,
      crypto: chain.crypto,
      database: this.database(n),
      privateKey: chain.party(n).privateKey,
      pollMs: 20,
      patience: { attempts: 2, firstDelayMs: 1, maxDelayMs: 5 },
      ...change,
      onStatus: (status) => said.push(status),
    });
    this.#running.push(watcher);
    return { watcher, said };
  }

  database(n: number): string {
    return join(this.folder, `watcher-${n}.db`);
  }

  async owed(party: Hex): Promise<bigint> {
    return await this.read("owed", [party]);
  }

  async bondOf(party: Hex): Promise<bigint> {
    return await this.read("bondOf", [2, party]);
  }

  async read(functionName: "owed" | "bondOf", args: readonly unknown[]): Promise<bigint> {
    const { client, settlement: address } = this.chain;
    const call = { abi: settlementAbi, address, functionName, args };
    return (await client.readContract(call as never)) as bigint;
  }
}
