import type { CandleRecord } from "./history.ts";

/** Lengths of the intervals that trades are added up by as they happen, seconds, longest first. */
export const CANDLE_SECONDS = [86_400, 3_600, 900, 60] as const;
/** Kept intervals, or single trades, that one answer is added up from: the thread that takes envelopes reads them all at once. */
export const MOST_PARTS = 5_000;

/** The longest kept length that an interval is made of; undefined where it must be added up from single trades. */
export const baseOf = (seconds: number): number | undefined =>
  CANDLE_SECONDS.find((length) => seconds % length === 0);

/** The newest `limit` intervals, oldest first, from shorter ones or single trades given newest first. */
export function joined(
  parts: Iterable<CandleRecord>,
  seconds: number,
  limit: number,
): CandleRecord[] {
  const candles: CandleRecord[] = [];
  for (const part of parts) {
    const time = part.time - (part.time % seconds);
    const newer = candles.at(-1);
    if (newer?.time === time) candles[candles.length - 1] = before(part, newer);
    else if (candles.length === limit) break;
    else candles.push({ ...part, time });
  }
  return candles.reverse();
}

/** One interval from an earlier part of it and what follows. */
const before = (part: CandleRecord, rest: CandleRecord): CandleRecord => ({
  time: rest.time,
  open: part.open,
  high: Math.max(part.high, rest.high),
  low: Math.min(part.low, rest.low),
  close: rest.close,
  lots: part.lots + rest.lots,
  trades: part.trades + rest.trades,
});
