import type { Clock } from "./ports.ts";

/** Longest that Node's timers wait, milliseconds. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wake(afterMs, run) {
    const timer = setTimeout(run, Math.min(Math.ceil(afterMs), MAX_TIMEOUT));
    return () => clearTimeout(timer);
  },
};
