import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { type Hex, hexToBigInt, type TypedDataDefinition } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { SIDE } from "../../circuits-free-verifier/protocol/constants.ts";
import type { Auction, BalanceProof, Status } from "../../client/types.ts";
import {
  closeAll,
  hasBrowser,
  launch,
  needBrowser,
  openPage,
  screenshot,
  type Watched,
} from "./browser.ts";
import { openWebWorld, type WebWorld } from "./webWorld.ts";

/** The explorer on a real devnet: orders sealed in the browser, proofs checked in it. */

let browser: Browser;
let world: WebWorld;
beforeAll(async () => {
  if (!hasBrowser) return;
  browser = await launch();
  world = await openWebWorld();
  const rest = { kind: "place", market: 0, expiry: 0 } as const;
  await world.make([
    { ...rest, side: SIDE.sell, tick: 10_150, lots: 5_000 },
    { ...rest, side: SIDE.buy, tick: 10_100, lots: 5_000 },
  ]);
});
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await world.close();
});
beforeEach(({ skip }) => needBrowser(skip));
afterEach(async ({ task }) => {
  if (hasBrowser) await closeAll(browser, task);
});

const DESK = { width: 1_280, height: 900 };

const open = (): Promise<Watched> =>
  openPage(browser, [world.url, new URL(world.network.devnet.url).origin], {
    viewport: DESK,
  });

async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(`${world.url}${path}`);
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
}

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  const MOST = 80;
  for (let presses = 0; presses < MOST; presses++) {
    await page.keyboard.press("Tab");
    const there = `document.activeElement.matches(${JSON.stringify(selector)})`;
    if (await page.evaluate<boolean>(there)) return;
  }
  expect.fail(`${selector} is not reached by ${MOST} presses of Tab`);
}

test("an order is placed by keys alone, sealed in the browser, and filled at the batch's price", async () => {
  const { page, faults } = await open();
  const { account, privateKey } = world.visitor;
  await page.goto(`${world.url}/#devnet-key=${privateKey}`);
  await page.getByText(`Signing for account ${account}`).waitFor();
  expect(page.url()).not.toContain(privateKey.slice(2));
  await tabTo(page, "#price");
  await page.keyboard.type("101.505");
  await page.getByText("a multiple of 0.01: 101.5 or 101.51").waitFor();
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Tab");
  await page.keyboard.type("0.2");
  await page.getByText("Sets 20.31015 DUSD aside").waitFor();
  await tabTo(page, "form.order button[type=submit]");
  await page.keyboard.press("Enter");
  await page.getByText("The sequencer's receipt is signed and kept.").waitFor();
  await page.getByText("Filled: 0.200 ETH.").waitFor();
  const batch = page.locator("ul.sent a");
  const [, slot] = /(\d+)/.exec((await batch.textContent()) ?? "") ?? [];
  const auction = await ask<Auction>(`/v1/batches/${slot}/markets/0`);
  await batch.click();
  await page.locator("svg.curves").waitFor();
  expect(await page.locator("svg.curves").getAttribute("data-tick")).toBe(String(auction.tick));
  expect(auction.tick).toBe(10_150);
  expect(auction.volume).toBe(200);
  await page.getByText("the one order there was filled in part").waitFor();
  await screenshot(page, "filled");
  expect(faults).toEqual([]);
});

test("receipts are kept in the browser and can be saved for `walras receipt check`", async () => {
  const { page } = await open();
  const { account, privateKey } = world.visitor;
  await page.goto(`${world.url}/#devnet-key=${privateKey}`);
  await page.getByText(`Signing for account ${account}`).waitFor();
  await page.locator("#price").fill("90.00");
  await page.locator("#quantity").fill("0.001");
  // Who clicks twice means one order.
  await page.getByRole("button", { name: "Seal and send" }).dblclick();
  await page.getByText("Not filled; 0.001 ETH rest in the book.").waitFor();
  expect(await page.locator("ul.sent > li").count()).toBe(1);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download receipts" }).click();
  const lines = readFileSync(await (await saving).path(), "utf8")
    .trimEnd()
    .split("\n");
  const [head, receipt] = lines.map((line) => JSON.parse(line));
  expect(lines).toHaveLength(2);
  expect(head.settlement).toBe(world.network.settlement);
  expect(receipt.receipt).toMatch(/^0x[0-9a-f]{214}$/);
});

