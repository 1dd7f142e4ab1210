import { useEffect, useState } from "preact/hooks";

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Pages<T> {
  readonly items: readonly T[];
  /** Shows one page more; undefined on the last. */
  readonly more: (() => void) | undefined;
  readonly error: unknown;
}

/** A list that is asked for page by page; the first at once and anew when a key changes. */
export function usePages<T>(
  ask: (from: { readonly cursor?: string }) => Promise<Page<T>>,
  keys: readonly unknown[],
): Pages<T> {
  const [held, setHeld] = useState<Page<T>>({ items: [], next: null });
  const [error, setError] = useState<unknown>(undefined);
  useEffect(() => {
    let current = true;
    ask({}).then(
      (page) => {
        if (!current) return;
        setHeld(page);
        setError(undefined);
      },
      (caught: unknown) => current && setError(caught),
    );
    return () => {
      current = false;
    };
  }, keys);
  const { items, next } = held;
  const more = (): void => {
    if (next === null) return;
    ask({ cursor: next }).then(
      (page) => setHeld({ items: [...items, ...page.items], next: page.next }),
      setError,
    );
  };
  return { items, more: next === null ? undefined : more, error };
}
