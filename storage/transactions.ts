import type { Database } from "./database.ts";

/** A signed transaction to L1, written before it is sent. */
interface TransactionRow {
  readonly key: string;
  readonly nonce: number;
  readonly hash: `0x${string}`;
  readonly raw: `0x${string}`;
}

/** The persistence points that a schema with this table has. */
export const TRANSACTION_POINTS = ["saveTransaction", "removeTransaction"] as const;
type TransactionPoint = (typeof TRANSACTION_POINTS)[number];
type TransactionDatabase = Pick<Database<TransactionPoint>, "prepare" | "transact">;

export const TRANSACTION_TABLE = `
  CREATE TABLE l1_transaction (
    n INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    nonce INTEGER NOT NULL,
    hash TEXT NOT NULL,
    raw TEXT NOT NULL
  ) STRICT;
  CREATE INDEX l1_transaction_key ON l1_transaction (key);
`;

/** Transactions to L1, kept until what they did is final. */
export class SqliteTransactions {
  readonly #database: TransactionDatabase;
  readonly #all;
  readonly #insert;
  readonly #delete;

  constructor(database: TransactionDatabase) {
    this.#database = database;
    this.#all = database.prepare<TransactionRow>(
      "SELECT key, nonce, hash, raw FROM l1_transaction ORDER BY n",
    );
    this.#insert = database.prepare(
      "INSERT INTO l1_transaction (key, nonce, hash, raw) VALUES (?, ?, ?, ?)",
    );
    this.#delete = database.prepare("DELETE FROM l1_transaction WHERE key = ?");
  }

  load(): TransactionRow[] {
    return this.#all.all();
  }

  save({ key, nonce, hash, raw }: TransactionRow): void {
    this.#database.transact("saveTransaction", () => this.#insert.run(key, nonce, hash, raw));
  }

  remove(key: string): void {
    this.#database.transact("removeTransaction", () => this.#delete.run(key));
  }
}
