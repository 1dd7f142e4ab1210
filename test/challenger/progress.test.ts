import { describe, expect, test } from "vitest";
import { ProgressLine } from "../../circuits-free-verifier/challenger/progress.ts";

const counts = { slots: 3, claims: 2, chunks: 40, steps: 640, envelopes: 9, fills: 5 };
const at = (block: number) => ({ fromBlock: 100, block, tip: 200, counts });

function drawn(
  isTTY: boolean,
  columns = 120,
): { line: ProgressLine; text: string[]; clock: { ms: number } } {
  const text: string[] = [];
  const clock = { ms: 0 };
  const screen = { isTTY, columns, write: (part: string) => void text.push(part) };
  return { line: new ProgressLine(screen, () => clock.ms), text, clock };
}

describe("progress", () => {
  test("on a terminal: one line, drawn anew at most ten times a second, then cleared", () => {
    const { line, text, clock } = drawn(true);
    for (clock.ms = 1_000; clock.ms < 2_000; clock.ms += 10) line.update(at(150));
    expect(text).toHaveLength(10);
    expect(text[0]).toMatch(
      /^\r.*█{12}░{12} 50% block 150 of 200 · 3 slots, 2 claims, 40 chunks, 640 steps \(640\/s\)$/,
    );
    line.clear();
    expect(text.at(-1)).toBe("\r\x1b[K");
  });

  test("never wider than the terminal", () => {
    const { line, text } = drawn(true, 30);
    line.update(at(100));
    expect((text[0] ?? "").replace("\r\x1b[K", "")).toHaveLength(29);
  });

  test("elsewhere: a whole line now and then", () => {
    const { line, text, clock } = drawn(false);
    for (; clock.ms < 25_000; clock.ms += 100) line.update(at(200));
    expect(text).toHaveLength(2);
    expect(text[0]).toMatch(/100%.*\n$/);
    line.clear();
    expect(text).toHaveLength(2);
  });
});
