import type { FastifyReply, FastifyRequest } from "fastify";
import type { Readable } from "node:stream";
import { StoaError, type Ctx } from "../../../base/index.ts";
import type { RouteDeps } from "../../../base/http/index.ts";
import { findIntegrationByPath } from "../../catalog/index.ts";
import type { BuildPlace } from "../deps.ts";
import { recordPush } from "../record-push.ts";
import { requirePublisher } from "../scope.ts";
import type { BuildRow } from "../store/builds.ts";
import { callBackend, type BackendRequest } from "./http-backend.ts";
import { addProgress, readPushHead, refusePush, type PushHead } from "./pkt-line.ts";
import { ensureRepository } from "./repository.ts";
import { collect } from "./run-git.ts";
import { readStart, spoolBody, type SpooledBody } from "./spool-body.ts";

export interface GitRouteDeps extends RouteDeps {
  place: BuildPlace;
}

interface RepositoryParams {
  publisherSlug: string;
  repository: string;
}

type Service = BackendRequest["service"];

/**
 * Git's smart HTTP at `/git/<publisher>/<integration>.git`. The API token is the password of HTTP basic, any user name; a token in
 * an address is refused, since addresses are written to logs. git-http-backend(1) does the rest.
 */
export function gitRoutes(deps: GitRouteDeps): void {
  const types = ["application/x-git-upload-pack-request", "application/x-git-receive-pack-request"];
  const hidden = { schema: { hide: true } };
  // Of these addresses alone: to others a stream would be an object that fits their schema.
  void deps.app.register(async (app) => {
    app.addContentTypeParser(types, (_request, payload, done) => done(null, payload));
    app.get("/git/:publisherSlug/:repository/info/refs", hidden, (request, reply) => answer(reply, () => advertise(deps, request, reply)));
    app.post("/git/:publisherSlug/:repository/git-upload-pack", hidden, (request, reply) =>
      answer(reply, () => upload(deps, request, reply)),
    );
    app.post("/git/:publisherSlug/:repository/git-receive-pack", hidden, (request, reply) =>
      answer(reply, () => receive(deps, request, reply)),
    );
  });
}

/** Git shows a plain text to whoever pushes, not our JSON. */
async function answer(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoaError)) throw error;
    if (error.status === 401) void reply.header("www-authenticate", 'Basic realm="Stoa: any name, an API token as password"');
    return reply.code(error.status).type("text/plain; charset=utf-8").send(`${error.message} ${error.fix}\n`);
  }
}

interface Opened {
  ctx: Ctx;
  integrationId: string;
  repository: string;
}

async function open(deps: GitRouteDeps, request: FastifyRequest): Promise<Opened> {
  const query = request.query as Record<string, string>;
  if (Object.keys(query).some((name) => name !== "service")) {
    throw new StoaError("invalid_input", {
      what: "This address takes no token or other words after the question mark.",
      fix: "Revoke a token that stood there: it is in logs now. Use a credential helper: `stoa push` sets one.",
    });
  }
  if (request.headers.authorization === undefined)
    throw new StoaError("unauthenticated", {
      what: "This repository needs an API token.",
      fix: "Give it as the password; `stoa push` does so.",
    });
  const { publisherSlug, repository: name } = request.params as RepositoryParams;
  const found = await findIntegrationByPath(deps, { publisherSlug, slug: name.replace(/\.git$/, "") });
  const { scope, actor } = await deps.authorize(request, { kind: "publisher", id: found.publisherId });
  const ctx: Ctx = { scope, actor, db: deps.db, clock: deps.clock, log: deps.log, trace: request.id };
  requirePublisher(ctx);
  return { ctx, integrationId: found.id, repository: await ensureRepository(deps.place.dataDir, found.id) };
}

const protocolOf = (request: FastifyRequest): string | undefined => {
  const header = request.headers["git-protocol"];
  return typeof header === "string" && /^version=[012]$/.test(header) ? header : undefined;
};

function backendRequest(request: FastifyRequest, repository: string, service: Service, kind: BackendRequest["kind"]): BackendRequest {
  return { repository, service, kind, protocol: protocolOf(request), user: "publisher" };
}

