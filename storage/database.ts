import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Sqlite from "better-sqlite3";
import { StoreError, storeFailure } from "./errors.ts";

/**
 * A SQLite file that a daemon relies on: every write goes through `transact`, under the name of a persistence point,
 * and has reached the disk when `transact` returns.
 */
export interface Schema<Point extends string> {
  /** Name that messages call the database by. */
  readonly name: string;
  /** Marks the file as this kind of database: SQLite's application_id, a positive 32-bit integer. */
  readonly applicationId: number;
  /** Layout of the tables; a file of another version is refused. */
  readonly version: number;
  /** Statements that make the tables of an empty file. */
  readonly tables: string;
  /** Every persistence point there is. */
  readonly points: readonly Point[];
  /** The one at which the tables are made. */
  readonly creation: Point;
  /** Memory for pages of the file, in KiB; the library's default unless told. */
  readonly cacheKib?: number;
}

/** Called around each commit; the tests end the process here. Throwing before a commit makes the write fail. */
export interface PersistenceHook<Point extends string> {
  beforeCommit(point: Point): void;
  afterCommit(point: Point): void;
}

export interface OpenOptions<Point extends string> {
  readonly path: string;
  /** Make the file when there is none; without it a missing file is an error. */
  readonly create: boolean;
  /** What the contents belong to (chain and settlement); a file made for another is refused. */
  readonly identity: string;
  readonly hook?: PersistenceHook<Point> | undefined;
}

type Work<T> = () => T;

export class Database<Point extends string> {
  readonly path: string;
  /** The file was made by this opening. */
  readonly fresh: boolean;
  readonly #sqlite: Sqlite.Database;
  readonly #hook: PersistenceHook<Point> | undefined;
  readonly #points: ReadonlySet<Point>;

  private constructor(
    sqlite: Sqlite.Database,
    schema: Schema<Point>,
    options: OpenOptions<Point>,
    fresh: boolean,
  ) {
    this.path = options.path;
    this.fresh = fresh;
    this.#sqlite = sqlite;
    this.#hook = options.hook;
    this.#points = new Set(schema.points);
  }

  /**
   * Opens or makes the file, locks it for this process and checks it through.
   * @throws StoreError with reason missing, inUse, notADatabase, corrupt, otherKind, otherVersion, otherDeployment, failed
   */
  static open<Point extends string>(
    schema: Schema<Point>,
    options: OpenOptions<Point>,
  ): Database<Point> {
    const { path } = options;
    if (!existsSync(options.create ? dirname(path) : path)) throw missing(schema.name, path);
    let sqlite: Sqlite.Database | undefined;
    try {
      sqlite = new Sqlite(path, { timeout: 0 });
      if (schema.cacheKib !== undefined) sqlite.pragma(`cache_size = -${schema.cacheKib}`);
      prepareFile(sqlite);
      const fresh = !isLaidOut(sqlite);
      if (fresh && !options.create) throw missing(schema.name, path);
      const database = new Database(sqlite, schema, options, fresh);
      if (fresh) database.#commit(schema.creation, () => database.#layOut(schema, options));
      check(sqlite, schema, options);
      sqlite.pragma("query_only = ON");
      return database;
    } catch (error) {
      sqlite?.close();
      throw storeFailure(schema.name, path, error);
    }
  }

  /**
   * Runs `work` in one transaction and returns once it is on the disk. If anything fails nothing is written.
   * @throws StoreError with reason full or failed; what `work` itself throws passes through
   */
  transact<T>(point: Point, work: Work<T>): T {
    if (!this.#points.has(point)) {
      throw new StoreError("failed", "persistence point", point, "a name from the schema's list");
    }
    try {
      return this.#commit(point, work);
    } catch (error) {
      throw storeFailure(point, this.path, error);
    }
  }

  #commit<T>(point: Point, work: Work<T>): T {
    this.#sqlite.exec("PRAGMA query_only = OFF; BEGIN IMMEDIATE");
    let result: T;
    try {
      result = work();
      this.#hook?.beforeCommit(point);
      this.#sqlite.exec("COMMIT");
    } catch (error) {
      if (this.#sqlite.inTransaction) this.#sqlite.exec("ROLLBACK");
      throw error;
    } finally {
      this.#sqlite.exec("PRAGMA query_only = ON");
    }
    this.#hook?.afterCommit(point);
    return result;
  }

