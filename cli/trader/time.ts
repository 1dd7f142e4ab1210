const MILLISECONDS = 1_000;

/** Unix seconds as people of all places write them: 2026-01-31T12:00:00Z. */
export const timeText = (seconds: number): string =>
  new Date(seconds * MILLISECONDS).toISOString().replace(".000Z", "Z");

const UNITS = [
  { seconds: 86_400, name: "d" },
  { seconds: 3_600, name: "h" },
  { seconds: 60, name: "min" },
  { seconds: 1, name: "s" },
] as const;

/** Seconds in the two largest units that they fill: `2 h 5 min`. */
export function durationText(seconds: number): string {
  let left = Math.max(0, Math.ceil(seconds));
  const parts: string[] = [];
  for (const unit of UNITS) {
    const count = Math.floor(left / unit.seconds);
    left -= count * unit.seconds;
    if (count > 0) parts.push(`${count} ${unit.name}`);
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}
