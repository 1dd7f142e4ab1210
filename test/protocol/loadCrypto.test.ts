import { expect, test, vi } from "vitest";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";

vi.mock("../../circuits-free-verifier/crypto/native.ts", () => ({
  createNativeCrypto: () => {
    throw new TypeError("no binary for this machine\nat some place");
  },
}));

const WARNING =
  "walras: native cryptography is not available (no binary for this machine); using slower JavaScript";

test("loading falls back to plain JavaScript and says so in one line", async () => {
  const lines: string[] = [];
  const crypto = await loadCrypto((line) => lines.push(line));
  expect(crypto.name).toBe("pure");
  expect(lines).toEqual([WARNING]);
});

test("the warning goes to stderr unless it is taken elsewhere", async () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await loadCrypto();
  expect(write.mock.calls).toEqual([[`${WARNING}\n`]]);
  write.mockRestore();
});
