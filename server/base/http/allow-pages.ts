import type { FastifyInstance } from "fastify";

const answered = /^\/(?:v1|embed)\//;
const allowed = {
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
  "access-control-allow-headers": "authorization, content-type",
  "access-control-max-age": "600",
};

/**
 * Lets pages of registered origins call the API from a browser. Never with cookies: they send a bearer token they were given, so a page
 * gains nothing that its server could not do.
 */
export function allowPages(app: FastifyInstance, mayCall: (origin: string) => Promise<boolean>): void {
  app.addHook("onRequest", async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined || !answered.test(request.url)) return;
    void reply.header("vary", "origin");
    if (!(await mayCall(origin))) return;
    void reply.header("access-control-allow-origin", origin);
    if (request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined)
      return reply.headers(allowed).code(204).send();
  });
}
