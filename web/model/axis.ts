/** Round numbers for an axis. */

const STEPS = [1, 2, 5, 10];

/** Whole numbers within [low, high], evenly spaced by 1, 2 or 5 times a power of ten, at most `most` of them. */
export function roundNumbers(low: number, high: number, most: number): readonly number[] {
  const least = Math.max(1, (high - low) / Math.max(1, most));
  const power = 10 ** Math.floor(Math.log10(least));
  const step = Math.max(1, (STEPS.find((n) => n * power >= least) ?? 10) * power);
  const first = Math.ceil(low / step) * step;
  const marks: number[] = [];
  for (let mark = first; mark <= high && marks.length < most; mark += step) marks.push(mark);
  return marks;
}
