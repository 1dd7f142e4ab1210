import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ScriptedExchange } from "../web/fixtures/exchange.ts";
import { type ScriptedServer, serveScripted } from "../web/fixtures/server.ts";
import {
  audit,
  closeAll,
  hasBrowser,
  keepFigure,
  launch,
  needBrowser,
  openPage,
  screenshot,
} from "./browser.ts";

/** The explorer's views in a real browser, of an exchange that a test moves on by hand. */

const SEED = 7;
let browser: Browser;
let exchange: ScriptedExchange;
let server: ScriptedServer;

beforeAll(async () => {
  if (hasBrowser) browser = await launch();
});
afterAll(async () => {
  if (hasBrowser) await browser.close();
});
beforeEach(async ({ skip }) => {
  needBrowser(skip);
  exchange = new ScriptedExchange(Math.floor(Date.now() / 1_000), SEED);
  server = await serveScripted(exchange);
});
afterEach(async ({ task }) => {
  if (hasBrowser) await closeAll(browser, task);
  if (hasBrowser) await server.stop();
});

const DESK = { width: 1_280, height: 900 };
const PHONE = { width: 360, height: 740 };

const VIEWS = [
  { name: "market", hash: "#/", ready: "figure.auction svg" },
  { name: "batches", hash: "#/batches", ready: "table.batches tbody tr" },
  { name: "batch", hash: "#/batch/29", ready: "figure.auction svg" },
  { name: "find", hash: "#/account", ready: "#who" },
  { name: "account", hash: "#/account/5", ready: "text=Placed 0.500 ETH" },
  { name: "missing", hash: "#/nowhere", ready: "h1:text-is('Nothing here')" },
] as const;

const LOOKS = [
  { look: "light", colorScheme: "light", viewport: DESK },
  { look: "dark", colorScheme: "dark", viewport: DESK },
  { look: "phone", colorScheme: "light", viewport: PHONE },
] as const;

test.for(LOOKS)("all views in $look can be used by all", async ({ look, ...options }) => {
  const { page, faults } = await openPage(browser, [server.url], options);
  for (const { name, hash, ready } of VIEWS) {
    await page.goto(`${server.url}/${hash}`);
    await page.waitForSelector(ready);
    await screenshot(page, `${name}-${look}`);
    expect({ name, faults: await audit(page) }).toEqual({ name, faults: [] });
  }
  expect(faults).toEqual([]);
});

test("the first view can be used at once, and only later parts are fetched later", async () => {
  const { page } = await openPage(browser, [server.url], { viewport: DESK });
  await page.goto(server.url);
  await page.waitForSelector("figure.auction svg");
  const marks = 'performance.getEntriesByName("interactive")[0].startTime';
  const ms = await page.evaluate<number>(marks);
  keepFigure("interactive", `explorer: interactive ${Math.round(ms)} ms after it was asked for`);
  const scripts = 'performance.getEntriesByType("resource").map(({ name }) => name)';
  const fetched = await page.evaluate<string[]>(scripts);
  expect(fetched.filter((name) => /(place|verify|signers|client)-/.test(name))).toEqual([]);
});

test("the timeline moves with the exchange, and says what was traded", async () => {
  const { page, faults } = await openPage(browser, [server.url], { viewport: DESK });
  await page.goto(server.url);
  const newest = page.locator("table.batches tbody tr").first();
  await newest.getByText("Collecting").waitFor();
  expect(await newest.locator("th").textContent()).toBe("40");
  expect(await newest.locator("[role=timer]").textContent()).toMatch(/^\d+\.\d s$/);
  server.advance();
  await page.locator("table.batches tbody tr.live th", { hasText: "41" }).waitFor();
  const settled = page.locator("table.batches tbody tr", {
    has: page.getByText("37", { exact: true }),
  });
  await settled.getByText("Settled").waitFor();
  const auction = exchange.auctions.get(37);
  await page.locator(`svg.curves[data-tick="${auction?.tick}"]`).waitFor();
  expect(await page.locator("[aria-live=polite].unseen").textContent()).toMatch(
    /^Batch 37: .* at /,
  );
  expect(faults).toEqual([]);
});

