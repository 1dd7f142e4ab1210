import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { VECTOR_FILES } from "./generate.ts";
import { format } from "./source.ts";

// `npm run vectors` runs this file with --update, which writes the files instead of comparing them.
test.each(Object.entries(VECTOR_FILES))(
  "%s is what its generator writes",
  async (file, generate) => {
    await expect(format(generate())).toMatchFileSnapshot(`./${file}`);
  },
  180_000,
);

test("every vector file has a generator", () => {
  const written = readdirSync(new URL(".", import.meta.url)).filter((name) =>
    name.endsWith(".json"),
  );
  expect(written.sort()).toEqual(Object.keys(VECTOR_FILES).sort());
});
