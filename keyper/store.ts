import { Database, type PersistenceHook } from "../storage/database.ts";
import type { StoredCertificate } from "./certifier.ts";
import { KEYPER_SCHEMA, type KeyperPoint } from "./schema.ts";

export interface KeyperStoreOptions {
  readonly path: string;
  /** Make the file when there is none. */
  readonly create: boolean;
  readonly chainId: number;
  /** Lower-case 0x address. */
  readonly settlement: string;
  readonly hook?: PersistenceHook<KeyperPoint> | undefined;
}

export interface StoredKeySet {
  readonly first: number;
  readonly root: Uint8Array;
  readonly signatures: Uint8Array;
}

/** What the keyper must not forget. Every method that writes is durable when it returns. */
export class KeyperStore {
  readonly #database: Database<KeyperPoint>;
  readonly #sql;

  /** @throws StoreError saying why the file cannot be used */
  constructor(options: KeyperStoreOptions) {
    const { path, create, chainId, settlement, hook } = options;
    const identity = `chain ${chainId}, settlement ${settlement}`;
    const database = Database.open(KEYPER_SCHEMA, { path, create, identity, hook });
    this.#database = database;
    this.#sql = {
      keySet: database.prepare<StoredKeySet>("SELECT * FROM key_set WHERE first = ?"),
      addKeySet: database.prepare("INSERT INTO key_set (first, root, signatures) VALUES (?, ?, ?)"),
      keys: database.prepare<{ x: Uint8Array }>(
        "SELECT x FROM slot_key WHERE first = ? ORDER BY slot",
      ),
      addKey: database.prepare("INSERT INTO slot_key (first, slot, x) VALUES (?, ?, ?)"),
      certificate: database.prepare<StoredCertificate>("SELECT * FROM certificate WHERE slot = ?"),
      newest: database.prepare<StoredCertificate>("SELECT * FROM certificate ORDER BY slot DESC"),
      addCertificate: database.prepare(
        "INSERT INTO certificate (slot, root, parent, bytes) VALUES (?, ?, ?, ?)",
      ),
    };
  }

  keySet(first: number): StoredKeySet | undefined {
    return this.#sql.keySet.get(first);
  }

  /** Scalars of a set's slots, by rising slot; empty for an unknown set. */
  scalars(first: number): Uint8Array[] {
    return this.#sql.keys.all(first).map(({ x }) => new Uint8Array(x));
  }

  saveKeySet({ first, root, signatures }: StoredKeySet, scalars: readonly Uint8Array[]): void {
    this.#database.transact("makeKeySet", () => {
      this.#sql.addKeySet.run(first, root, signatures);
      for (const [n, x] of scalars.entries()) this.#sql.addKey.run(first, first + n, x);
    });
  }

  certificate(slot: number): StoredCertificate | undefined {
    return this.#sql.certificate.get(slot);
  }

  /** Newest first. */
  certificates(): Iterable<StoredCertificate> {
    return this.#sql.newest.iterate();
  }

  saveCertificate({ slot, root, parent, bytes }: StoredCertificate): void {
    this.#database.transact("signCertificate", () =>
      this.#sql.addCertificate.run(slot, root, parent, bytes),
    );
  }

  /** Copies all that is stored into a new file, secrets included. Throws StoreError. */
  backup(path: string): Promise<void> {
    return this.#database.backup(path);
  }

  close(): void {
    this.#database.close();
  }
}
