import type { Point, Window } from "./curves.ts";

/** Maps ticks and lots to pixels, from the lower left corner of the plot. */
export interface Plane {
  readonly x: (tick: number) => number;
  readonly y: (lots: number) => number;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

export function planeOf({ low, high, most }: Window, box: Box): Plane {
  const { left, right, top, bottom } = box;
  return {
    x: (tick) => tenths(left + ((tick - low) / (high - low)) * (right - left)),
    y: (lots) => tenths(bottom - (Math.min(lots, most) / most) * (bottom - top)),
  };
}

/** Corners as an SVG path. */
export const pathOf = (corners: readonly Point[], { x, y }: Plane): string =>
  corners.map(({ tick, lots }, n) => `${n === 0 ? "M" : "L"}${x(tick)} ${y(lots)}`).join("");

/** The area between a path and the axis below it. */
export function areaOf(corners: readonly Point[], plane: Plane): string {
  const first = corners[0];
  const last = corners.at(-1);
  if (first === undefined || last === undefined) return "";
  const { x, y } = plane;
  return `${pathOf(corners, plane)}L${x(last.tick)} ${y(0)}L${x(first.tick)} ${y(0)}Z`;
}
