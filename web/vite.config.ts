import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const formPart = (name: string) => fileURLToPath(new URL(`./parts/config-form/${name}`, import.meta.url));

// JSON Forms carries ajv, which compiles schemas with `new Function`; the page's policy forbids that and the server validates.
export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react()],
  define: { "import.meta.env.STOA_GALLERY": JSON.stringify(mode === "gallery" || mode === "development") },
  resolve: {
    alias: [
      { find: /^ajv$/, replacement: formPart("validator-without-eval.ts") },
      { find: /^ajv-formats$/, replacement: formPart("no-formats.ts") },
    ],
  },
  build: { target: "es2023", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 400 },
  server: { proxy: { "/v1": "http://127.0.0.1:4400" } },
}));
