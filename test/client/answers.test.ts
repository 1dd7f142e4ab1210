import { describe, expect, test } from "vitest";
import { request } from "../../client/http/request.ts";
import { AnswerError, ApiError } from "../../client/index.ts";

/** One request, and answers that are not what they should be. */

const MIB = 2 ** 20;

/** An answer without end; `sent` tells how much of it was taken. */
function endless(status: number) {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += MIB;
      controller.enqueue(new Uint8Array(MIB).fill(0x20));
    },
  });
  return { fetch: async () => new Response(body, { status }), sent: () => sent };
}

describe("an answer", () => {
  test.each([200, 500])("without end is not taken into memory (status %i)", async (status) => {
    const { fetch, sent } = endless(status);
    await expect(request({ url: "", fetch }, "/v1/status")).rejects.toThrow(AnswerError);
    expect(sent()).toBeLessThan(40 * MIB);
  });

  test("is read whole, also where a character lies across two pieces", async () => {
    const bytes = new TextEncoder().encode('{"name":"Börse 市場"}');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const fetch = async () => new Response(body);
    expect(await request({ url: "", fetch }, "/")).toEqual({ name: "Börse 市場" });
  });

  test.each(["", "null and void", "<html>"])("that is no JSON is none: %j", async (text) => {
    const fetch = async () => new Response(text);
    await expect(request({ url: "", fetch }, "/")).rejects.toThrow(AnswerError);
  });

  test.each(["", "null", "[]", '{"type":1,"detail":"no"}'])(
    "of an error that is no problem is told by its status: %j",
    async (text) => {
      const fetch = async () => new Response(text, { status: 418 });
      const refused = request({ url: "", fetch }, "/");
      await expect(refused).rejects.toThrow(ApiError);
      await expect(refused).rejects.toMatchObject({ status: 418, problem: undefined });
    },
  );
});
