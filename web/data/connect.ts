import { bind } from "../../client/decorators/bound.ts";
import { readingActions } from "../../client/decorators/reading.ts";
import type { Reader } from "./reader.ts";

const POLL_MS = 1_000;

/** Reads the exchange that served this page. */
export function connectReader(): Reader {
  const client = { url: location.origin, fetch: fetch.bind(globalThis) };
  const reading = bind(client, readingActions);
  return {
    ...reading,
    watchBatches: (watch) =>
      every(
        async () => watch.onUpdate((await reading.getBatches({ limit: 20 })).items),
        watch.onError,
      ),
    watchTrades: ({ market, onUpdate, onError }) =>
      every(async () => onUpdate((await reading.getTrades({ market })).items), onError),
    watchBook: ({ market, onUpdate, onError }) =>
      every(async () => onUpdate(await reading.getBook({ market })), onError),
    watchAccount: ({ account, onUpdate, onError }) =>
      every(async () => onUpdate(await reading.getAccount({ account })), onError),
  };
}

function every(ask: () => Promise<void>, onError: (error: unknown) => void): () => void {
  const look = (): void => void ask().catch(onError);
  look();
  const timer = setInterval(look, POLL_MS);
  return () => clearInterval(timer);
}
