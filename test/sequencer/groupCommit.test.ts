import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Ticketed } from "../../sequencer/effects.ts";
import { GroupCommit } from "../../sequencer/groupCommit.ts";
import type { Accepted } from "../../sequencer/log.ts";

const entry = (ticket: number): Ticketed => ({
  ticket,
  entry: { slot: 1, account: ticket, version: 0, blocks: 1, envelope: new Uint8Array(1) },
});

/** A disk that takes `busyMs` for each commit, and fails when told to. */
class Disk {
  readonly commits: number[][] = [];
  readonly failed: number[][] = [];
  busyMs = 0;
  failure: Error | undefined;
  readonly commit = new GroupCommit(
    {
      accept: (entries: readonly Accepted[]) => {
        vi.advanceTimersByTime(this.busyMs);
        if (this.failure !== undefined) throw this.failure;
        this.commits.push(entries.map(({ account }) => account));
      },
    },
    {
      stored: () => {},
      failed: (entries) => this.failed.push(entries.map(({ ticket }) => ticket)),
    },
  );
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setImmediate", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the group commit", () => {
  test("stores a lone envelope at once, and those of one turn together", () => {
    const disk = new Disk();
    disk.commit.add(entry(1));
    expect(disk.commits).toEqual([]);
    vi.advanceTimersByTime(0);
    expect(disk.commits).toEqual([[1]]);
    disk.commit.add(entry(2));
    disk.commit.add(entry(3));
    vi.advanceTimersByTime(0);
    expect(disk.commits).toEqual([[1], [2, 3]]);
  });

  test.each([
    [2, 6],
    [100, 10],
  ])("after a commit of %d ms gathers for %d ms", (busyMs, restMs) => {
    const disk = new Disk();
    disk.busyMs = busyMs;
    disk.commit.add(entry(0));
    disk.commit.flush();
    disk.commit.add(entry(1));
    vi.advanceTimersByTime(restMs - 1);
    disk.commit.add(entry(2));
    expect(disk.commits).toEqual([[0]]);
    vi.advanceTimersByTime(1);
    expect(disk.commits).toEqual([[0], [1, 2]]);
    vi.advanceTimersByTime(1_000);
    disk.commit.add(entry(3));
    vi.advanceTimersByTime(0);
    expect(disk.commits.at(-1)).toEqual([3]);
  });

  test("stores what waits when it is told to, and nothing twice", () => {
    const disk = new Disk();
    disk.busyMs = 5;
    for (const n of [1, 2]) {
      disk.commit.add(entry(n));
      disk.commit.flush();
    }
    vi.advanceTimersByTime(1_000);
    disk.commit.flush();
    expect(disk.commits).toEqual([[1], [2]]);
  });

  test("tells of what could not be stored, and goes on", () => {
    const disk = new Disk();
    disk.failure = new Error("full");
    disk.commit.add(entry(1));
    disk.commit.flush();
    expect(disk.failed).toEqual([[1]]);
    disk.failure = undefined;
    disk.commit.add(entry(2));
    vi.advanceTimersByTime(0);
    expect(disk.commits).toEqual([[2]]);
  });
});
