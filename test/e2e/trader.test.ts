import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readReceipts } from "../../claimant/receipts/file.ts";
import { openKey, readKeystore, sealKey } from "../../client/node/keystore.ts";
import { type NewProfile, writeProfile } from "../../client/node/writeProfile.ts";
import { type Ended, TraderWorld, typed } from "./traderWorld.ts";

/** The trader's commands as somebody new would type them, against a real exchange. */

/** Of scrypt, so that no command computes for long. */
const COST = 2 ** 10;
const FREE_TOKENS = 10n ** 18n;

let world: TraderWorld;
let home: string;
let maker: string;
let address: Hex;

beforeAll(async () => {
  world = await TraderWorld.open();
  home = world.seat("newcomer");
  maker = world.seat("maker");
  await writeProfile(join(maker, ".walras"), makers());
});
afterAll(async () => {
  await world?.close();
});

const makers = (): NewProfile => ({
  name: "maker",
  url: world.api.url,
  rpc: world.network.devnet.url,
  settlement: world.network.settlement,
  privateKey: world.maker.privateKey,
  passphrase: "makers word",
  cost: COST,
});

/** The exchange's API, with other values in the answers of some paths. */
async function lyingApi(path: RegExp, lie: object) {
  const server = createServer(async (request, response) => {
    const { method = "GET", url = "" } = request;
    const body = method === "POST" ? await text(request) : null;
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${world.api.url}${url}`, {
      method,
      body,
      ...(body && { headers }),
    });
    const said = (await answer.json()) as object;
    response.writeHead(answer.status, headers);
    response.end(JSON.stringify(path.test(url) ? { ...said, ...lie } : said));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/** A line as it is typed; the newcomer's unless another's folder is named. */
const type = (line: string, folder = home): Promise<Ended> => typed(folder, {}, ...line.split(" "));

async function json(line: string, folder = home): Promise<Record<string, unknown>[]> {
  const { code, out, err } = await type(line, folder);
  expect(code, `${line}: ${out}${err}`).toBe(0);
  return out
    .trim()
    .split("\n")
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text));
}

/** Types a line, and Ctrl-C when this is told. */
const interrupted = (line: string, told: string): Promise<Ended> =>
  typed(home, { until: told }, ...line.split(" "));

async function table(line: string, folder = home): Promise<string> {
  const { code, out, err } = await type(`${line} --table`, folder);
  expect(code, `${line}: ${out}${err}`).toBe(0);
  return out;
}

/** Seals a key anew with less work, for it is opened often from now on. */
async function openEasily(keystore: string, passphrase: string): Promise<void> {
  const sealed = readKeystore(readFileSync(keystore, "utf8"), keystore);
  const key = await openKey(sealed, passphrase, keystore);
  writeFileSync(keystore, await sealKey(key, passphrase, COST));
}

/** Until the API tells one of these of a batch. */
async function untilStage(batch: number, ...stages: string[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const answer = await fetch(`${world.api.url}/v1/batches/${batch}`);
      const { stage } = (await answer.json()) as { readonly stage: string };
      expect(stages).toContain(stage);
    },
    { timeout: 60_000, interval: 200 },
  );
}

describe("somebody new", () => {
  test("writes a profile, makes a key and opens an account", async () => {
    const { api, network } = world;
    writeFileSync(join(home, "word"), "correct horse battery\n", { mode: 0o600 });
    const where = `--url ${api.url} --rpc ${network.devnet.url}`;
    const [profile] = await json(`account init ${where} --passphrase-file word`);
    expect(profile).toMatchObject({ profile: "main", settlement: network.settlement });
    const [made] = await json("account new");
    address = made?.["address"] as Hex;
    expect(readFileSync(made?.["keystore"] as string, "utf8")).toContain(address.slice(2));
    expect(await table("account show")).toContain("none yet: walras account open");
    await openEasily(made?.["keystore"] as string, "correct horse battery");

    const unasked = await type("account open");
    expect(unasked).toMatchObject({ code: 1, out: "" });
    expect(unasked.err).toContain("0.001 ETH");
    expect(unasked.err).toContain("--yes");
    await world.give(address);
    const [opened] = await json("account open --yes");
    expect(opened).toMatchObject({ kind: "opened", fee: "0.001 ETH" });
    expect((await type("account open --yes")).err).toContain("--another");
  });

  test("deposits, looks at the book, buys what another sells, and sees it", async () => {
    const deposited = await json("deposit 200 DUSD --no-wait");
    expect(deposited[0]).toMatchObject({ amount: "200", asset: "DUSD" });
    const [ether, sold] = await Promise.all([
      json("deposit 0.1 eth"),
      json("order sell 2 ETH --price 100", maker),
    ]);
    expect(ether[0]).toMatchObject({ amount: "0.1", asset: "ETH" });
    expect(sold[0]).toMatchObject({ kind: "placed", status: "open", left: "2", price: null });
    const book = await table("book");
    expect(book).toMatch(/^SIDE +PRICE +QUANTITY +ORDERS\nsell +100 +2 +/);
    expect(book).toContain("ETH/DUSD after batch");

    const bought = await table("order buy 0.5 ETH --price 101.25");
    expect(bought).toMatch(/^bought 0\.5 ETH at (\d+(\.\d+)?) DUSD, fee 0\.\d+ DUSD\n$/);
    const [trade] = await json("trades ETH/DUSD");
    expect(trade).toMatchObject({ market: "ETH/DUSD", quantity: "0.5", fills: 2 });
    const balances = await json("balance");
    expect(balances.map(({ asset }) => asset)).toEqual(["ETH", "DUSD"]);
    expect(await table("balance")).toMatch(
      /^ASSET +AVAILABLE +IN ORDERS +EVER WITHDRAWN\nETH +0\.59/,
    );
  });

  test("lets an order rest, replaces it, and cancels", async () => {
    const [placed] = await json("order buy 0.25 --price 90 --good-for 1000");
    expect(placed).toMatchObject({ status: "open", left: "0.25", filled: "0" });
    const id = String(placed?.["order"]);
    expect(await table("orders")).toMatch(
      new RegExp(`^ORDER +MARKET .*\\n${id} +ETH/DUSD +buy +90 +0\\.25 +0 +open +\\d+\\n$`),
    );
    const [replaced] = await json(`order replace ${id} --price 91`);
    const [order] = await json("orders");
    expect(order).toMatchObject({ order: replaced?.["order"], price: "91", quantity: "0.25" });
    expect((await json("orders --all")).map(({ status }) => status)).toEqual([
      "open",
      "cancelled",
      "filled",
    ]);
    const both = await type(`cancel ${order?.["order"]} ${id} --table`);
    expect(both.code).toBe(1);
    expect(both.out).toMatch(/^cancelled 0-buy-364-\d+ in batch \d+\ncancel of 0-buy-360-\d+ was /);
    expect(both.out).toContain("the order was over before");
  });

  test("is told of an order that its batch does not fill, and seals twice at once, into two batches", async () => {
    const ioc = await type("order buy 0.25 --price 95 --ioc --table");
    expect(ioc.code).toBe(1);
    expect(ioc.out).toContain("nothing bought");
    const line = "order buy 0.001 --price 80 --no-wait";
    const [[one], [other]] = await Promise.all([json(line), json(line)]);
    expect(one).toMatchObject({ kind: "sealed", operations: 1 });
    expect(other?.["batch"]).not.toBe(one?.["batch"]);
  });

  test("keeps every receipt in a file that can be checked", async () => {
    const file = String((await json("account show"))[0]?.["receipts"]);
    const { kept } = readReceipts(readFileSync(file, "utf8"));
    expect(kept.length).toBeGreaterThan(4);
    const status = await json("status");
    expect(status[0]).toMatchObject({ exchange: "Test", receipts: { kept: kept.length } });
    expect(await table("status")).toContain("collecting  batch");
    const rpc = world.network.devnet.url;
    const check = await type(`receipt check ${file} --rpc ${rpc} --json`);
    expect(check.code, check.err).toBe(0);
  });

  test("replaces the order that its id says, whatever the API says of it", async () => {
    const liar = await lyingApi(/^\/v1\/orders\//, { side: "buy", market: 0, tick: 4 });
    const folder = world.seat("deceived");
    await writeProfile(join(folder, ".walras"), { ...makers(), url: liar.url });
    try {
      const [resting] = await json("order sell 0.1 ETH --price 150", maker);
      const id = String(resting?.["order"]);
      const [replaced] = await json(`order replace ${id} --quantity 0.2`, folder);
      expect(replaced?.["order"]).toMatch(/^0-sell-600-/);
    } finally {
      await liar.close();
    }
  });

  test("ends a wait by Ctrl-C, when the order is in", async () => {
    const ended = await interrupted("order buy 0.001 --price 80 --table", "sealed for batch");
    expect(ended.code).toBe(130);
    expect(ended.err).toMatch(/\nwalras order buy: stopped\n$/);
    const owed = await json("exit --dry-run");
    expect(owed[0]).toMatchObject({ kind: "root", fixed: false });
    expect(owed.at(-1)).toEqual({ kind: "ended", end: "done" });
  });
});

describe("what cannot be is refused in one line that says what to do", () => {
  /** A command's error line; nothing is on standard output. */
  async function refused(code: number, line: string, folder = home): Promise<string> {
    const ended = await type(line, folder);
    expect(ended, line).toMatchObject({ code, out: "" });
    const [only, ...more] = ended.err.trimEnd().split("\n");
    expect(more, line).toEqual([]);
    return only ?? "";
  }

  test.each([
    ["order buy 1 ETH --price 101.1", "a multiple of 0.25: 101 or 101.25"],
    ["order buy 1 --price 100 --market ETH/USD", "0 (ETH/DUSD)"],
    ["order buy 100000 ETH --price 100", "walras deposit 9"],
    ["withdraw 1 BTC", "0 (ETH), 1 (DUSD)"],
    ["cancel 17", "market-side-tick-position"],
    ["balance --account 77", "77"],
  ])("%s", async (line, said) => {
    expect(await refused(1, line, maker)).toContain(said);
  });

  test("what a file or a passphrase has wrong", async () => {
    const empty = world.seat("empty");
    expect(await refused(2, "book", empty)).toContain("walras account init");
    writeFileSync(join(empty, "bad.toml"), 'default = "x"\n[profiles.y]\nurl = "here"\n');
    const faults = await refused(2, "status --config bad.toml", empty);
    for (const fault of ["default", "profiles.y.url", "profiles.y.rpc"])
      expect(faults).toContain(fault);
    expect(await refused(2, "book --profile other")).toContain("--profile with one of: main");
    writeFileSync(join(home, "wrong"), "incorrect horse\n", { mode: 0o600 });
    const line = "order buy 1 --price 1 --passphrase-file wrong";
    expect(await refused(2, line)).toContain("the one it was made with");
    expect(await refused(2, "account new")).toContain("move it away");
    const { code, err } = await type("order buy 1");
    expect([code, err]).toEqual([2, expect.stringContaining("--price <price>")]);
  });

  test("a passphrase that others can read is told of, and works", async () => {
    chmodSync(join(maker, ".walras", "maker.passphrase"), 0o644);
    const ended = await type("order sell 1 --price 99.9", maker);
    expect(ended.code).toBe(1);
    expect(ended.err).toContain("chmod 600");
    chmodSync(join(maker, ".walras", "maker.passphrase"), 0o600);
  });

  test("an exchange, an L1 or a contract that is not there", async () => {
    const nowhere = world.seat("nowhere");
    const write = (name: string, url: string, rpc: string, settlement: Hex) =>
      writeProfile(nowhere, {
        ...{ name, url, rpc, settlement, account: world.maker.account },
        ...{ privateKey: world.maker.privateKey, passphrase: "makers word", cost: COST },
      });
    const { api, network } = world;
    const { settlement } = network;
    await write("noApi", "http://127.0.0.1:1", network.devnet.url, settlement);
    await write("noL1", api.url, "http://127.0.0.1:1", settlement);
    await write("other", api.url, network.devnet.url, `0x${"11".repeat(20)}`);
    const at = (line: string, profile: string) =>
      refused(2, `${line} --config config.toml --profile ${profile}`, nowhere);
    expect(await at("book", "noApi")).toContain("look whether the sequencer runs");
    expect(await at("order buy 1 --price 1", "noL1")).toContain("L1 does not answer");
    expect(await at("order buy 1 --price 1", "other")).toContain(`0x${"11".repeat(20)}`);
  });
});

describe("money that leaves", () => {
  test("withdraws, and has L1 pay once that is final", async () => {
    const before = await world.tokensOf(address);
    const [[withdrawn], cancelled] = await Promise.all([
      json("withdraw 100 DUSD"),
      table("cancel --all", maker),
    ]);
    const lines = [
      /^cancelled 0-sell-600-1 in batch \d+$/,
      /^cancelled 0-sell-400-0 in batch \d+$/,
    ];
    expect(cancelled.trimEnd().split("\n")).toEqual(
      lines.map((line) => expect.stringMatching(line)),
    );
    expect(withdrawn).toMatchObject({ kind: "withdrawn", amount: "100", asset: "DUSD" });
    const batch = Number(withdrawn?.["batch"]);
    const early = await type("claim --table");
    expect(early.code).toBe(1);
    expect(early.out).toMatch(/^100 DUSD wait until they are final/);
    await untilStage(batch, "claimed");
    await world.passWindow();
    await untilStage(batch, "final");
    const [paid] = await json("claim dusd");
    expect(paid).toMatchObject({ kind: "paid", asset: "DUSD", amount: "100" });
    expect((await world.tokensOf(address)) - before).toBe(100n * FREE_TOKENS);
    const late = await type("claim");
    expect(late).toMatchObject({ code: 1, out: '{"kind":"none"}\n' });
  });
});
