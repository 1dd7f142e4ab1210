import { clockOffset } from "../model/clock.ts";
import { announcement, mergeBatches } from "../model/timeline.ts";
import type { Asset, BatchSummary, Market, MarketResult, Status } from "../types.ts";
import { Cell } from "./cell.ts";
import type { Reader } from "./connect.ts";

/** Milliseconds between two looks at the status. */
const STATUS_MS = 5_000;
/** The same while the API does not answer. */
const RETRY_MS = 1_500;

/** What the exchange lists; it does not change while the page is open. */
export interface Listed {
  readonly assets: readonly Asset[];
  readonly markets: readonly Market[];
}

export type Connection = "connecting" | "live" | "lost";

/** What every view needs to know, kept up to date: status, listing, the newest batches, whether the API answers. */
export class Live {
  readonly reader: Reader;
  readonly status = new Cell<Status | undefined>(undefined);
  readonly listed = new Cell<Listed | undefined>(undefined);
  readonly batches = new Cell<readonly BatchSummary[]>([]);
  readonly connection = new Cell<Connection>("connecting");
  /** What is read aloud. */
  readonly news = new Cell("");
  #offset = 0;
  #describe: (result: MarketResult) => string = () => "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /** The server's clock, unix milliseconds. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** @returns what ends it */
  start(describe: (result: MarketResult) => string): () => void {
    this.#describe = describe;
    void this.#look();
    const end = this.reader.watchBatches({
      onBatch: (batch) => this.#heard(batch),
      onError: () => this.#retrySoon(),
    });
    return () => {
      end();
      clearTimeout(this.#timer);
    };
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    let next = STATUS_MS;
    try {
      const askedAt = Date.now();
      const status = await this.reader.getStatus();
      this.#offset = clockOffset(askedAt, Date.now(), status.now);
      if (this.listed.value === undefined) await this.#list();
      this.status.set(status);
      this.connection.set("live");
    } catch {
      this.connection.set("lost");
      next = RETRY_MS;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), next);
  }

  #retrySoon(): void {
    if (this.connection.value === "lost") return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), 0);
  }

  async #list(): Promise<void> {
    const [assets, markets] = await Promise.all([
      this.reader.getAssets(),
      this.reader.getMarkets(),
    ]);
    this.listed.set({ assets, markets });
  }

  #heard(batch: BatchSummary): void {
    const held = this.batches.value;
    const said = announcement(held, batch, this.#describe);
    this.batches.set(mergeBatches(held, [batch]));
    if (said !== undefined) this.news.set(said);
  }
}
