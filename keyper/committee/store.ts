import { randomBytes } from "node:crypto";
import type { StoredTransaction, TransactionStore } from "#l1/send";
import { toHex } from "#protocol/bytes";
import { Database, type PersistenceHook } from "../../storage/database.ts";
import type { StoredCertificate } from "../certifier.ts";
import { bitmapOf, type Generation, participantsOf } from "../dkg/generation.ts";
import type { Memory } from "../dkg/keyGeneration.ts";
import type { KeyMaterial, PublicKeys } from "../dkg/keyMaterial.ts";
import { decodeMessage, encodeMessage, type Message } from "../dkg/message.ts";
import { COMMITTEE_SCHEMA, type CommitteePoint } from "./schema.ts";
import { Vault } from "./vault.ts";

export interface CommitteeStoreOptions {
  readonly path: string;
  readonly create: boolean;
  readonly chainId: number;
  /** Lower-case 0x address. */
  readonly settlement: string;
  /** This keyper's, and how many there are. */
  readonly index: number;
  readonly keypers: number;
  readonly passphrase: string;
  readonly hook?: PersistenceHook<CommitteePoint> | undefined;
}

/** Signed slots whose envelopes are kept, in case that the sequencer does not post them. */
const KEPT_LISTS = 256;

/** Names a message among all. */
export const messageId = ({ signature }: Message): string => toHex(signature.subarray(0, 12));

/** What a keyper must not forget. Every method that writes is durable when it returns. */
export class CommitteeStore {
  readonly #database: Database<CommitteePoint>;
  readonly #vault: Vault;
  readonly #keypers: number;
  readonly #sql;

  /** @throws StoreError saying why the file cannot be used */
  constructor(options: CommitteeStoreOptions) {
    const { path, create, chainId, settlement, index, keypers, passphrase, hook } = options;
    const identity = `chain ${chainId}, settlement ${settlement}, keyper ${index}`;
    this.#database = Database.open(COMMITTEE_SCHEMA, { path, create, identity, hook });
    this.#keypers = keypers;
    this.#sql = statements(this.#database);
    try {
      this.#vault = this.#openVault(passphrase);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  #openVault(passphrase: string): Vault {
    const known = this.#sql.vault.get();
    const salt = known?.salt ?? randomBytes(16);
    const vault = Vault.open(passphrase, salt);
    if (known === undefined) {
      const proof = vault.makeCheck();
      this.#database.transact("makeVault", () => this.#sql.addVault.run(salt, proof));
    } else vault.assertOpens(known.proof);
    return vault;
  }

  begin({ first, attempt, participants }: Generation, seed: Uint8Array): void {
    const sealed = this.#vault.seal(seed, seedPurpose(first, attempt));
    const bits = bitmapOf(participants);
    this.#database.transact("beginAttempt", () =>
      this.#sql.addAttempt.run(first, attempt, bits, sealed),
    );
  }

  say(message: Message): void {
    this.#database.transact("say", () => this.#add(message));
  }

  /** Keeps what all said in a generation that ended. */
  keep(first: number, messages: readonly Message[]): void {
    this.#database.transact("keepMessages", () => {
      for (const message of messages) this.#add(message);
      this.#sql.addKept.run(first);
    });
  }

  keeps(first: number): boolean {
    return this.#sql.kept.get(first) !== undefined;
  }

  #add(message: Message): void {
    const bytes = encodeMessage(message);
    this.#sql.addMessage.run(message.generation.first, messageId(message), bytes);
  }

  messages(first: number): Message[] {
    return this.#sql.messages.all(first).map(({ bytes }) => decodeMessage(bytes, this.#keypers));
  }

  /** What this keyper must go on from in the generation of a key set. */
  memory(first: number): Memory {
    const begun = this.#sql.attempts.all(first).map(({ attempt, participants, seed }) => ({
      generation: { first, attempt, participants: participantsOf(participants, this.#keypers) },
      seed: this.#vault.open(seed, seedPurpose(first, attempt)),
    }));
    return { begun, said: this.messages(first) };
  }

  finish({ first, root, points, shareAddresses, shares }: KeyMaterial): void {
    const sealed =
      shares === undefined ? null : this.#vault.seal(shares, sharesPurpose(first, root));
    this.#database.transact("finishKeySet", () =>
      this.#sql.addKeySet.run(first, root, points, shareAddresses, sealed),
    );
  }

  /** By rising first slot. */
  keySets(): Pick<PublicKeys, "first" | "root">[] {
    return this.#sql.keySets.all();
  }

  keySet(first: number, root: Uint8Array): KeyMaterial | undefined {
    const row = this.#sql.keySet.get(first, root);
    if (row === undefined) return undefined;
    const { shares, points, share_addresses: shareAddresses } = row;
    const open = shares === null ? undefined : this.#vault.open(shares, sharesPurpose(first, root));
    return { first, root, points, shareAddresses, shares: open };
  }

  holdsShares(first: number, root: Uint8Array): boolean {
    return this.#sql.holds.get(first, root) !== undefined;
  }

  certificate(slot: number): StoredCertificate | undefined {
    return this.#sql.certificate.get(slot);
  }

  /** Newest first. */
  certificates(): Iterable<StoredCertificate> {
    return this.#sql.newest.iterate();
  }

  lastSigned(): number {
    return this.#sql.last.get()?.slot ?? 0;
  }

  /** The envelopes of a slot that was signed, as they are posted; empty for one of long ago. */
  posted(slot: number): Uint8Array | undefined {
    return this.#sql.posted.get(slot)?.posted;
  }

  sign({ slot, root, parent, bytes }: StoredCertificate, posted: Uint8Array): void {
    this.#database.transact("signCertificate", () => {
      this.#sql.addCertificate.run(slot, root, parent, bytes, posted);
      this.#sql.dropPosted.run(KEPT_LISTS);
    });
  }

  readonly transactions: TransactionStore = {
    load: () => this.#sql.transactions.all(),
    save: ({ key, nonce, hash, raw }) =>
      void this.#database.transact("saveTransaction", () =>
        this.#sql.addTransaction.run(key, nonce, hash, raw),
      ),
    remove: (key) =>
      void this.#database.transact("removeTransaction", () => this.#sql.dropTransaction.run(key)),
  };

  close(): void {
    this.#database.close();
  }
}

