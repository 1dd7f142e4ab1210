import { useCallback, useEffect, useState } from "preact/hooks";

/** What came of asking. While it is asked again the last answer stands. */
export interface Asked<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  readonly again: () => void;
}

/**
 * Asks when the component appears and whenever a key changes; an answer to an older question is dropped.
 * @param keys on which the question depends, for comparison one by one
 */
export function useAsync<T>(ask: () => Promise<T>, keys: readonly unknown[]): Asked<T> {
  const [round, setRound] = useState(0);
  const [answer, setAnswer] = useState<{ value: T | undefined; error: unknown }>({
    value: undefined,
    error: undefined,
  });
  useEffect(() => {
    let current = true;
    ask().then(
      (value) => current && setAnswer({ value, error: undefined }),
      (error: unknown) => current && setAnswer((last) => ({ value: last.value, error })),
    );
    return () => {
      current = false;
    };
  }, [...keys, round]);
  const again = useCallback(() => setRound((n) => n + 1), []);
  return { ...answer, again };
}
