import { connect, type Socket } from "node:net";

/** One keep-alive connection that carries one request at a time; as little work as can be, so that the server's counts. */
export class Line {
  readonly #socket: Socket;
  #parts: Buffer[] = [];
  #answer: ((status: number, body: string) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (data) => this.#read(data));
    socket.on("error", () => this.#end());
    socket.on("close", () => this.#end());
  }

  static open(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("error", reject);
      socket.once("connect", () => resolve(new Line(socket)));
    });
  }

  /** @param answer is called once; status 0 where the line broke */
  send(request: Buffer, answer: (status: number, body: string) => void): void {
    this.#answer = answer;
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(data: Buffer): void {
    this.#parts.push(data);
    const all = this.#parts.length === 1 ? data : Buffer.concat(this.#parts);
    const headEnd = all.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = all.toString("latin1", 0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (all.length < headEnd + 4 + length) return;
    this.#parts = [];
    this.#done(Number(head.slice(9, 12)), all.toString("latin1", headEnd + 4));
  }

  #end(): void {
    this.#done(0, "");
  }

  #done(status: number, body: string): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.(status, body);
  }
}

/** A POST of JSON, as it goes over the line. */
export function postRequest(path: string, body: string): Buffer {
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    "latin1",
  );
}
