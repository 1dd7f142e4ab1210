/** Times by the server's clock. */

/** Milliseconds that the server's clock is ahead of ours; the answer is taken to have been written half way. */
export const clockOffset = (askedAt: number, answeredAt: number, serverNow: number): number =>
  Math.round(serverNow - (askedAt + answeredAt) / 2);

/** Share of a slot that has passed, 0 … 1. */
export function shareGone(opensAt: number, closesAt: number, nowMs: number): number {
  const length = (closesAt - opensAt) * 1_000;
  if (length <= 0) return 1;
  return Math.min(1, Math.max(0, (nowMs - opensAt * 1_000) / length));
}

/** A duration in words; what is over is "0 s". Longest two units, rounded down. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Seconds left, with tenths, as a countdown shows it. */
export const countdown = (ms: number): string => (Math.max(0, ms) / 1_000).toFixed(1);

const pad = (n: number): string => String(n).padStart(2, "0");

/** Time of day where the reader is, to the second. */
export function timeOfDay(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1_000);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** Date and time where the reader is, to the second. */
export function dateAndTime(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1_000);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${timeOfDay(unixSeconds)}`;
}
