import { createClient, custom, encodeAbiParameters, type Hex, TimeoutError } from "viem";
import { foundry } from "viem/chains";
import { describe, expect, test } from "vitest";
import { WrongExchange } from "../../../client/index.ts";
import type { Facts } from "../../../client/l1/exchange.ts";
import { type Listing, readListing } from "../../../client/l1/listing.ts";
import { exampleDeployment } from "../../vectors/deployment.ts";

/** The decimals that amounts are read by are the token's own, whatever the API says. */

const TOKEN: Hex = `0x${"a5".repeat(20)}`;
const SAID = 6;

async function read(answer: () => Hex): Promise<Listing> {
  const assets = [{ token: TOKEN, scale: 1n }];
  const deployment = exampleDeployment({ assets, markets: [] });
  const asset = { asset: 0, symbol: "DUSD", decimals: SAID, token: TOKEN, scale: "1" };
  const fetch = async (input: unknown): Promise<Response> =>
    Response.json(String(input).endsWith("assets") ? [asset] : []);
  const transport = custom(
    {
      request: async ({ method }: { method: string }) => (method === "eth_call" ? answer() : "0x"),
    },
    { retryCount: 0 },
  );
  const l1 = createClient({ chain: foundry, transport });
  return await readListing({ url: "", fetch }, l1, { deployment } as unknown as Facts);
}

const word = (value: number): Hex => encodeAbiParameters([{ type: "uint8" }], [value]);

describe("a token's decimals", () => {
  test("are checked against the token", async () => {
    expect((await read(() => word(SAID))).assets).toMatchObject([{ decimals: SAID }]);
    await expect(read(() => word(18))).rejects.toThrow(WrongExchange);
  });

  test("are the API's word where the token has none", async () => {
    expect((await read(() => "0x")).assets).toMatchObject([{ decimals: SAID }]);
    const reverted = read(() => {
      throw Object.assign(new Error("execution reverted"), { code: 3, data: "0x" });
    });
    expect((await reverted).assets).toMatchObject([{ decimals: SAID }]);
  });

  test("are not believed where L1 cannot be asked", async () => {
    const away = read(() => {
      throw new TimeoutError({ body: {}, url: "http://127.0.0.1:1" });
    });
    await expect(away).rejects.toThrow(/took too long/);
  });
});
