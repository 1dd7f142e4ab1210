import { useEffect, useRef } from "preact/hooks";
import { useCell } from "../data/cell.ts";
import { theme } from "../data/theme.ts";
import type { Candle, Market } from "../types.ts";
import type { CandlePlot } from "./candlePlot.ts";
import { useWidth } from "./useWidth.ts";

interface Props {
  readonly candles: readonly Candle[];
  readonly market: Market;
  readonly label: string;
}

/** Prices over time. The drawing library is fetched when the first chart appears, so that the page stands before it. */
export function CandleChart({ candles, market, label }: Props) {
  const { ref, width } = useWidth();
  const plot = useRef<CandlePlot | undefined>(undefined);
  const shown = useCell(theme);
  const latest = useRef(candles);
  latest.current = candles;
  useEffect(() => {
    let current = true;
    const open = async (): Promise<void> => {
      const { openCandlePlot } = await import("./candlePlot.ts");
      if (!current || ref.current === null) return;
      plot.current = openCandlePlot(ref.current, market);
      plot.current.show(latest.current);
    };
    open().catch(() => {});
    return () => {
      current = false;
      plot.current?.close();
      plot.current = undefined;
    };
  }, [market, shown, ref]);
  useEffect(() => plot.current?.show(candles), [candles]);
  useEffect(() => plot.current?.resize(width), [width]);
  return <div class="chart candles" ref={ref} role="img" aria-label={label} />;
}
