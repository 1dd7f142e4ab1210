import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { backUp } from "../../operator/admin/backup.ts";
import { askAdmin } from "../../operator/admin/client.ts";
import type { AdminAnswer } from "../../operator/admin/messages.ts";
import { lineOf, listenForAdmin } from "../../operator/admin/server.ts";
import { scratch } from "./files.ts";

let folder: ReturnType<typeof scratch>;
let path = "";
let close: () => Promise<void> = () => Promise.resolve();
beforeEach(() => {
  folder = scratch();
  path = join(folder.path, "walras.sock");
});
afterEach(async () => {
  await close();
  folder.clean();
});

const listen = async (answer: (folder: string) => Promise<AdminAnswer>): Promise<void> => {
  close = await listenForAdmin(path, (request) => answer(request.folder));
};

async function say(text: string): Promise<unknown> {
  const socket = connect(path);
  socket.write(text);
  const line = await lineOf(socket);
  socket.destroy();
  return JSON.parse(line);
}

describe("the operator's socket", () => {
  test("answers a request with what was done", async () => {
    await listen((to) => Promise.resolve({ ok: true, files: [`${to}/a`] }));
    expect(await askAdmin(path, { do: "backup", folder: "/b" })).toEqual(["/b/a"]);
  });

  test("tells why something was not done", async () => {
    await listen(() => Promise.reject(new RangeError("the disk is full")));
    await expect(askAdmin(path, { do: "backup", folder: "/b" })).rejects.toThrow(
      "the disk is full",
    );
  });

  test.each([
    ["no JSON", "hello\n"],
    ["another request", '{"do":"stop"}\n'],
    ["a relative folder", '{"do":"backup","folder":"b"}\n'],
    ["more than was asked", '{"do":"backup","folder":"/b","key":1}\n'],
    ["too much", "x".repeat(20_000)],
  ])("refuses %s", async (_what, text) => {
    await listen(() => Promise.resolve({ ok: true, files: [] }));
    expect(await say(text)).toMatchObject({ ok: false });
  });

  test("takes the place of one that a dead process left, and of no living one's", async () => {
    writeFileSync(path, "");
    await listen(() => Promise.resolve({ ok: true, files: [] }));
    await expect(listenForAdmin(path, () => Promise.reject())).rejects.toMatchObject({
      code: "adminSocket",
    });
    expect(await askAdmin(path, { do: "backup", folder: "/b" })).toEqual([]);
  });

  test("says so where nobody listens", async () => {
    await expect(askAdmin(path, { do: "backup", folder: "/b" })).rejects.toMatchObject({
      code: "admin",
    });
  });
});

describe("a backup", () => {
  const sequencer = {
    backup: (paths: { readonly sequencer: string; readonly keyper: string }): Promise<void> => {
      writeFileSync(paths.sequencer, "s");
      writeFileSync(paths.keyper, "k");
      return Promise.resolve();
    },
  };

  test("is a new folder of its owner's, whole when its note is there", async () => {
    const to = join(folder.path, "copies");
    expect(await backUp(sequencer, to, true, { chainId: 1 })).toEqual({
      ok: true,
      files: ["sequencer.sqlite", "keyper.sqlite", "backup.json"].map((name) => join(to, name)),
    });
    expect(statSync(to).mode & 0o077).toBe(0);
    expect(JSON.parse(readFileSync(join(to, "backup.json"), "utf8"))).toEqual({ chainId: 1 });
    await expect(backUp(sequencer, to, true, {})).rejects.toThrow("EEXIST");
  });

  test("that fails has no note", async () => {
    const to = join(folder.path, "half");
    const failing = { backup: () => Promise.reject(new RangeError("no space")) };
    await expect(backUp(failing, to, true, {})).rejects.toThrow("no space");
    expect(existsSync(join(to, "backup.json"))).toBe(false);
  });
});