async function advertise(deps: GitRouteDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { repository } = await open(deps, request);
  const { service } = request.query as { service?: string };
  if (service !== "git-upload-pack" && service !== "git-receive-pack")
    throw new StoaError("invalid_input", { what: "Only git's smart HTTP is spoken here.", fix: "Use git 1.6.6 or newer." });
  const { place } = deps;
  if (service === "git-receive-pack") place.disk?.refuseWhenFull("No push is taken");
  const got = await callBackend(place.git, place.limits, backendRequest(request, repository, service, "advertise"));
  return send(reply, got.status, got.contentType, got.body);
}

async function upload(deps: GitRouteDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { repository } = await open(deps, request);
  const { place } = deps;
  const body = await spool(deps, request, 10 * 1024 * 1024);
  try {
    if (body.over) throw new StoaError("too_large", { what: "This request names too many commits." });
    const got = await callBackend(place.git, place.limits, { ...backendRequest(request, repository, "git-upload-pack", "serve"), body });
    got.body.once("close", () => void body.remove());
    return send(reply, got.status, got.contentType, got.body);
  } catch (error) {
    await body.remove();
    throw error;
  }
}

async function receive(deps: GitRouteDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const opened = await open(deps, request);
  deps.place.disk?.refuseWhenFull("No push is taken");
  const body = await spool(deps, request, deps.place.limits.pushBytes);
  try {
    const head = readPushHead(await readStart(body.path, 65_536), deps.place.limits.pushRefs);
    const refusal = findRefusal(deps.place, body, head);
    if (!head || refusal)
      return send(
        reply,
        200,
        "application/x-git-receive-pack-result",
        refusePush(head ?? { updates: [], capabilities: ["side-band-64k"] }, refusal ?? ""),
      );
    const { status, contentType, bytes } = await take(deps, request, opened, body);
    const builds =
      status === 200 && head.updates.length > 0 ? await recordPush(opened.ctx, deps.place, { ...opened, updates: head.updates }) : [];
    return send(
      reply,
      status,
      contentType,
      builds.reduce((told, build) => addProgress(told, tell(build)), bytes),
    );
  } finally {
    await body.remove();
  }
}

function spool(deps: GitRouteDeps, request: FastifyRequest, limit: number): Promise<SpooledBody> {
  const gzip = request.headers["content-encoding"] === "gzip";
  return spoolBody(deps.place.dataDir, request.body as Readable, { gzip, limit });
}

function findRefusal(place: BuildPlace, body: SpooledBody, head: PushHead | undefined): string | undefined {
  if (!head) return `This push cannot be read, or changes more than ${place.limits.pushRefs} branches and tags at once. Push fewer.`;
  if (body.over)
    return `This push is larger than ${Math.floor(place.limits.pushBytes / (1024 * 1024))} MB. Keep large files out of the repository; fetch or make them in the build.`;
  const odd = head.updates.find(({ ref }) => !/^refs\/(?:heads|tags)\/./.test(ref));
  return odd && `Only branches and tags are taken, not ${odd.ref}.`;
}

async function take(
  deps: GitRouteDeps,
  request: FastifyRequest,
  opened: Opened,
  body: SpooledBody,
): Promise<{ status: number; contentType: string; bytes: Buffer }> {
  const { git, limits } = deps.place;
  const got = await callBackend(git, limits, { ...backendRequest(request, opened.repository, "git-receive-pack", "serve"), body });
  const bytes = await collect(got.body);
  const { hit } = await got.ended;
  if (hit)
    throw new StoaError("refused", { what: `Git took too much to unpack this push (${hit}).`, fix: "Push fewer or smaller commits." });
  return { status: got.status, contentType: got.contentType, bytes };
}

const tell = (build: BuildRow): string => `Build ${build.number} of ${build.ref.replace(/^refs\/(?:heads|tags)\//, "")} is queued.`;

function send(reply: FastifyReply, status: number, contentType: string, body: Buffer | Readable): FastifyReply {
  return reply.code(status).header("cache-control", "no-cache, no-store").type(contentType).send(body);
}
