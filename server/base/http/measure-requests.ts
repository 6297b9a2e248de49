import type { FastifyInstance } from "fastify";
import { Histogram, register } from "prom-client";

const seconds = new Histogram({
  name: "stoa_http_request_seconds",
  help: "Time from request to response by route and status.",
  labelNames: ["method", "route", "status"],
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
});

/** Observes every request under its route pattern (never the address, which may carry ids) and serves `/metrics`. */
export function measureRequests(app: FastifyInstance): void {
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    seconds.labels(request.method, route, String(reply.statusCode)).observe(reply.elapsedTime / 1000);
  });
  app.get("/metrics", { schema: { hide: true } }, async (_request, reply) => {
    await reply.type(register.contentType).send(await register.metrics());
  });
}
