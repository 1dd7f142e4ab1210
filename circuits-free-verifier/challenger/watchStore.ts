import { equalBytes, toHex } from "#protocol/bytes";
import { type Snapshot, State } from "#protocol/state";
import { leafOfBytes } from "#protocol/tree";
import { changedLeaves } from "#protocol/treeDiff";
import { Database, type PersistenceHook, type Schema } from "../../storage/database.ts";
import { StoreError } from "../../storage/errors.ts";
import { SqliteTransactions } from "../../storage/transactions.ts";
import { decodeSoFar, encodeSoFar, type SoFar } from "./checkpoint.ts";
import { WATCH_SCHEMA, type WatchPoint } from "./watchSchema.ts";

/** Everything as of a block of L1. */
export interface Checkpoint {
  readonly block: number;
  readonly blockHash: string;
  readonly soFar: SoFar;
  /** Behind the newest claim, which ends at Start. */
  readonly state: Snapshot;
}

export interface WatchStoreOptions {
  readonly path: string;
  readonly chainId: number;
  /** Lower-case 0x address. */
  readonly settlement: string;
  readonly hook?: PersistenceHook<WatchPoint> | undefined;
  /** The watcher's if undefined; a daemon that sends other things to L1 keeps them in a file of another kind. */
  readonly schema?: Schema<WatchPoint> | undefined;
}

interface CheckpointRow {
  readonly block: number;
  readonly block_hash: string;
  readonly so_far: string;
}

/** What the watcher remembers, in one file that only this process may open. */
export class WatchStore {
  readonly transactions: SqliteTransactions;
  readonly #database: Database<WatchPoint>;
  /** The state that table leaf holds; undefined where it is not that of this run's genesis and is to be replaced. */
  #stored: Snapshot | undefined;

  /** @throws StoreError saying why the file cannot be used */
  constructor({ path, chainId, settlement, hook, schema = WATCH_SCHEMA }: WatchStoreOptions) {
    const identity = `chain ${chainId}, settlement ${settlement}`;
    this.#database = Database.open(schema, { path, create: true, identity, hook });
    this.transactions = new SqliteTransactions(this.#database);
  }

  /**
   * The checkpoint of the last save(); undefined before the first.
   * @throws StoreError (inconsistent) where what is stored does not fit together
   */
  load(genesis: Snapshot): Checkpoint | undefined {
    const row = this.#database.prepare<CheckpointRow>("SELECT * FROM checkpoint").get();
    if (row === undefined) return undefined;
    const soFar = decoded(row.so_far);
    const state = new State(genesis.root);
    const leaves = this.#database.prepare<{ gindex: number; bytes: Uint8Array }>(
      "SELECT gindex, bytes FROM leaf",
    );
    for (const { gindex, bytes } of leaves.iterate()) state.set(gindex, leafOfBytes(bytes));
    const expected = soFar.claims.claims.at(-1)?.claim.stateRoot ?? new Uint8Array();
    if (!equalBytes(state.root(), expected)) {
      const given = `leaves with root ${toHex(state.root())}`;
      throw new StoreError("inconsistent", "state", given, `root ${toHex(expected)}`);
    }
    this.#stored = state.snapshot();
    return { block: row.block, blockHash: row.block_hash, soFar, state: this.#stored };
  }

  /** Replaces the checkpoint: writes the leaves that changed since the one before, or since genesis. */
  save({ block, blockHash, soFar, state }: Checkpoint, genesis: Snapshot): void {
    const leaves = changedLeaves((this.#stored ?? genesis).root, state.root);
    const fresh = this.#stored === undefined;
    this.#database.transact("checkpoint", () => {
      if (fresh) this.#database.prepare("DELETE FROM leaf").run();
      const write = this.#database.prepare("INSERT OR REPLACE INTO leaf VALUES (?, ?)");
      for (const { gindex, bytes } of leaves) write.run(gindex, bytes);
      this.#database
        .prepare("INSERT OR REPLACE INTO checkpoint VALUES (1, ?, ?, ?)")
        .run(block, blockHash, encodeSoFar(soFar));
    });
    this.#stored = state;
  }

  /** The checkpoint is of a chain that L1 left: the next save() replaces all of it. */
  startOver(): void {
    this.#stored = undefined;
  }

  close(): void {
    this.#database.close();
  }
}

function decoded(text: string): SoFar {
  try {
    return decodeSoFar(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError("inconsistent", "checkpoint", reason, "what an earlier run wrote");
  }
}