  #layOut(schema: Schema<Point>, options: OpenOptions<Point>): void {
    this.#sqlite.exec(schema.tables);
    this.#sqlite.exec("CREATE TABLE identity (what TEXT NOT NULL) STRICT");
    this.#sqlite.prepare("INSERT INTO identity VALUES (?)").run(options.identity);
    this.#sqlite.exec(`PRAGMA application_id = ${schema.applicationId}`);
    this.#sqlite.exec(`PRAGMA user_version = ${schema.version}`);
  }

  /** Compiles a statement; the caller keeps it. Outside `transact` the connection refuses to write. */
  prepare<Row = unknown>(sql: string): Sqlite.Statement<unknown[], Row> {
    return this.#sqlite.prepare<unknown[], Row>(sql);
  }

  /**
   * Copies all that was committed into a new file, which its owner alone may read, while this one goes on being used. The copy is
   * whole as of the moment this resolves; until then `path` does not exist.
   * @throws StoreError with reason full or failed, also where there is such a file; Node's error where there is no such folder
   */
  async backup(path: string): Promise<void> {
    const partial = `${path}.part`;
    try {
      if (existsSync(path)) {
        throw new StoreError(
          "failed",
          "copy of the database",
          path,
          "a file that is not there yet",
        );
      }
      rmSync(partial, { force: true });
      closeSync(openSync(partial, "wx", OWNER_ALONE));
      await this.#sqlite.backup(partial);
      syncAndRename(partial, path);
    } catch (error) {
      rmSync(partial, { force: true });
      throw storeFailure("copy of the database", path, error);
    }
  }

  close(): void {
    this.#sqlite.close();
  }
}

const OWNER_ALONE = 0o600;

/** Both the contents and the name are on the disk when it returns. */
function syncAndRename(from: string, to: string): void {
  sync(from);
  renameSync(from, to);
  // Windows opens no folders.
  if (process.platform !== "win32") sync(dirname(to));
}

function sync(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}

function prepareFile(sqlite: Sqlite.Database): void {
  sqlite.pragma("locking_mode = EXCLUSIVE");
  sqlite.pragma("journal_mode = WAL");
  sqlite.pragma("synchronous = FULL");
  sqlite.pragma("foreign_keys = ON");
  // Exclusive mode takes its lock at the first write: take it now, so that a second process fails at once.
  sqlite.exec("BEGIN EXCLUSIVE; COMMIT");
}

/** Making the tables is one transaction, so a file either has all of them or none. */
function isLaidOut(sqlite: Sqlite.Database): boolean {
  const { n } = sqlite.prepare("SELECT count(*) AS n FROM sqlite_schema").get() as { n: number };
  return n > 0 || sqlite.pragma("application_id", { simple: true }) !== 0;
}

function missing(name: string, path: string): StoreError {
  return new StoreError(
    "missing",
    name,
    path,
    "the file that an earlier run wrote, or a directory to make it in",
  );
}

function check<Point extends string>(
  sqlite: Sqlite.Database,
  schema: Schema<Point>,
  options: OpenOptions<Point>,
): void {
  const found = sqlite.pragma("application_id", { simple: true });
  if (found !== schema.applicationId) {
    throw new StoreError("otherKind", schema.name, found, `application_id ${schema.applicationId}`);
  }
  const version = sqlite.pragma("user_version", { simple: true });
  if (version !== schema.version) {
    throw new StoreError("otherVersion", schema.name, version, `version ${schema.version}`);
  }
  const faults = sqlite.pragma("quick_check(1)", { simple: true });
  if (faults !== "ok") throw new StoreError("corrupt", schema.name, faults, "an intact file");
  const identity = sqlite.prepare("SELECT what FROM identity").pluck().get();
  if (identity !== options.identity) {
    throw new StoreError("otherDeployment", schema.name, identity, options.identity);
  }
}
