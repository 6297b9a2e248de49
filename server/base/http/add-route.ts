import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Type, type Static, type TObject, type TSchema } from "typebox";
import type { IdKind } from "@stoa/contract";
import { readId } from "@stoa/contract";
import type { Clock } from "../clock.ts";
import type { Ctx } from "../ctx.ts";
import type { Db } from "../db/index.ts";
import { notFound, StoaError } from "../errors.ts";
import type { KeyRing } from "../keys.ts";
import type { Log } from "../log.ts";
import type { Actor, Scope } from "../scope.ts";
import { endWithAccess } from "./end-with-access.ts";
import { FairTurns } from "./fair-turns.ts";
import { readLanguages } from "./read-languages.ts";
import { isGone } from "./when-gone.ts";

export type ScopeKind = "customer" | "publisher" | "side" | "operator";

/** Who asks and for which tenant; handed in by the wiring, answered by the room identity. @throws StoaError unauthenticated, forbidden */
export type Authorize = (
  request: FastifyRequest,
  target: { kind: ScopeKind; id: string | undefined },
) => Promise<{ scope: Scope; actor: Actor }>;

export interface RouteDeps {
  app: FastifyInstance;
  db: Db;
  clock: Clock;
  log: Log;
  keys: KeyRing;
  authorize: Authorize;
}

export interface RouteInput<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface RouteSpec<P extends TObject, Q extends TSchema, B extends TSchema, R extends TSchema> {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the scope's prefix: `/runs/:runId`. */
  path: string;
  /** Registered once under each: `/v1/customers/:customerId`, `/v1/publishers/:publisherId`, `/v1/sides/:sideId`, `/v1/operator`. */
  scopes: readonly ScopeKind[];
  /** The audit verb its transaction writes, or why it writes none. */
  audit: string | { none: string };
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  /** The answer's schema; a stream or file answers through `reply` and leaves this out. */
  response?: R;
  status?: number;
  bodyLimit?: number;
  /** Asking uses something up: there is no HEAD of it. */
  spends?: boolean;
  handle(ctx: Ctx, input: RouteInput<Static<P>, Static<Q>, Static<B>>): Promise<Static<R> | FastifyReply>;
}

const prefixes: Record<ScopeKind, { path: string; param: string | undefined; idKind: IdKind | undefined }> = {
  customer: { path: "/v1/customers/:customerId", param: "customerId", idKind: "customer" },
  publisher: { path: "/v1/publishers/:publisherId", param: "publisherId", idKind: "publisher" },
  side: { path: "/v1/sides/:sideId", param: "sideId", idKind: "side" },
  operator: { path: "/v1/operator", param: undefined, idKind: undefined },
};

const turns = new FairTurns();

/** A program of a tenant begins in this process: whoever asks much meanwhile is not alone. */
export const hearOf = (tenant: string): void => turns.hear(tenant);

/** Registers one endpoint under each scope it serves: authorise, validate, make the ctx, call the handler. */
export function addRoute<P extends TObject, Q extends TSchema, B extends TSchema, R extends TSchema>(
  deps: RouteDeps,
  spec: RouteSpec<P, Q, B, R>,
): void {
  for (const kind of spec.scopes) {
    const prefix = prefixes[kind];
    deps.app.route({
      method: spec.method,
      ...(spec.spends ? { exposeHeadRoute: false } : {}),
      url: prefix.path + spec.path,
      ...(spec.bodyLimit === undefined ? {} : { bodyLimit: spec.bodyLimit }),
      schema: routeSchema(spec, kind),
      onSend: async (request, _reply, payload) => {
        if (payload instanceof Readable) endWithAccess(payload, () => scopedCtx(deps, request, targetOf(request, kind)));
        return payload;
      },
      handler: async (request, reply) => {
        const target = targetOf(request, kind);
        const tenant = target.id ?? kind;
        // An unknown token hears of the full line, too: to know that it is unknown would cost the transaction that is spared.
        turns.refuseWhenFull(tenant);
        const ctx = await scopedCtx(deps, request, target);
        const leave = await turns.enter(tenant, () => isGone(request, reply));
        if (!leave) throw new StoaError("rate_limited", "Whoever asked this left before its turn.");
        try {
          const answer = await spec.handle(ctx, {
            params: request.params as Static<P>,
            query: request.query as Static<Q>,
            body: request.body as Static<B>,
            request,
            reply,
          });
          if (answer === reply || reply.sent) return reply;
          return reply.code(spec.status ?? 200).send(answer);
        } finally {
          leave();
        }
      },
    });
  }
}

type Target = Parameters<Authorize>[1];

function targetOf(request: FastifyRequest, kind: ScopeKind): Target {
  const { param, idKind } = prefixes[kind];
  const shown = param === undefined ? undefined : (request.params as Record<string, string>)[param];
  const id = shown === undefined || idKind === undefined ? undefined : readId(idKind, shown);
  if (param !== undefined && id === undefined) throw notFound(kind);
  return { kind, id };
}

async function scopedCtx(deps: RouteDeps, request: FastifyRequest, target: Target): Promise<Ctx> {
  const { scope, actor } = await deps.authorize(request, target);
  if (actor.kind === "token" && actor.readOnly && request.method !== "GET" && request.method !== "HEAD") throw readsOnly();
  const languages = readLanguages(request.headers["accept-language"]);
  return { scope, actor, db: deps.db, clock: deps.clock, log: deps.log, keys: deps.keys, trace: request.id, languages };
}

function readsOnly(): StoaError {
  return new StoaError("forbidden", {
    what: "This token only reads: whoever signed in with it may make no tokens.",
    fix: "Do it in the console, or ask an owner for a token: stoa token create.",
  });
}

function routeSchema<P extends TObject, Q extends TSchema, B extends TSchema, R extends TSchema>(
  spec: RouteSpec<P, Q, B, R>,
  kind: ScopeKind,
): object {
  return {
    summary: spec.summary,
    tags: [kind],
    params: Type.Object({ ...prefixParams(kind), ...spec.params?.properties }),
    ...(spec.query ? { querystring: spec.query } : {}),
    ...(spec.body ? { body: spec.body } : {}),
    response: { ...(spec.response ? { [spec.status ?? 200]: spec.response } : {}), default: Type.Ref("Error") },
  };
}

/** The id of the scope stands in the address beside the endpoint's own. */
function prefixParams(kind: ScopeKind): Record<string, TSchema> {
  const { param } = prefixes[kind];
  return param === undefined ? {} : { [param]: Type.String() };
}
