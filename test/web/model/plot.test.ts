import { expect, test } from "vitest";
import { roundNumbers } from "../../../web/model/axis.ts";
import { areaOf, pathOf, planeOf } from "../../../web/model/plot.ts";

const plane = planeOf(
  { low: 100, high: 200, most: 10 },
  { left: 10, right: 110, top: 0, bottom: 50 },
);

test("the window's corners are the box's corners, and nothing is drawn above it", () => {
  expect([plane.x(100), plane.x(150), plane.x(200)]).toEqual([10, 60, 110]);
  expect([plane.y(0), plane.y(5), plane.y(10), plane.y(99)]).toEqual([50, 25, 0, 0]);
});

test("paths go through the corners; areas go down to the axis", () => {
  const corners = [
    { tick: 100, lots: 10 },
    { tick: 150, lots: 10 },
    { tick: 150, lots: 5 },
  ];
  expect(pathOf(corners, plane)).toBe("M10 0L60 0L60 25");
  expect(areaOf(corners, plane)).toBe("M10 0L60 0L60 25L60 50L10 50Z");
  expect(areaOf([], plane)).toBe("");
});

test.each([
  [0, 10, 5, [0, 2, 4, 6, 8]],
  [101, 109, 4, [102, 104, 106, 108]],
  [7, 7, 3, [7]],
  [0, 1, 5, [0, 1]],
  [9_950, 10_051, 6, [9_960, 9_980, 10_000, 10_020, 10_040]],
])("round numbers of %i … %i, at most %i", (low, high, most, marks) => {
  expect(roundNumbers(low, high, most)).toEqual(marks);
});