test("a wallet of the browser signs, and refuses like one", async () => {
  const { page } = await open();
  const { account, privateKey } = world.visitor;
  const signer = privateKeyToAccount(privateKey);
  let willing = false;
  await page.exposeFunction("walletCall", async (method: string, params: string[]) => {
    if (method === "eth_requestAccounts") return [signer.address];
    if (method !== "eth_signTypedData_v4") return await relay(method, params);
    if (!willing) throw new Error("the person said no");
    return await signer.signTypedData(typedData(params[1] ?? ""));
  });
  await page.addInitScript(INJECTED_WALLET);
  await page.goto(world.url);
  await page.getByRole("button", { name: "Sign with Test wallet" }).click();
  await page.getByText(`Signing for account ${account}`).waitFor();
  await page.getByText("Sell ETH").click();
  await page.locator("#price").fill("101.00");
  await page.locator("#quantity").fill("0.3");
  await page.getByRole("button", { name: "Seal and send" }).click();
  await page.getByText("the person said no").waitFor();
  willing = true;
  await page.getByRole("button", { name: "Seal and send" }).click();
  await page.getByText("Filled: 0.300 ETH.").waitFor();
});

/** Announces itself as EIP-6963 has it; every call goes to the test. */
const INJECTED_WALLET = `
  const provider = {
    request: ({ method, params = [] }) => walletCall(method, params),
    on() {},
    removeListener() {},
  };
  const info = { uuid: "1", name: "Test wallet", icon: "", rdns: "test" };
  const detail = Object.freeze({ info, provider });
  addEventListener("eip6963:requestProvider", () =>
    dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail })));
`;

async function relay(method: string, params: readonly unknown[]): Promise<unknown> {
  const { client } = world.network;
  return await client.request({ method, params } as Parameters<typeof client.request>[0]);
}

/** Numbers beyond 2^53 come as text. */
function typedData(text: string): TypedDataDefinition {
  const data = JSON.parse(text);
  const { EIP712Domain: _, ...types } = data.types;
  return { ...data, types };
}

test("a key that is none, or that has no account, is refused", async () => {
  const { page } = await open();
  await page.goto(world.url);
  await page.locator("#key").fill("12");
  await page.getByRole("button", { name: "Use", exact: true }).click();
  await page.getByText("64 hex digits").first().waitFor();
  await page.locator("#key").fill("11".repeat(32));
  await page.getByRole("button", { name: "Use", exact: true }).click();
  await page.getByText("no account on this exchange").waitFor();
  await page.getByRole("button", { name: "Seal and send" }).click();
  await page.getByText("Give a price and a quantity").waitFor();
});

async function claimed(): Promise<void> {
  for (;;) {
    const { tip } = await ask<Status>("/v1/status");
    if (tip.index > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

test("balances and orders are verified in the browser against L1", async () => {
  await claimed();
  const { page, faults } = await open();
  await page.goto(`${world.url}/#/account/${world.maker.account}`);
  await page.getByRole("button", { name: "Verify balance in ETH in the browser" }).click();
  await page.getByText(/Proven: .* ETH available to account/).waitFor();
  expect(await page.locator(".checks li.passed").count()).toBe(5);
  await page.getByRole("button", { name: /^Verify order 0-buy-10100-\d+ in the browser$/ }).click();
  await page.getByText(/Proven: An order of account \d+ with \d\.\d+ ETH left/).waitFor();
  await screenshot(page, "verified");
  expect(faults).toEqual([]);
});

const flipped = (hex: string): Hex =>
  `0x${(hexToBigInt(hex as Hex) ^ 1n).toString(16).padStart(64, "0")}`;

const LIES: readonly (readonly [string, (proof: BalanceProof) => BalanceProof, RegExp])[] = [
  ["another balance", (proof) => ({ ...proof, available: proof.available + 1 }), /available in/],
  ["another leaf", (proof) => ({ ...proof, leaf: flipped(proof.leaf) }), /state root over/],
  [
    "another sibling",
    (proof) => ({
      ...proof,
      siblings: [flipped(proof.siblings[0] ?? "0x"), ...proof.siblings.slice(1)],
    }),
    /state root over/,
  ],
  ["another place", (proof) => ({ ...proof, gindex: proof.gindex + 1 }), /place of the balance/],
  [
    "another claim",
    ({ root, ...proof }) => ({
      ...proof,
      root: { ...root, claim: root.claim && { ...root.claim, postedAt: root.claim.postedAt + 1 } },
    }),
    /hash of claim/,
  ],
  [
    "a root that is not final yet",
    ({ root, ...proof }) => ({ ...proof, root: { ...root, at: "final" } }),
    /final on L1/,
  ],
  ["no leaf at all", (proof) => ({ ...proof, leaf: "0x" as Hex }), /32 bytes in hex/],
];

test("proofs that lie are refused, each with its reason", async () => {
  await claimed();
  const { page } = await open();
  await page.goto(`${world.url}/#/account/${world.maker.account}`);
  const verify = page.getByRole("button", { name: "Verify balance in ETH in the browser" });
  const path = "**/v1/accounts/*/balances/*/proof*";
  for (const [what, lie, reason] of LIES) {
    await page.route(path, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: lie(await answer.json()) });
    });
    await verify.click();
    await page.getByText("Refused: this is not what L1 holds.").waitFor();
    expect(await page.locator(".checks li.failed").textContent(), what).toMatch(reason);
    await page.unroute(path);
    await verify.click();
    await page.getByText("Proven:").waitFor();
  }
});
