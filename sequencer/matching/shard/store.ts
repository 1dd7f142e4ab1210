import { Database, type PersistenceHook } from "../../../storage/database.ts";
import { StoreError } from "../../../storage/errors.ts";
import { type Delivery, QueueError } from "./queue.ts";
import { SHARD_SCHEMA, type ShardPoint } from "./schema.ts";

/** What has taken effect, since the database was made. */
export interface Progress {
  /** What `position` counts; empty before the first message. */
  readonly unit: string;
  readonly position: number;
  readonly lines: number;
  readonly refusals: number;
  readonly trades: number;
  readonly tradeBytes: number;
  /** Bytes of messages since the snapshot. */
  readonly tailBytes: number;
}

/** What a delivery did. */
export interface Effect {
  /** Of lines, blank ones included. */
  readonly lines: number;
  readonly refusals: number;
  readonly trades: number;
  /** The trades as NDJSON. */
  readonly output: Uint8Array;
}

export interface ShardStoreOptions {
  readonly path: string;
  /** A database belongs to one market. */
  readonly market: string;
  readonly hook?: PersistenceHook<ShardPoint> | undefined;
}

const START: Progress = {
  unit: "",
  position: 0,
  lines: 0,
  refusals: 0,
  trades: 0,
  tradeBytes: 0,
  tailBytes: 0,
};

/** The shard's memory. The queue's position and the trades up to it are written in one transaction. */
export class ShardStore {
  readonly #database: Database<ShardPoint>;
  #progress: Progress;

  /** @throws StoreError saying why the file cannot be used */
  constructor({ path, market, hook }: ShardStoreOptions) {
    const identity = `market ${market}`;
    this.#database = Database.open(SHARD_SCHEMA, { path, create: true, identity, hook });
    this.#progress =
      this.#database
        .prepare<Progress>(
          `SELECT unit, position, lines, refusals, trades, trade_bytes AS tradeBytes,
            tail_bytes AS tailBytes FROM progress`,
        )
        .get() ?? START;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** @throws QueueError if the position that is kept counts something else */
  expectUnit(unit: string): void {
    const known = this.#progress.unit;
    if (known !== "" && known !== unit)
      throw new QueueError(
        "queue",
        `one that counts ${unit}`,
        `one that counts ${known}, as before`,
      );
  }

  /** Writes a delivery and what it did. */
  commit(unit: string, delivery: Delivery, effect: Effect): void {
    const { position, lines } = delivery;
    const before = this.#progress;
    const after: Progress = {
      unit,
      position,
      lines: before.lines + effect.lines,
      refusals: before.refusals + effect.refusals,
      trades: before.trades + effect.trades,
      tradeBytes: before.tradeBytes + effect.output.length,
      tailBytes: before.tailBytes + lines.length,
    };
    this.#database.transact("batch", () => {
      this.#run("INSERT INTO tail (body) VALUES (?)", lines);
      if (effect.output.length > 0)
        this.#run("INSERT INTO trades VALUES (?, ?)", before.tradeBytes, effect.output);
      this.#write(after);
    });
    this.#progress = after;
  }

  /** Replaces snapshot and tail by a new snapshot. */
  takeSnapshot(parts: Iterable<Uint8Array>): void {
    const after = { ...this.#progress, tailBytes: 0 };
    this.#database.transact("snapshot", () => {
      this.#run("DELETE FROM tail");
      this.#run("DELETE FROM snapshot");
      for (const part of parts) this.#run("INSERT INTO snapshot (body) VALUES (?)", part);
      this.#run("REPLACE INTO snapshot_state VALUES (1, ?, ?)", after.trades, after.tradeBytes);
      this.#write(after);
    });
    this.#progress = after;
  }

  /** The resting orders at the time of the snapshot, then the messages since, all as lines of messages. */
  *messages(part: "snapshot" | "tail"): Generator<Uint8Array> {
    yield* this.#bodies(`SELECT body FROM ${part} ORDER BY part`);
  }

  /** The whole trade file in pieces. */
  *trades(): Generator<Uint8Array> {
    yield* this.#bodies("SELECT body FROM trades ORDER BY start");
  }

  /** @throws StoreError unless the tail gave the trades that were written when it came */
  expectTail(trades: number, bytes: number): void {
    const from = this.#database
      .prepare<{ trades: number; bytes: number }>("SELECT trades, bytes FROM snapshot_state")
      .get() ?? { trades: 0, bytes: 0 };
    const given = `${from.trades + trades} trades of ${from.bytes + bytes} bytes`;
    const expected = `${this.#progress.trades} trades of ${this.#progress.tradeBytes} bytes`;
    if (given !== expected) throw new StoreError("inconsistent", "shard database", given, expected);
  }

  close(): void {
    this.#database.close();
  }

  *#bodies(sql: string): Generator<Uint8Array> {
    for (const row of this.#database.prepare<{ body: Uint8Array }>(sql).iterate()) yield row.body;
  }

  #write(row: Progress): void {
    this.#run(
      "REPLACE INTO progress VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
      row.unit,
      row.position,
      row.lines,
      row.refusals,
      row.trades,
      row.tradeBytes,
      row.tailBytes,
    );
  }

  #run(sql: string, ...values: unknown[]): void {
    this.#database.prepare(sql).run(...values);
  }
}
