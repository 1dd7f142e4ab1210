import { WebSocket } from "ws";
import type { ReadersMessage, ReadersPlan } from "./plan.ts";

/** Many readers of the socket: each counts what it is told and looks that no number is left out. */

const CHANNELS = [{ name: "batches" }, { name: "trades", market: 0 }, { name: "book", market: 0 }];
/** Begun at a time. */
const AT_ONCE = 50;

class Reader {
  readonly socket: WebSocket;
  readonly joined: Promise<void>;
  messages = 0;
  gaps = 0;
  closed = false;
  readonly #next = new Map<string, number>();

  constructor(url: string) {
    this.socket = new WebSocket(url, { perMessageDeflate: false });
    this.socket.on("close", () => {
      this.closed = true;
    });
    this.socket.on("open", () => {
      for (const channel of CHANNELS)
        this.socket.send(JSON.stringify({ op: "subscribe", channel }));
    });
    this.joined = new Promise((resolve, reject) => {
      this.socket.on("error", reject);
      this.socket.on("message", (data) => {
        const text = data.toString();
        if (text.startsWith('{"type":"subscribed"')) {
          const { channel, seq } = JSON.parse(text);
          this.#next.set(channel.name, seq + 1);
          if (this.#next.size === CHANNELS.length) resolve();
        } else this.#count(text);
      });
    });
  }

  #count(text: string): void {
    const [, type = "", seq] = /^\{"type":"(\w+)","seq":(\d+)/.exec(text) ?? [];
    const name = { batch: "batches", trade: "trades", book: "book" }[type] ?? "";
    this.messages++;
    if (this.#next.get(name) !== Number(seq)) this.gaps++;
    this.#next.set(name, Number(seq) + 1);
  }
}

process.once("message", (plan: ReadersPlan) => void open(plan));

async function open({ url, readers: count }: ReadersPlan): Promise<void> {
  const readers: Reader[] = [];
  while (readers.length < count) {
    const some = Array.from(
      { length: Math.min(AT_ONCE, count - readers.length) },
      () => new Reader(url),
    );
    await Promise.all(some.map(({ joined }) => joined));
    readers.push(...some);
  }
  const cpu = process.cpuUsage();
  process.once("message", () => {
    const { user, system } = process.cpuUsage(cpu);
    const done: ReadersMessage = {
      kind: "done",
      messages: readers.map(({ messages }) => messages),
      gaps: readers.reduce((sum, { gaps }) => sum + gaps, 0),
      closed: readers.filter(({ closed }) => closed).length,
      cpuSeconds: (user + system) / 1e6,
    };
    for (const { socket } of readers) socket.terminate();
    process.send?.(done, () => process.disconnect());
  });
  const joined: ReadersMessage = { kind: "joined" };
  process.send?.(joined);
}