test("the curves tell the auction's price, volume and who was rationed", async () => {
  const { page } = await openPage(browser, [server.url], { viewport: DESK });
  const auction = exchange.auctions.get(29)!;
  await page.goto(`${server.url}/#/batch/29/market/0`);
  const curves = page.locator("svg.curves");
  await curves.waitFor();
  expect(await curves.getAttribute("data-tick")).toBe(String(auction.tick));
  expect(await curves.getAttribute("data-volume")).toBe(String(auction.volume));
  const price = (auction.tick / 100).toFixed(2);
  expect(await curves.getAttribute("aria-label")).toContain(`cross at ${price}`);
  await page.getByText("Who was rationed").click();
  const rows = page.locator("details[open] tbody tr");
  expect(await rows.count()).toBe(auction.rationed?.orders.length);
  await page.getByText("The curves as a table").click();
  await page.locator("tr.marked th", { hasText: price }).waitFor();
});

test("the theme is the reader's, and is remembered", async () => {
  const { page } = await openPage(browser, [server.url], { colorScheme: "dark" });
  await page.goto(server.url);
  const theme = () => page.evaluate<string>("document.documentElement.dataset.theme");
  expect(await theme()).toBe("dark");
  await page.getByRole("button", { name: "Light theme" }).click();
  expect(await theme()).toBe("light");
  await page.reload();
  await page.getByRole("button", { name: "Dark theme" }).waitFor();
  expect(await theme()).toBe("light");
});

test("an exchange that goes away and comes back is told, and the page goes on", async () => {
  const { page } = await openPage(browser, [server.url], { viewport: DESK });
  await page.goto(server.url);
  await page.waitForSelector("figure.auction svg");
  const { port } = new URL(server.url);
  await server.stop();
  await page.getByText("The exchange does not answer.").waitFor();
  await page.waitForSelector("figure.auction svg");
  await screenshot(page, "away");
  exchange.advance();
  server = await serveScripted(exchange, Number(port));
  await page.getByText("The exchange does not answer.").waitFor({ state: "hidden" });
  await page.locator("table.batches tbody tr.live th", { hasText: "41" }).waitFor();
  server.advance();
  await page.locator("table.batches tbody tr.live th", { hasText: "42" }).waitFor();
});

test("a sequencer that stands still says why", async () => {
  exchange.halted = "the disk is full";
  const { page } = await openPage(browser, [server.url]);
  await page.goto(server.url);
  await page.getByText("The sequencer stands still: the disk is full").waitFor();
});

test("an account is found by its number and by its signer, by keys alone", async () => {
  const { page, faults } = await openPage(browser, [server.url], { viewport: DESK });
  await page.goto(`${server.url}/#/account`);
  await page.locator("#who").focus();
  await page.keyboard.type("nonsense");
  await page.keyboard.press("Enter");
  await page.getByText("Give an account's number, or an address").waitFor();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(`0x${"7c".repeat(20)}`);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Account 5" }).waitFor();
  expect(await page.evaluate<string>("document.activeElement.textContent")).toBe("Account 5");
  expect(faults).toEqual([]);
});

test("the look at a page for all readers sees what is amiss", async () => {
  const { page } = await openPage(browser, [server.url], { viewport: DESK });
  await page.goto(`${server.url}/#/account/5`);
  await page.waitForSelector("text=Placed 0.500 ETH");
  await page.evaluate(`
    document.querySelector("caption").remove();
    document.querySelector("tbody td").style.color = "#999999";
    document.querySelector("h2").id = "orders";
    document.querySelector("main button").setAttribute("aria-label", "");
    document.querySelector("main button").textContent = "";
    document.querySelector("main").style.width = "3000px";
  `);
  const found = (await audit(page)).join("\n");
  for (const fault of [
    /no caption/,
    /contrast/,
    /id used twice/,
    /no name/,
    /names no element/,
    /sideways/,
  ])
    expect(found).toMatch(fault);
});
