import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { compressBuild } from "./compress-build.ts";
import { buildConnect } from "./connect/build-connect.ts";
import { listAhead } from "./list-ahead.ts";

const validator = fileURLToPath(new URL("./parts/config-form/validator-without-eval.ts", import.meta.url));
const noFormats = fileURLToPath(new URL("./parts/config-form/no-formats.ts", import.meta.url));

const common =
  /\/node_modules\/(@mantine|@tabler|@tanstack)\/|\/web\/(parts\/[^/]+|parts\/format\/[^/]+|words\/[^/]+|api\/[^/]+|places\/place)\.tsx?$/;

// JSON Forms carries ajv, which compiles schemas with `new Function`; the page's policy forbids that and the server validates.
export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), buildConnect(), listAhead(), compressBuild()],
  define: { "import.meta.env.STOA_GALLERY": JSON.stringify(mode === "gallery" || mode === "development") },
  resolve: {
    alias: [
      { find: /^ajv$/, replacement: validator },
      { find: /^ajv-formats$/, replacement: noFormats },
    ],
  },
  build: {
    target: "es2023",
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
    // What nearly every page shows is one file: forty of a few hundred bytes each pack worse.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "common", test: common, minShareCount: 25, includeDependenciesRecursively: false }] } },
    },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:4400" } },
}));
