import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Database, type PersistenceHook, type Schema } from "../../storage/database.ts";
import { StoreError } from "../../storage/errors.ts";

const schema: Schema<"create" | "note"> = {
  name: "test store",
  applicationId: 0x77_61_01,
  version: 3,
  tables: "CREATE TABLE note (n INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
  points: ["create", "note"],
  creation: "create",
};

let directory = "";
let path = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "walras-storage-"));
  path = join(directory, "a.db");
});
afterEach(() => rmSync(directory, { recursive: true }));

function open(
  more: Partial<{
    create: boolean;
    identity: string;
    hook: PersistenceHook<"create" | "note">;
  }> = {},
) {
  return Database.open(schema, { path, create: true, identity: "chain 1", ...more });
}

function add(database: Database<"create" | "note">, count: number): void {
  const insert = database.prepare("INSERT INTO note (body) VALUES (zeroblob(500))");
  database.transact("note", () => {
    for (let i = 0; i < count; i++) insert.run();
  });
}

function count(database: Database<"create" | "note">): number {
  return database.prepare<{ n: number }>("SELECT count(*) AS n FROM note").get()?.n ?? -1;
}

function reasonOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof StoreError) return error.reason;
    throw error;
  }
  return "no error";
}

describe("opening", () => {
  test("makes a file once and finds what was committed", () => {
    const first = open();
    expect(first.fresh).toBe(true);
    add(first, 3);
    first.close();
    const second = open({ create: false });
    expect(second.fresh).toBe(false);
    expect(count(second)).toBe(3);
    second.close();
  });

  test("refuses a missing file unless it may make one", () => {
    expect(reasonOf(() => open({ create: false }))).toBe("missing");
    path = join(directory, "no such directory", "a.db");
    expect(reasonOf(() => open())).toBe("missing");
  });

  test("refuses an empty database file unless it may lay it out", () => {
    writeFileSync(path, "");
    expect(reasonOf(() => open({ create: false }))).toBe("missing");
    expect(open().fresh).toBe(true);
  });

  test("refuses a file that is not a database", () => {
    writeFileSync(path, "these are not the bytes of a database file ".repeat(50));
    expect(reasonOf(() => open())).toBe("notADatabase");
  });

  test("refuses a damaged database", () => {
    const database = open();
    add(database, 200);
    database.close();
    const bytes = readFileSync(path);
    bytes.fill(0xee, 4096 * 2, 4096 * 12);
    writeFileSync(path, bytes);
    expect(reasonOf(() => open())).toBe("corrupt");
  });

  test("refuses a truncated database", () => {
    const database = open();
    add(database, 200);
    database.close();
    writeFileSync(path, readFileSync(path).subarray(0, 4096 * 5));
    expect(reasonOf(() => open())).toBe("corrupt");
  });

  test("refuses another program's database, another version and another deployment", () => {
    const other = new Sqlite(path);
    other.exec("CREATE TABLE x (y)");
    other.close();
    expect(reasonOf(() => open())).toBe("otherKind");

    rmSync(path);
    open().close();
    expect(reasonOf(() => open({ identity: "chain 2" }))).toBe("otherDeployment");

    const newer = new Sqlite(path);
    newer.pragma("user_version = 4");
    newer.close();
    expect(reasonOf(() => open())).toBe("otherVersion");
  });

  test("refuses a database that another process has open", () => {
    const database = open();
    expect(reasonOf(() => open())).toBe("inUse");
    database.close();
  });

  test("says what is wrong and where", () => {
    expect(() => open({ create: false })).toThrow(/test store: there is no database.*a\.db/);
  });
});

describe("transact", () => {
  test("writes nothing when the work or the hook throws, and calls the hook around the commit", () => {
    const calls: string[] = [];
    let refuse = false;
    const database = open({
      hook: {
        beforeCommit: (point) => {
          calls.push(`before ${point}`);
          if (refuse) throw new RangeError("refused");
        },
        afterCommit: (point) => calls.push(`after ${point}`),
      },
    });
    add(database, 1);
    refuse = true;
    expect(() => add(database, 1)).toThrow("refused");
    expect(calls).toEqual([
      "before create",
      "after create",
      "before note",
      "after note",
      "before note",
    ]);
    expect(count(database)).toBe(1);
    refuse = false;
    add(database, 1);
    expect(count(database)).toBe(2);
    database.close();
  });

  test("is the only way to write", () => {
    const database = open();
    const insert = database.prepare("INSERT INTO note (body) VALUES (zeroblob(1))");
    expect(() => insert.run()).toThrow("readonly");
    expect(reasonOf(() => database.transact("nowhere" as "note", () => insert.run()))).toBe(
      "failed",
    );
    database.close();
  });

  test("says that the disk is full, and goes on when there is room again", () => {
    const database = open();
    const limit = (pages: number) => database.prepare(`PRAGMA max_page_count = ${pages}`).get();
    limit(20);
    expect(reasonOf(() => add(database, 1000))).toBe("full");
    expect(count(database)).toBe(0);
    limit(1000);
    add(database, 1000);
    expect(count(database)).toBe(1000);
    database.close();
  });

  test("has reached the file when it returns, even if the process dies at once", () => {
    open().close();
    const script = `
      const Sqlite = require("better-sqlite3");
      const db = new Sqlite(process.argv[1]);
      db.pragma("journal_mode = WAL"); db.pragma("synchronous = FULL");
      db.exec("BEGIN; INSERT INTO note (body) VALUES (zeroblob(9)); COMMIT; BEGIN; INSERT INTO note (body) VALUES (zeroblob(9))");
      process.kill(process.pid, "SIGKILL");`;
    expect(spawnSync(process.execPath, ["-e", script, path]).signal).toBe("SIGKILL");
    const database = open();
    expect(count(database)).toBe(1);
    database.close();
  });
});
