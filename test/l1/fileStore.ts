import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { StoredTransaction, TransactionStore } from "#l1/send";

/** Transactions in a file, a line each, synced before save() returns. */
export class FileStore implements TransactionStore {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  load(): StoredTransaction[] {
    if (!existsSync(this.#path)) return [];
    let kept: StoredTransaction[] = [];
    for (const line of readFileSync(this.#path, "utf8").split("\n")) {
      if (line === "") continue;
      const entry: { save?: StoredTransaction; remove?: string } = JSON.parse(line);
      if (entry.save !== undefined) kept.push(entry.save);
      else kept = kept.filter(({ key }) => key !== entry.remove);
    }
    return kept;
  }

  save(transaction: StoredTransaction): void {
    this.#append({ save: transaction });
  }

  remove(key: string): void {
    this.#append({ remove: key });
  }

  #append(entry: object): void {
    const file = openSync(this.#path, "a");
    writeSync(file, `${JSON.stringify(entry)}\n`);
    fsyncSync(file);
    closeSync(file);
  }
}
