import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { AnswerError } from "../../client/index.ts";
import { Line } from "../../client/socket/line.ts";
import type { WebSocketLike } from "../../client/socket/webSocket.ts";

/** A server may send anything; the program that watches goes on. */

const CHANNEL = { name: "trades", market: 0 } as const;
type Handler = ((event: never) => void) | null;

/** A socket whose other end is the test. */
class Puppet implements WebSocketLike {
  static last: Puppet | undefined;
  onopen: Handler = null;
  onmessage: Handler = null;
  onclose: Handler = null;
  onerror: Handler = null;
  constructor() {
    Puppet.last = this;
  }
  send(): void {}
  close(): void {}
  say(data: unknown): void {
    this.onmessage?.({ data } as never);
  }
}

test.each(["null", '{"type":"subscribed"}', '{"type":"subscribed","channel":null}', "{"])(
  "%s is told as an answer that is none",
  async (text) => {
    const errors: Error[] = [];
    const parts = { url: "http://127.0.0.1:1", WebSocket: Puppet, jitter: () => 0, onDown() {} };
    const end = new Line(parts).watch(CHANNEL, {
      onSnapshot() {},
      onMessage() {},
      onError: (error) => errors.push(error),
    });
    Puppet.last?.onopen?.({} as never);
    expect(() => Puppet.last?.say(text)).not.toThrow();
    await sleep(0);
    expect(errors).toEqual([expect.any(AnswerError)]);
    end();
  },
);
