import { useEffect, useRef, useState } from "preact/hooks";

/** The width of an element in CSS pixels, as it changes. */
export function useWidth(): {
  readonly ref: { current: HTMLDivElement | null };
  readonly width: number;
} {
  const ref = useRef<HTMLDivElement | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = ref;
    if (current === null) return;
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    observer.observe(current);
    setWidth(current.clientWidth);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
