import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const room = (path: string): string => fileURLToPath(new URL(`../${path}/$1.ts`, import.meta.url));

/** Builds the explorer into dist/web; everything it needs lies there, nothing comes from elsewhere. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  cacheDir: "../.cache/vite",
  logLevel: "warn",
  publicDir: "public",
  resolve: {
    alias: [
      { find: /^#protocol\/(.*)$/, replacement: room("circuits-free-verifier/protocol") },
      { find: /^#l1\/(.*)$/, replacement: room("circuits-free-verifier/l1") },
    ],
  },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2022",
    // The server's policy lets no script run but the files themselves.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
