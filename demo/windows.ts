import type { EventReading, OrderEvent } from "../sequencer/matching/formats/events.ts";
import type { Refusal } from "../sequencer/matching/formats/refusal.ts";

/** What a flow holds for one slot. */
export interface FlowWindow {
  /** Windows from the flow's first event on; windows without events are left out. */
  readonly index: number;
  readonly events: readonly OrderEvent[];
  /** Lines refused meanwhile. */
  readonly refusals: readonly Refusal[];
}

/**
 * Groups a flow into consecutive windows of `length` units of its timestamps, the first of which begins with the first event.
 * Refused lines are told with the window that they stand in.
 */
export async function* windowsOf(
  readings: AsyncIterable<EventReading>,
  length: number,
): AsyncGenerator<FlowWindow, void, undefined> {
  let origin: number | undefined;
  let index = 0;
  let events: OrderEvent[] = [];
  let refusals: Refusal[] = [];
  for await (const reading of readings) {
    if (!reading.ok) {
      refusals.push(reading.refusal);
      continue;
    }
    const { event } = reading;
    origin ??= event.timestamp;
    const at = Math.floor((event.timestamp - origin) / length);
    if (at !== index && events.length > 0) {
      yield { index, events, refusals };
      events = [];
      refusals = [];
    }
    index = at;
    events.push(event);
  }
  if (events.length > 0 || refusals.length > 0) yield { index, events, refusals };
}
