import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** The built pages' files, in the form the build packed for who takes it; what a digest names never changes. */
export async function serveAssets(app: FastifyInstance, appRoot: string): Promise<void> {
  const root = join(appRoot, "web", "dist");
  if (!existsSync(root)) return;
  const element = join(root, "embed/");
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    index: false,
    cacheControl: false,
    preCompressed: true,
    globIgnore: ["index.html", "connect.js", "ahead.json", "**/*.gz", "**/*.br"],
    setHeaders: (reply, path) => {
      void reply.header("cache-control", path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
      void reply.header("vary", "accept-encoding");
      // A page of any origin may load the element: it holds no secret, and shows why where it may not draw the frame.
      if (path.startsWith(element))
        void reply.header("access-control-allow-origin", "*").header("cross-origin-resource-policy", "cross-origin");
    },
  });
}
