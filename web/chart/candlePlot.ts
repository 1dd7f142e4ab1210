import uPlot from "uplot";
import { timeOfDay } from "../model/clock.ts";
import * as format from "../model/format.ts";
import type { Candle, Market } from "../types.ts";

const HEIGHT = 260;
const AXIS = 68;
const MINUTE = 60;
/** Seconds between two times on the axis. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1_440].map((n) => n * MINUTE);
/** Share of the height that volume takes. */
const VOLUME = 0.2;
const WIDEST = 14;

export interface CandlePlot {
  show(candles: readonly Candle[]): void;
  resize(width: number): void;
  close(): void;
}

const SERIES = ["time", "open", "high", "low", "close", "lots"] as const;

const columns = (candles: readonly Candle[]): uPlot.AlignedData =>
  SERIES.map((name) => candles.map((candle) => candle[name])) as unknown as uPlot.AlignedData;

const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Draws candles and volume into an element; colours are those of the moment. */
export function openCandlePlot(into: HTMLElement, market: Market): CandlePlot {
  const axis = {
    stroke: colour("--dim"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  const plot = new uPlot(
    {
      width: into.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { range: timeRange },
        price: { range: priceRange },
        lots: { range: (_, __, most) => [0, most / VOLUME] },
      },
      axes: [
        {
          ...axis,
          incrs: TIME_STEPS,
          values: (_, times) => times.map((time) => timeOfDay(time).slice(0, 5)),
        },
        {
          ...axis,
          scale: "price",
          side: 1,
          size: AXIS,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000],
          values: (_, ticks) => ticks.map((tick) => format.price(market, Math.round(tick))),
        },
      ],
      series: [
        {},
        ...["open", "high", "low", "close"].map((label) => ({
          label,
          scale: "price",
          paths: () => null,
          points: { show: false },
        })),
        { label: "lots", scale: "lots", paths: () => null, points: { show: false } },
      ],
      hooks: { drawSeries: [(self, at) => at === SERIES.length - 1 && drawAll(self)] },
    },
    columns([]),
    into,
  );
  return {
    show: (candles) => plot.setData(columns(candles)),
    resize: (width) => width > 0 && plot.setSize({ width, height: HEIGHT }),
    close: () => plot.destroy(),
  };
}

/** Half a candle of room at either end; the first gap stands for the interval. */
function timeRange(plot: uPlot, low: number, high: number): uPlot.Range.MinMax {
  const [first = 0, second = first + MINUTE] = plot.data[0];
  const room = Math.max(MINUTE, second - first);
  return [low - room, high + room];
}

/** Some room above and below, and never an empty range. */
function priceRange(_: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return [0, 1];
  const room = Math.max(2, (high - low) * 0.12);
  return [Math.max(0, low - room - (high - low) * VOLUME), high + room];
}

function drawAll(plot: uPlot): void {
  const { ctx, data } = plot;
  const { left, width } = plot.bbox;
  const times = data[0];
  const count = Math.max(1, times.length);
  const body = Math.max(2, Math.min(WIDEST * devicePixelRatio, (width / count) * 0.6));
  const up = colour("--bid");
  const down = colour("--ask");
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, plot.bbox.top, width, plot.bbox.height);
  ctx.clip();
  for (let at = 0; at < times.length; at++) {
    const value = (series: number): number => data[series]?.[at] ?? 0;
    const x = plot.valToPos(times[at] ?? 0, "x", true);
    const y = (series: number): number => plot.valToPos(value(series), "price", true);
    const rises = value(4) >= value(1);
    ctx.fillStyle = rises ? up : down;
    ctx.strokeStyle = ctx.fillStyle;
    const foot = plot.valToPos(0, "lots", true);
    const lots = plot.valToPos(value(5), "lots", true);
    ctx.globalAlpha = 0.28;
    ctx.fillRect(x - body / 2, lots, body, foot - lots);
    ctx.globalAlpha = 1;
    ctx.fillRect(x - devicePixelRatio / 2, y(2), devicePixelRatio, y(3) - y(2));
    const top = Math.min(y(1), y(4));
    const tall = Math.max(devicePixelRatio, Math.abs(y(1) - y(4)));
    // Hollow when it rose, filled when it fell: the colour is not the only sign.
    if (rises && tall > 3 * devicePixelRatio) {
      ctx.clearRect(x - body / 2, top, body, tall);
      ctx.lineWidth = devicePixelRatio;
      ctx.strokeRect(x - body / 2, top, body, tall);
    } else ctx.fillRect(x - body / 2, top, body, tall);
  }
  ctx.restore();
}
