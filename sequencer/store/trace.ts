import { isZero } from "#protocol/bytes";
import type { PlacedChunk } from "#protocol/claim";
import type { Database } from "../../storage/database.ts";
import type { SlotFigures } from "../figures.ts";
import type { SlotHistory } from "../history/rows.ts";
import type { HistoryWriter } from "../history/writer.ts";
import { type LeafChange, packChanges, unpackChanges } from "./changes.ts";
import { plain } from "./log.ts";
import type { SequencerPoint } from "./schema.ts";

/** A chunk as it waits to be claimed. */
export interface TracedChunk extends PlacedChunk {
  readonly slot: number;
  /** Header leaf 0 behind the chunk and its siblings up to the root, lowest first: a claim that ends here shows them. */
  readonly cursor: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

export interface SlotTrace {
  readonly slot: number;
  readonly chunks: readonly TracedChunk[];
  /** Hash of the facts that were executed, and the first inbox operation among them. */
  readonly facts: Uint8Array;
  readonly inboxStart: number;
  /** State root behind the slot. */
  readonly root: Uint8Array;
  /** Leaves that the slot changed. */
  readonly leaves: readonly LeafChange[];
  readonly figures: SlotFigures;
  readonly history: SlotHistory;
}

export interface ExecutedRow {
  readonly slot: number;
  /** Chunks of the trace up to the end of the slot. */
  readonly chunksEnd: number;
  readonly inboxStart: number;
  readonly facts: Uint8Array;
  readonly root: Uint8Array;
}

interface ChunkRow {
  readonly slot: number;
  readonly root: Uint8Array;
  readonly records: Uint8Array;
  readonly cursor: Uint8Array;
  readonly proof: Uint8Array;
  readonly at_start: number;
}

/** The executed trace and the state behind it. A slot's chunks and leaves are written together or not at all. */
export class SqliteTrace {
  readonly #database: Database<SequencerPoint>;
  readonly #history: HistoryWriter;
  readonly #changes;
  readonly #insertChunk;
  readonly #insertExecuted;
  readonly #putLeaf;
  readonly #dropLeaf;
  readonly #clear;
  readonly #executed;
  readonly #leaves;
  readonly #chunks;
  readonly #prune;

  constructor(database: Database<SequencerPoint>, history: HistoryWriter) {
    this.#database = database;
    this.#history = history;
    this.#changes = {
      put: database.prepare("INSERT INTO change (slot, part, leaves) VALUES (?, ?, ?)"),
      between: database.prepare<{ leaves: Uint8Array }>(
        `SELECT leaves FROM change
         WHERE slot > ? AND slot <= ? ORDER BY slot, part`,
      ),
      before: database.prepare("DELETE FROM change WHERE slot <= ?"),
    };
    this.#insertChunk = database.prepare(
      "INSERT OR REPLACE INTO chunk (n, slot, root, records, cursor, proof, at_start) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.#insertExecuted = database.prepare(
      "INSERT INTO executed (slot, chunks_end, inbox_start, facts, root) VALUES (?, ?, ?, ?, ?)",
    );
    this.#putLeaf = database.prepare("INSERT OR REPLACE INTO leaf (gindex, bytes) VALUES (?, ?)");
    this.#dropLeaf = database.prepare("DELETE FROM leaf WHERE gindex = ?");
    this.#clear = ["leaf", "change", "chunk", "executed"].map((table) =>
      database.prepare(`DELETE FROM ${table}`),
    );
    this.#executed = database.prepare<ExecutedRow>(
      `SELECT slot, chunks_end AS chunksEnd, inbox_start AS inboxStart, facts, root
       FROM executed ORDER BY slot`,
    );
    this.#leaves = database.prepare<{ gindex: number; bytes: Uint8Array }>(
      "SELECT gindex, bytes FROM leaf",
    );
    this.#chunks = database.prepare<ChunkRow>(
      "SELECT slot, root, records, cursor, proof, at_start FROM chunk WHERE n >= ? ORDER BY n LIMIT ?",
    );
    this.#prune = {
      chunks: database.prepare("DELETE FROM chunk WHERE n < ?"),
      executed: database.prepare(
        "DELETE FROM executed WHERE chunks_end <= ? AND slot < (SELECT max(slot) FROM executed)",
      ),
      envelopes: database.prepare("DELETE FROM envelope WHERE slot <= ?"),
      slots: database.prepare("DELETE FROM slot WHERE slot <= ?"),
    };
  }

  /** Executed slots that are kept, by rising slot; the newest always is. */
  executed(): ExecutedRow[] {
    return this.#executed
      .all()
      .map((row) => ({ ...row, facts: plain(row.facts), root: plain(row.root) }));
  }

  leaves(): Iterable<{ gindex: number; bytes: Uint8Array }> {
    return this.#leaves.iterate();
  }

  /** Leaves changed by slots above `after` up to `upTo`, by rising slot; those up to the newest final one are forgotten. */
  *changes(after: number, upTo: number): Generator<LeafChange> {
    for (const { leaves } of this.#changes.between.iterate(after, upTo))
      yield* unpackChanges(leaves);
  }

  /** Up to `limit` chunks from chunk `from` of the trace on. */
  chunksFrom(from: number, limit: number): TracedChunk[] {
    return this.#chunks.all(from, limit).map((row) => ({
      slot: row.slot,
      root: plain(row.root),
      records: plain(row.records),
      cursor: plain(row.cursor),
      proof: nodesOf(plain(row.proof)),
      atStart: row.at_start === 1,
    }));
  }

  /**
   * Appends an executed slot whose first chunk is number `from`. `startOver` forgets the whole trace before it, for one that
   * begins at genesis again.
   */
  save(trace: SlotTrace, from: number, startOver: boolean): void {
    this.#database.transact("executeSlot", () => {
      if (startOver) {
        for (const statement of this.#clear) statement.run();
        this.#history.clear();
      }
      const { slot, inboxStart, facts, root } = trace;
      for (const [n, chunk] of trace.chunks.entries()) this.#putChunk(from + n, chunk);
      for (const [part, leaves] of packChanges(trace.leaves).entries())
        this.#changes.put.run(slot, part, leaves);
      for (const { gindex, after } of trace.leaves) {
        if (isZero(after)) this.#dropLeaf.run(gindex);
        else this.#putLeaf.run(gindex, after);
      }
      const chunksEnd = from + trace.chunks.length;
      this.#insertExecuted.run(slot, chunksEnd, inboxStart, facts, root);
      this.#history.write({ ...trace, chunksEnd });
    });
  }

  /** Puts other chunks in the place of as many, from number `from` on. */
  replace(from: number, chunks: readonly TracedChunk[]): void {
    this.#database.transact("executeSlot", () => {
      for (const [n, chunk] of chunks.entries()) this.#putChunk(from + n, chunk);
    });
  }

  #putChunk(n: number, { slot, root, records, cursor, proof, atStart }: TracedChunk): void {
    this.#insertChunk.run(n, slot, root, records, cursor, Buffer.concat(proof), atStart ? 1 : 0);
  }

  /** Forgets what finalised claims made useless: chunks below `chunks`, and the envelopes of slots up to `slot`. */
  prune(chunks: number, slot: number): void {
    this.#database.transact("prune", () => {
      this.#prune.chunks.run(chunks);
      this.#prune.executed.run(chunks);
      this.#changes.before.run(slot);
      this.#prune.envelopes.run(slot);
      this.#prune.slots.run(slot);
    });
  }
}

function nodesOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / 32 }, (_, n) => bytes.slice(n * 32, n * 32 + 32));
}
