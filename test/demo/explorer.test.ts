import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtPage } from "../../demo/explorer.ts";

test("the demo serves the explorer that was built, from the sources too", () => {
  const page = builtPage() ?? expect.fail("a built explorer; npm run build");
  expect(existsSync(join(page, "index.html"))).toBe(true);
  expect(existsSync(join(page, "main.tsx"))).toBe(false);
});
