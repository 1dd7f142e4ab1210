import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Database, type Schema } from "../../storage/database.ts";
import { StoreError } from "../../storage/errors.ts";

const schema: Schema<"create" | "note"> = {
  name: "test store",
  applicationId: 0x77_61_02,
  version: 1,
  tables: "CREATE TABLE note (n INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
  points: ["create", "note"],
  creation: "create",
};
type Notes = Database<"create" | "note">;

let folder = "";
let notes: Notes;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "walras-backup-"));
  notes = open(join(folder, "a.db"), true);
});
afterEach(() => {
  notes.close();
  rmSync(folder, { recursive: true });
});

const open = (path: string, create: boolean): Notes =>
  Database.open(schema, { path, create, identity: "chain 1" });

function add(count: number): void {
  const insert = notes.prepare("INSERT INTO note (body) VALUES (zeroblob(4000))");
  notes.transact("note", () => {
    for (let n = 0; n < count; n++) insert.run();
  });
}

const countIn = (database: Notes): number =>
  database.prepare<{ n: number }>("SELECT count(*) AS n FROM note").get()?.n ?? -1;

describe("a copy of a database in use", () => {
  test("holds all that was committed before it began, and opens like the original", async () => {
    add(2_000);
    const copy = join(folder, "copy.db");
    let done = false;
    const copying = notes.backup(copy).finally(() => {
      done = true;
    });
    let during = 0;
    while (!done) {
      add(1);
      during++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await copying;
    expect(during).toBeGreaterThan(1);
    const copied = open(copy, false);
    const found = countIn(copied);
    copied.close();
    expect(found).toBeGreaterThanOrEqual(2_000);
    expect(found).toBeLessThanOrEqual(2_000 + during);
    expect(countIn(notes)).toBe(2_000 + during);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
  });

  test("takes the place of no other file, and leaves none behind that is not whole", async () => {
    const copy = join(folder, "copy.db");
    writeFileSync(copy, "something else");
    await expect(notes.backup(copy)).rejects.toThrow(StoreError);
    await expect(notes.backup(join(folder, "nowhere", "copy.db"))).rejects.toThrow("ENOENT");
    expect(existsSync(`${copy}.part`)).toBe(false);
  });

  test("begins anew where an earlier one was interrupted", async () => {
    const copy = join(folder, "copy.db");
    writeFileSync(`${copy}.part`, "half a copy");
    add(3);
    await notes.backup(copy);
    const copied = open(copy, false);
    expect(countIn(copied)).toBe(3);
    copied.close();
  });
});
