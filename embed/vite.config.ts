import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { compressBuild } from "../web/compress-build.ts";
import { limitSize } from "./limit-size.ts";
import { packHost } from "./pack-host.ts";

// One module for a host's page, beside the pages the server sends: `<script type="module" src=".../embed/stoa-marketplace.js">`.
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [limitSize(), packHost(), compressBuild()],
  build: {
    target: "es2023",
    outDir: fileURLToPath(new URL("../web/dist/embed", import.meta.url)),
    emptyOutDir: true,
    lib: { entry: "index.ts", formats: ["es"], fileName: () => "stoa-marketplace.js" },
  },
});
