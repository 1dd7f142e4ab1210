import type { Database } from "../../storage/database.ts";
import type { Accepted, Certified, Closed, SlotLog } from "../log.ts";
import type { Log } from "../ports.ts";
import { KEPT_EXECUTED } from "../slots.ts";
import type { SequencerPoint } from "./schema.ts";

interface SlotRow {
  readonly slot: number;
  readonly root: Uint8Array;
  readonly count: number;
  readonly parent: number | null;
  readonly certificate: Uint8Array | null;
}

/** The log's part of the database. */
export class SqliteLog implements Log {
  readonly #database: Database<SequencerPoint>;
  readonly #insertEnvelope;
  readonly #insertSlot;
  readonly #certify;
  readonly #envelopes;
  readonly #slots;
  readonly #any;

  constructor(database: Database<SequencerPoint>) {
    this.#database = database;
    this.#insertEnvelope = database.prepare(`
      INSERT INTO envelope (slot, account, version, blocks, bytes) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (slot, account) DO UPDATE
      SET version = excluded.version, blocks = excluded.blocks, bytes = excluded.bytes
      WHERE excluded.version > version`);
    this.#insertSlot = database.prepare("INSERT INTO slot (slot, root, count) VALUES (?, ?, ?)");
    this.#certify = database.prepare("UPDATE slot SET parent = ?, certificate = ? WHERE slot = ?");
    const open = `slot > coalesce(
      (SELECT slot FROM executed ORDER BY slot DESC LIMIT 1 OFFSET ${KEPT_EXECUTED}), 0)`;
    this.#envelopes = database.prepare<Omit<Accepted, "envelope"> & { bytes: Uint8Array }>(
      `SELECT slot, account, version, blocks, bytes FROM envelope WHERE ${open} ORDER BY slot, account`,
    );
    this.#any = database.prepare<{ n: number }>(
      `SELECT EXISTS (SELECT 1 FROM envelope) + EXISTS (SELECT 1 FROM slot)
       + EXISTS (SELECT 1 FROM executed) AS n`,
    );
    this.#slots = database.prepare<SlotRow>(`SELECT * FROM slot WHERE ${open} ORDER BY slot`);
  }

  /** Nothing was ever accepted, closed or executed here. */
  isEmpty(): boolean {
    return this.#any.get()?.n === 0;
  }

  openSlots(): SlotLog[] {
    const logs = new Map<number, SlotLog & { accepted: Accepted[] }>();
    for (const { bytes, ...entry } of this.#envelopes.all()) {
      const log = logs.get(entry.slot) ?? emptyLog(entry.slot);
      log.accepted.push({ ...entry, envelope: plain(bytes) });
      logs.set(entry.slot, log);
    }
    for (const { slot, root, count, parent, certificate } of this.#slots.all()) {
      const log = logs.get(slot) ?? emptyLog(slot);
      const certified =
        parent === null || certificate === null
          ? undefined
          : { slot, parent, certificate: plain(certificate) };
      logs.set(slot, { ...log, closed: { slot, root: plain(root), count }, certified });
    }
    return [...logs.values()].sort((a, b) => a.slot - b.slot);
  }

  accept(entries: readonly Accepted[]): void {
    this.#database.transact("acceptEnvelopes", () => {
      for (const { slot, account, version, blocks, envelope } of entries) {
        this.#insertEnvelope.run(slot, account, version, blocks, envelope);
      }
    });
  }

  close({ slot, root, count }: Closed): void {
    this.#database.transact("closeSlot", () => this.#insertSlot.run(slot, root, count));
  }

  certify({ slot, parent, certificate }: Certified): void {
    this.#database.transact("certifySlot", () => this.#certify.run(parent, certificate, slot));
  }
}

const emptyLog = (slot: number): SlotLog & { accepted: Accepted[] } => ({
  slot,
  accepted: [],
  closed: undefined,
  certified: undefined,
});

/** SQLite gives Buffers, whose slices and comparisons differ from those of plain bytes. */
export const plain = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
