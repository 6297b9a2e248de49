import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";

const assets: [name: string, type: string, url: URL][] = [
  ["style.css", "text/css; charset=utf-8", new URL("../public/style.css", import.meta.url)],
  ["copy.js", "text/javascript; charset=utf-8", new URL("../public/copy.js", import.meta.url)],
  ["mark.svg", "image/svg+xml", new URL("../public/mark.svg", import.meta.url)],
  ["inter.woff2", "font/woff2", new URL(import.meta.resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"))],
];

export function serveAssets(app: FastifyInstance): void {
  for (const [name, type, url] of assets) {
    const content = readFileSync(url);
    app.get(`/assets/${name}`, (_request, reply) => reply.type(type).header("cache-control", "public, max-age=300").send(content));
  }
}
