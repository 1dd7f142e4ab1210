import type { StoredTransaction, TransactionStore } from "#l1/send";
import type { Database } from "../../storage/database.ts";
import type { SequencerPoint } from "./schema.ts";

/** Transactions to L1, kept until what they did is final. */
export class SqliteTransactions implements TransactionStore {
  readonly #database: Database<SequencerPoint>;
  readonly #all;
  readonly #insert;
  readonly #delete;

  constructor(database: Database<SequencerPoint>) {
    this.#database = database;
    this.#all = database.prepare<StoredTransaction>(
      "SELECT key, nonce, hash, raw FROM l1_transaction ORDER BY n",
    );
    this.#insert = database.prepare(
      "INSERT INTO l1_transaction (key, nonce, hash, raw) VALUES (?, ?, ?, ?)",
    );
    this.#delete = database.prepare("DELETE FROM l1_transaction WHERE key = ?");
  }

  load(): StoredTransaction[] {
    return this.#all.all();
  }

  save({ key, nonce, hash, raw }: StoredTransaction): void {
    this.#database.transact("saveTransaction", () => this.#insert.run(key, nonce, hash, raw));
  }

  remove(key: string): void {
    this.#database.transact("removeTransaction", () => this.#delete.run(key));
  }
}
