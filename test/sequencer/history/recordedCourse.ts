import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Crypto } from "#protocol/crypto";
import { genesisState } from "#protocol/genesis";
import type { SigningContext } from "#protocol/messages";
import type { TreeNode } from "#protocol/tree";
import { Executor } from "../../../sequencer/execute.ts";
import type { SlotFigures } from "../../../sequencer/figures.ts";
import { openStore, type SequencerStore } from "../../../sequencer/store/sqlite.ts";
import { FactList } from "../../protocol/exchange.ts";
import { randomDeployment } from "../../protocol/randomDeployment.ts";
import { ACCOUNTS, Scenario } from "../../protocol/scenario.ts";
import { SlotBuilder } from "../../protocol/slotBuilder.ts";
import { createStandInCrypto } from "../../protocol/standInCrypto.ts";
import { Ledger } from "../../reference/ledger.ts";
import type { Random } from "../../reference/random.ts";
import { standInSuite } from "../../reference/sealing.ts";
import { NaiveHistory } from "./naiveHistory.ts";

/** A random deployment and slots in it, executed on a database and in the naive ledger side by side. */
export class RecordedCourse {
  readonly deployment;
  readonly genesis: TreeNode;
  readonly ledger: Ledger;
  readonly naive: NaiveHistory;
  readonly slots: number[] = [];
  /** Every number that an envelope or the inbox may name. */
  readonly accounts = [...ACCOUNTS, 9, 2 ** 24, 2 ** 24 + 1, 2 ** 32 - 1];
  /** Roots behind the slots. */
  readonly roots = new Map<number, Uint8Array>();
  readonly chunks = new Map<number, number>();
  /** Whose balances or orders a slot changed, by slot. */
  readonly changed = new Map<number, ReadonlySet<number>>();
  readonly figures = new Map<number, SlotFigures>();
  store: SequencerStore;
  executor: Executor;
  readonly #path: string;
  readonly #facts = new FactList();
  readonly #context: SigningContext;
  readonly #scenario: Scenario;

  constructor(random: Random, directory: string) {
    const crypto: Crypto = createStandInCrypto();
    const identities = ACCOUNTS.map(() => standInSuite.identity(random.bytes(32)));
    const keys = [standInSuite.slotKey(random.bytes(32))];
    const operator = identities[0];
    if (operator === undefined) throw new RangeError("no operator");
    this.deployment = randomDeployment(random, random.pick([1, 8, 24]), operator);
    const { deployment } = this;
    this.genesis = genesisState(deployment).snapshot().root;
    const domainSeparator = random.bytes(32);
    this.#context = { crypto, domainSeparator };
    this.ledger = new Ledger({
      operationFee: deployment.operationFee,
      operatorSigner: deployment.operatorSigner.slice(2),
      assetCount: deployment.assets.length,
      markets: deployment.markets,
    });
    this.naive = new NaiveHistory(this.ledger);
    const from = random.pick([0, 0, 41, 2 ** 20 - 8]);
    const drawn = { from, jumps: random.pick([0, 15, 50]) };
    const builder = new SlotBuilder(standInSuite, domainSeparator);
    const people = { identities, keys };
    this.#scenario = new Scenario(random, builder, people, deployment, this.ledger, drawn);
    this.#path = join(directory, `course-${random.below(2 ** 32)}.db`);
    this.store = this.#open();
    this.executor = this.#execute();
  }

  /** The next slot, in the ledger and on the database. */
  async step(): Promise<void> {
    const { seal, words, meaning } = this.#scenario.next();
    this.#facts.words.push(...words);
    this.#facts.add(seal);
    const before = this.#holdings();
    this.naive.run(meaning);
    const after = this.#holdings();
    const changed = this.accounts.filter((account) => before.get(account) !== after.get(account));
    this.changed.set(seal.slot, new Set(changed));
    this.slots.push(seal.slot);
    await this.catchUp();
    this.roots.set(seal.slot, this.executor.root);
    this.chunks.set(seal.slot, this.executor.chunks);
  }

  /** What each account has, as text. */
  #holdings(): Map<number, string> {
    const { ledger } = this;
    return new Map(
      this.accounts.map((account) => {
        const balances = this.deployment.assets.map((_, asset) => ledger.balance(account, asset));
        const orders = ledger.orders().filter((order) => order.account === account);
        const parts = [
          ...balances.map(({ available, withdrawn }) => `${available} ${withdrawn}`),
          ...orders.map((o) => `${o.market} ${o.side} ${o.tick} ${o.position} ${o.lots}`),
        ];
        return [account, `${ledger.signers.get(account)} ${parts.join()}`];
      }),
    );
  }

  /** Executes whatever is sealed. */
  async catchUp(): Promise<void> {
    for (;;) {
      const figures = await this.executor.next();
      if (figures === undefined) return;
      this.figures.set(figures.slot, figures);
    }
  }

  /** As if the process had ended and another had begun. */
  restart(): void {
    this.store.close();
    this.store = this.#open();
    this.executor = this.#execute();
  }

  /** All up to a slot is final. */
  finalise(slot: number): void {
    this.executor.finalState(slot);
    this.store.trace.prune(this.chunks.get(slot) ?? 0, slot);
    this.executor.pruned();
  }

  close(): void {
    this.store.close();
    rmSync(this.#path);
  }

  #open(): SequencerStore {
    const { deployment } = this;
    const path = this.#path;
    return openStore({ path, create: true, chainId: 1, settlement: "0x00", deployment });
  }

  #execute(): Executor {
    const { deployment, store } = this;
    const [facts, context] = [this.#facts, this.#context];
    return new Executor({ deployment, context, facts, store: store.trace, chunksPerTurn: 64 });
  }
}
