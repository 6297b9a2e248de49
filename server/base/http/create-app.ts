import swagger from "@fastify/swagger";
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { ErrorBody } from "@stoa/contract";
import Fastify, { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { newId } from "../ids.ts";
import { realClock } from "../clock.ts";
import type { Log } from "../log.ts";
import { dropUndeclared } from "./drop-undeclared.ts";
import { mapError } from "./map-error.ts";
import { measureRequests } from "./measure-requests.ts";
import { refuseStrangers, type AddressRules } from "./refuse-strangers.ts";
import { refuseUnkeptText } from "./refuse-unkept-text.ts";

export interface AppOptions {
  log: Log;
  addresses: AddressRules;
  trustedProxies: string[];
  tls?: { cert: string; key: string };
  /** Answers a browser at an address that no route has: the pages' own addresses. */
  page?: PageAnswer | undefined;
}

/** Sends the page with the headers its address needs. */
export type PageAnswer = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

const machinePaths = /^\/(?:v1|git|hooks|embed|assets|pages)(?:\/|$)/;

/** Browsers ask for pages by name. The address that is printed at the start answers whoever asks, and whoever looks whether it is up. */
function wantsPage({ method, url, headers: { accept = "*/*" } }: FastifyRequest): boolean {
  if ((method !== "GET" && method !== "HEAD") || machinePaths.test(url)) return false;
  return accept.includes("text/html") || (/^\/(?:\?|$)/.test(url) && accept.includes("*/*"));
}

/** The HTTP server without routes: errors mapped, strangers refused, requests measured, OpenAPI 3.1 gathered at `/openapi.json`. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newId(realClock),
    trustProxy: options.trustedProxies.length > 0 ? options.trustedProxies : false,
    bodyLimit: 1_048_576,
    // What the router cannot read never comes as far as the error handler.
    frameworkErrors: mapError,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    ...(options.tls ? { https: options.tls } : {}),
  }) as unknown as FastifyInstance;
  app.withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data)); // fast-json-stringify drops fields of intersections
  app.setErrorHandler(mapError);
  app.setNotFoundHandler((request: FastifyRequest, reply) => {
    if (options.page && wantsPage(request)) return options.page(request, reply);
    return reply.code(404).send({
      error: {
        code: "not_found",
        what: `There is nothing at ${request.method} ${request.url.split("?")[0] ?? ""}.`,
        fix: "See /openapi.json for what there is.",
        trace: request.id,
      },
    });
  });
  app.addSchema(ErrorBody);
  refuseStrangers(app, options.addresses);
  refuseUnkeptText(app);
  dropUndeclared(app);
  measureRequests(app);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Stoa",
        version: "1",
        description: "The HTTP API of a Stoa deployment. Every path begins with the scope it speaks for.",
      },
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      security: [{ token: [] }],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) => (typeof json["$id"] === "string" ? json["$id"] : `def-${index}`),
    },
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
  return app;
}
