import type { StoredTransaction, TransactionStore } from "#l1/send";

/** For calls that L1 takes once only: sent again after a restart they do no harm, so nothing need outlive the process. */
export class MemoryTransactions implements TransactionStore {
  #kept: StoredTransaction[] = [];

  load(): readonly StoredTransaction[] {
    return this.#kept;
  }

  save(transaction: StoredTransaction): void {
    this.#kept.push(transaction);
  }

  remove(key: string): void {
    this.#kept = this.#kept.filter((one) => one.key !== key);
  }
}
