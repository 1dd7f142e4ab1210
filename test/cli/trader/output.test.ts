import { describe, expect, test } from "vitest";
import { Output } from "../../../cli/trader/output.ts";

/** An operator's names may hold anything; none of it steers the terminal that it is shown on. */

const HOSTILE = "\u001b[2J\u009b31m\u202e";
/** Control characters, and those that nobody sees. */
const STEERS = /[\p{Cc}\p{Cf}]/u;

function saidBy(json: boolean, say: (out: Output) => void): string[] {
  const lines: string[] = [];
  const keep = (line: string): void => void lines.push(line);
  say(new Output({ json, out: keep, note: keep }));
  return lines;
}

describe.each([false, true])("with json %s", (json) => {
  const ways: readonly (readonly [string, (out: Output) => void])[] = [
    ["a result", (out) => out.result({ name: HOSTILE }, HOSTILE)],
    ["rows", (out) => out.rows([{ name: HOSTILE }], [{ title: "N", of: (row) => row.name }], "")],
    ["no rows", (out) => out.rows([], [], `${HOSTILE}: nothing was traded yet`)],
    ["a note", (out) => out.note(HOSTILE)],
    ["a hint", (out) => out.hint(HOSTILE)],
    ["a sentence", (out) => out.say(HOSTILE)],
  ];
  test.each(ways)("%s steers no terminal", (_what, say) => {
    for (const line of saidBy(json, say)) expect(line).not.toMatch(STEERS);
  });
});

test("JSON keeps what it escapes", () => {
  const [line] = saidBy(true, (out) => out.result({ name: `ä€${HOSTILE}` }));
  expect(line).toContain("ä€");
  expect(JSON.parse(line ?? "")).toEqual({ name: `ä€${HOSTILE}` });
});
