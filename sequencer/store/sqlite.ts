import type { Deployment } from "#protocol/config";
import { Database, type PersistenceHook } from "../../storage/database.ts";
import { SqliteTransactions } from "../../storage/transactions.ts";
import { SqliteHistory } from "../history/sqliteHistory.ts";
import { HistoryWriter } from "../history/writer.ts";
import { SqliteLog } from "./log.ts";
import { SEQUENCER_SCHEMA, type SequencerPoint } from "./schema.ts";
import { SqliteTrace } from "./trace.ts";

export interface StoreOptions {
  readonly path: string;
  /** Make the file when there is none. */
  readonly create: boolean;
  readonly chainId: number;
  /** Lower-case 0x address. */
  readonly settlement: string;
  readonly deployment: Pick<Deployment, "genesisTime" | "interval" | "operatorSigner">;
  readonly hook?: PersistenceHook<SequencerPoint> | undefined;
}

/** All that the sequencer remembers, in one file that only this process may open. */
export interface SequencerStore {
  readonly log: SqliteLog;
  readonly trace: SqliteTrace;
  readonly history: SqliteHistory;
  readonly transactions: SqliteTransactions;
  /** Copies all of it into a new file while it is in use. Throws StoreError. */
  backup(path: string): Promise<void>;
  close(): void;
}

/** @throws StoreError saying why the file cannot be used */
export function openStore(options: StoreOptions): SequencerStore {
  const database = Database.open(SEQUENCER_SCHEMA, {
    path: options.path,
    create: options.create,
    identity: `chain ${options.chainId}, settlement ${options.settlement}`,
    hook: options.hook,
  });
  return {
    log: new SqliteLog(database),
    trace: new SqliteTrace(database, new HistoryWriter(database, options.deployment)),
    history: new SqliteHistory(database, options.deployment),
    transactions: new SqliteTransactions(database),
    backup: (path) => database.backup(path),
    close: () => database.close(),
  };
}
