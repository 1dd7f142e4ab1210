import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  type Browser,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium,
  type Page,
} from "playwright-core";
import { expect } from "vitest";

/** Debian's Chromium, or another one by its path. */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const SCREENSHOTS = fileURLToPath(new URL("../../.cache/screenshots/", import.meta.url));
/** Time for a slow machine; nothing waits for it. */
const PATIENCE_MS = 60_000;
const AUDIT = new URL("../web/audit.js", import.meta.url);

export const hasBrowser = existsSync(CHROMIUM);

/** Without a browser these tests say nothing, which only a machine that is no judge may let pass. */
export function needBrowser(skip: (note: string) => never): void {
  if (hasBrowser) return;
  const note = `${CHROMIUM} is not installed (Debian: apt-get install chromium)`;
  if (process.env["CI"]) expect.fail(note);
  process.stdout.write(`skipped: ${note}\n`);
  skip(note);
}

export async function launch(): Promise<Browser> {
  return await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

/** A page, and what went wrong in it: errors thrown, errors written to the console, requests to elsewhere. */
export interface Watched {
  readonly page: Page;
  readonly faults: string[];
}

/** @param origins that the page may ask */
export async function openPage(
  browser: Browser,
  origins: readonly string[],
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !isBatchOver(message))
      faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    const isLocal = protocol === "blob:" || protocol === "data:";
    if (!isLocal && !origins.includes(origin)) faults.push(`asked: ${request.url()}`);
  });
  return { page, faults };
}

/** Keeps what the page looks like, for people. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png`, fullPage: true });
}

/** Tells what was measured, and keeps it beside the screenshots; nothing is judged by it. */
export function keepFigure(name: string, line: string): void {
  mkdirSync(SCREENSHOTS, { recursive: true });
  writeFileSync(`${SCREENSHOTS}${name}.txt`, `${line}\n`);
  process.stdout.write(`${line}\n`);
}

/** Closes the pages of a test; if it failed, what they looked like is kept. */
export async function closeAll(
  browser: Browser,
  { name, result }: { readonly name: string; readonly result?: { readonly state: string } },
): Promise<void> {
  for (const context of browser.contexts()) {
    const failed = result?.state === "fail" ? context.pages() : [];
    for (const page of failed) await screenshot(page, `failed ${name.replaceAll("/", " ")}`);
    await context.close();
  }
}

/** What the page denies to some of its readers. */
export async function audit(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`{${readFileSync(AUDIT, "utf8")}}`);
}

/** An envelope came as its batch ended: the browser writes the refusal down, and the next batch takes the order. */
const isBatchOver = (message: ConsoleMessage): boolean =>
  message.location().url.endsWith("/v1/envelopes") && /status of (409|503)/.test(message.text());
