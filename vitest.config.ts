import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Aliases rather than the "walras-source" condition: Vitest would hand a condition down to every thread and
// child process that a test starts, and plain Node cannot load the TypeScript which it then resolves to.
const room = (path: string): string => fileURLToPath(new URL(`${path}/$1.ts`, import.meta.url));
const alias = [
  { find: /^#protocol\/(.*)$/, replacement: room("circuits-free-verifier/protocol") },
  { find: /^#l1\/(.*)$/, replacement: room("circuits-free-verifier/l1") },
];

export default defineConfig({
  resolve: { alias },
  test: {
    pool: "forks",
    retry: 0,
    passWithNoTests: false,
    reporters: process.env["CI"]
      ? ["default", ["json", { outputFile: ".cache/vitest.json" }]]
      : ["default"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**"],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
