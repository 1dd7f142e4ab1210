import { describe, expect, test } from "vitest";
import { Progress } from "../../cli/progress.ts";

const CLEAR = "\r\x1b[K";
const counts = { records: 1_234_567, trades: 8_900, resting: 0 };

/** What is written of a reading whose clock stands at each of these times, with a report behind the second. */
function written(isTTY: boolean | undefined, times: readonly number[]): string[] {
  const texts: string[] = [];
  let now = 0;
  const terminal = { isTTY, write: (text: string) => void texts.push(text) };
  const progress = new Progress(terminal, () => now);
  for (const [at, time] of times.entries()) {
    now = time;
    progress.show(counts);
    if (at === 1) progress.report("line 2: no");
  }
  progress.end();
  return texts;
}

describe("the progress of a reading", () => {
  test("is shown on a terminal at once, then five times a second at most, and is gone in the end", () => {
    const line = `${CLEAR}1,234,567 records, 8,900 trades, 0 orders resting`;
    expect(written(true, [0, 199, 200, 399, 400])).toEqual([
      line,
      `${CLEAR}line 2: no\n`,
      line,
      line,
      CLEAR,
    ]);
  });

  test.each([false, undefined])("is not shown elsewhere (isTTY %s), reports are", (isTTY) => {
    expect(written(isTTY, [0, 1_000, 2_000])).toEqual(["line 2: no\n"]);
  });
});
