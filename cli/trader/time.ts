const MILLISECONDS = 1_000;

/** Unix seconds as people of all places write them: 2026-01-31T12:00:00Z. */
export const timeText = (seconds: number): string =>
  new Date(seconds * MILLISECONDS).toISOString().replace(".000Z", "Z");
