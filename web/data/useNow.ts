import { useEffect, useState } from "preact/hooks";
import { useLive } from "./context.ts";

/** The server's clock, unix milliseconds, drawn anew every `everyMs`. */
export function useNow(everyMs: number): number {
  const live = useLive();
  const [now, setNow] = useState(live.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(live.now()), everyMs);
    return () => clearInterval(timer);
  }, [live, everyMs]);
  return now;
}
