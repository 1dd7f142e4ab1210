/**
 * Something long, in pieces: it pauses after each slot, so that a daemon can answer requests in between. Whoever does not
 * mind waiting runs it to its end at once.
 */
export type Work<T> = Generator<void, T, void>;

export function runAtOnce<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
