import { type Queue, QueueError } from "./queue.ts";
import { FileQueue, InputQueue } from "./streamQueue.ts";
import { TcpQueue } from "./tcpQueue.ts";

export interface QueueSurroundings {
  readonly market: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Ends the deliveries. */
  readonly signal: AbortSignal;
  /** A line for the operator. */
  readonly note: (line: string) => void;
}

const EXPECTED = "-, file:PATH, tcp://HOST:PORT or nats://HOST:PORT/STREAM";

/** @throws QueueError if the address is none */
export async function openQueue(address: string, around: QueueSurroundings): Promise<Queue> {
  const { signal, note } = around;
  if (address === "-") return new InputQueue(around.stdin, signal);
  if (address.startsWith("file:")) return new FileQueue(address.slice("file:".length), signal);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "tcp:" && url.hostname !== "" && url.port !== "") {
    const queue = await TcpQueue.listen(url.hostname, Number(url.port), signal);
    note(`listening on tcp://${url.hostname}:${queue.port}`);
    return queue;
  }
  if (url?.protocol === "nats:" && url.pathname.length > 1) {
    const { NatsQueue } = await import("./natsQueue.ts");
    return NatsQueue.connect(url, around);
  }
  throw new QueueError("--queue", address, EXPECTED);
}
