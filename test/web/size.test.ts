import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";

/** What a reader must fetch, of the page as it was built (npm run build). */

const WEB = new URL("../../dist/web/", import.meta.url);
const MOST_SCRIPT = 150_000;
/** Of the first view, without charts, keys and proofs, which are fetched when they are used. */
const MOST_FIRST = 40_000;
const MOST_STYLE = 10_000;

const assets = readdirSync(new URL("assets/", WEB));
const page = readFileSync(new URL("index.html", WEB), "utf8");
const sizeOf = (name: string): number =>
  gzipSync(readFileSync(new URL(`assets/${name}`, WEB)), { level: 9 }).length;
const total = (names: readonly string[]): number =>
  names.reduce((sum, name) => sum + sizeOf(name), 0);

describe("the built page", () => {
  test(`has less than ${MOST_SCRIPT} bytes of script, compressed`, () => {
    const scripts = assets.filter((name) => name.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(3);
    expect(total(scripts)).toBeLessThan(MOST_SCRIPT);
  });

  test("loads little before its first view", () => {
    const first = [...page.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(
      ([, name]) => name ?? "",
    );
    expect(first).not.toEqual([]);
    expect(total(first)).toBeLessThan(MOST_FIRST);
    const styles = assets.filter((name) => name.endsWith(".css"));
    expect(total(styles)).toBeLessThan(MOST_STYLE);
  });

  test("holds no script or style within the page, and names nothing elsewhere", () => {
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});
