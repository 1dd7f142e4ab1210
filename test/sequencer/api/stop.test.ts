import { once } from "node:events";
import { createConnection } from "node:net";
import { describe, expect, test } from "vitest";
import WebSocket from "ws";
import type { Answer } from "../../../sequencer/daemon.ts";
import { looseEnvelope, posted, serve } from "./apiFixture.ts";
import { SLOTS, SmallExchange } from "./smallExchange.ts";

const ENVELOPE = posted({ slot: SLOTS.collecting, envelope: looseEnvelope(1) });

describe("when the API stops", () => {
  test("what is under way is answered, what is new is not taken", async () => {
    const served = await serve();
    const { small, api } = served;
    const { answer } = small;
    let release = (): void => {};
    const entered = new Promise<void>((enter) => {
      small.answer = (slot, envelope) => {
        enter();
        return new Promise<Answer>((resolve) => {
          release = () => resolve(answer(slot, envelope));
        });
      };
    });
    const running = served.get("/v1/envelopes", ENVELOPE);
    await entered;
    const stopped = api.stop();
    await expect(served.get("/v1/status").then(({ status }) => status)).rejects.toThrow();
    release();
    const response = await running;
    expect(response.status).toBe(200);
    expect(response.headers.get("connection")).toBe("close");
    await stopped;
  });

  test("a request on a line that is open already is told to go elsewhere", async () => {
    const served = await serve();
    const { hostname, port } = new URL(served.api.url);
    let release = (): void => {};
    const entered = new Promise<void>((enter) => {
      served.small.answer = () => {
        enter();
        return new Promise<Answer>((resolve) => {
          release = () => resolve({ kind: "refused", refusal: 73, reason: "notAccepting" });
        });
      };
    });
    const line = createConnection(Number(port), hostname);
    const body = String(ENVELOPE.body);
    const head = `POST /v1/envelopes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    line.write(`${head}${body}`);
    await entered;
    const stopped = served.api.stop();
    line.write("GET /v1/status HTTP/1.1\r\nhost: x\r\n\r\n");
    release();
    let text = "";
    line.on("data", (data) => {
      text += String(data);
    });
    await once(line, "close");
    await stopped;
    expect(text.match(/HTTP\/1\.1 503/g)?.length).toBeGreaterThanOrEqual(1);
  });

  test("what does not end is cut off", async () => {
    const served = await serve();
    const entered = new Promise<void>((enter) => {
      served.small.answer = () => {
        enter();
        return new Promise<Answer>(() => {});
      };
    });
    const running = served.get("/v1/envelopes", ENVELOPE).then(({ status }) => status);
    const cut = expect(running).rejects.toThrow();
    await entered;
    await served.api.stop();
    await cut;
  });

  test("idle lines are closed", async () => {
    const served = await serve();
    const { hostname, port } = new URL(served.api.url);
    const line = createConnection(Number(port), hostname);
    line.write("GET /health HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(line, "data");
    const closed = once(line, "close");
    line.resume();
    await served.api.stop();
    await closed;
  });

  test("sockets are told that the server goes away", async () => {
    const served = await serve();
    const socket = new WebSocket(`${served.api.url.replace("http", "ws")}/v1/socket`);
    await once(socket, "open");
    const closed = once(socket, "close");
    await served.api.stop();
    expect((await closed)[0]).toBe(1001);
  });

  test("nothing stays behind of one that could not listen", async () => {
    const first = await serve();
    const port = Number(new URL(first.api.url).port);
    const small = new SmallExchange();
    await expect(serve({ port }, { small })).rejects.toThrow("EADDRINUSE");
    expect(small.listeners).toBe(0);
    await first.api.stop();
    expect(first.small.listeners).toBe(0);
  });
});