const seedPurpose = (first: number, attempt: number): string => `seed ${first} ${attempt}`;
const sharesPurpose = (first: number, root: Uint8Array): string => `shares ${first} ${toHex(root)}`;

interface KeySetRow {
  readonly points: Uint8Array;
  readonly share_addresses: Uint8Array;
  readonly shares: Uint8Array | null;
}

interface AttemptRow {
  readonly attempt: number;
  readonly participants: number;
  readonly seed: Uint8Array;
}

function statements(database: Database<CommitteePoint>) {
  return {
    vault: database.prepare<{ salt: Uint8Array; proof: Uint8Array }>("SELECT * FROM vault"),
    addVault: database.prepare("INSERT INTO vault (salt, proof) VALUES (?, ?)"),
    attempts: database.prepare<AttemptRow>(
      "SELECT * FROM attempt WHERE first = ? ORDER BY attempt",
    ),
    addAttempt: database.prepare(
      "INSERT INTO attempt (first, attempt, participants, seed) VALUES (?, ?, ?, ?)",
    ),
    messages: database.prepare<{ bytes: Uint8Array }>(
      "SELECT bytes FROM message WHERE first = ? ORDER BY n",
    ),
    addMessage: database.prepare(
      "INSERT OR IGNORE INTO message (first, id, bytes) VALUES (?, ?, ?)",
    ),
    kept: database.prepare("SELECT 1 FROM kept WHERE first = ?"),
    addKept: database.prepare("INSERT OR IGNORE INTO kept (first) VALUES (?)"),
    keySets: database.prepare<Pick<PublicKeys, "first" | "root">>(
      "SELECT first, root FROM key_set ORDER BY first",
    ),
    keySet: database.prepare<KeySetRow>("SELECT * FROM key_set WHERE first = ? AND root = ?"),
    holds: database.prepare(
      "SELECT 1 FROM key_set WHERE first = ? AND root = ? AND shares IS NOT NULL",
    ),
    // The same set comes again after a restart, or later with shares that were missing.
    addKeySet: database.prepare(
      "INSERT OR REPLACE INTO key_set (first, root, points, share_addresses, shares) VALUES (?, ?, ?, ?, ?)",
    ),
    certificate: database.prepare<StoredCertificate>(
      "SELECT slot, root, parent, bytes FROM certificate WHERE slot = ?",
    ),
    newest: database.prepare<StoredCertificate>(
      "SELECT slot, root, parent, bytes FROM certificate ORDER BY slot DESC",
    ),
    last: database.prepare<{ slot: number }>(
      "SELECT slot FROM certificate ORDER BY slot DESC LIMIT 1",
    ),
    dropPosted: database.prepare(
      `UPDATE certificate SET posted = x''
       WHERE slot = (SELECT slot FROM certificate ORDER BY slot DESC LIMIT 1 OFFSET ?)`,
    ),
    posted: database.prepare<{ posted: Uint8Array }>(
      "SELECT posted FROM certificate WHERE slot = ?",
    ),
    addCertificate: database.prepare(
      "INSERT INTO certificate (slot, root, parent, bytes, posted) VALUES (?, ?, ?, ?, ?)",
    ),
    transactions: database.prepare<StoredTransaction>(
      "SELECT key, nonce, hash, raw FROM l1_transaction ORDER BY n",
    ),
    addTransaction: database.prepare(
      "INSERT INTO l1_transaction (key, nonce, hash, raw) VALUES (?, ?, ?, ?)",
    ),
    dropTransaction: database.prepare("DELETE FROM l1_transaction WHERE key = ?"),
  };
}
