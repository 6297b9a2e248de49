import * as contract from "@stoa/contract";
import { readId } from "@stoa/contract";
import { Type, type Static } from "typebox";
import { notFound } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import type { HelpDeps } from "./ask-for-help.ts";
import { editTelling } from "./edit-telling.ts";
import { getTelling } from "./get-telling.ts";
import { listNotices } from "./list-notices.ts";
import { lookAtMails } from "./look-at-mails.ts";
import { markSeen } from "./mark-seen.ts";
import { muteInstallation } from "./mute-installation.ts";
import { unsubscribe } from "./unsubscribe.ts";

const reads = { none: "reads only" };
const scopes = ["customer"] as const;
const installation = Type.Object({ installationId: Type.String() });

/** Paths that strangers may write to, with the code of a mail; what is below them too. */
export const homeOpenWrites = ["/v1/unsubscribe"];

/** Endpoints of what a customer's people are told, and how. */
export function noticeRoutes(deps: RouteDeps, mail: Pick<HelpDeps, "mailServer">): void {
  listRoutes(deps);
  tellingRoutes(deps, mail);
  muteRoutes(deps);
  unsubscribeRoutes(deps);
}

function unsubscribeRoutes({ app, db, clock, log, keys }: RouteDeps): void {
  const tags = ["anyone"];
  app.post<{ Body: Static<typeof contract.UnsubscribeBody> }>(
    "/v1/unsubscribe",
    {
      schema: {
        summary: "End the mails to a person, or have them once a day, by the code of one of them",
        tags,
        body: contract.UnsubscribeBody,
        response: { 204: Type.Null(), default: Type.Ref("Error") },
      },
    },
    async (request, reply) => {
      await unsubscribe({ db, clock, log, keys, trace: request.id }, { ...request.body, atSide: request.atDomain?.sideId });
      return reply.code(204).send();
    },
  );
  app.post<{ Body: Static<typeof contract.LookAtMailsBody> }>(
    "/v1/unsubscribe/look",
    {
      schema: {
        summary: "In whose name a mail came, by its code",
        tags,
        body: contract.LookAtMailsBody,
        response: { 200: contract.MailsView, default: Type.Ref("Error") },
      },
    },
    (request) => lookAtMails({ db, clock, log, keys, trace: request.id }, { code: request.body.code, atSide: request.atDomain?.sideId }),
  );
}

function listRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/notices",
    scopes,
    audit: reads,
    summary: "What the customer was told, newest first, and how many of it were not seen",
    query: Type.Intersect([Type.Omit(contract.PageQuery, ["q"]), Type.Object({ installationId: Type.Optional(Type.String()) })]),
    response: contract.HomeNoticePage,
    handle: (ctx, { query }) => listNotices(ctx, query),
  });
  addRoute(deps, {
    method: "POST",
    path: "/notices/:noticeId/seen",
    scopes,
    audit: { none: "what a person has looked at changes nothing" },
    summary: "You have seen notices up to this",
    params: Type.Object({ noticeId: Type.String() }),
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await markSeen(ctx, { noticeId: take("notice", params.noticeId) });
      return reply.code(204).send();
    },
  });
}

function tellingRoutes(deps: RouteDeps, mail: Pick<HelpDeps, "mailServer">): void {
  addRoute(deps, {
    method: "GET",
    path: "/telling",
    scopes,
    audit: reads,
    summary: "How you are told, and what not of",
    response: contract.TellingView,
    handle: (ctx) => getTelling(ctx, mail),
  });
  addRoute(deps, {
    method: "PATCH",
    path: "/telling",
    scopes,
    audit: "notices.edit",
    summary: "Be told otherwise",
    body: contract.EditTellingBody,
    response: contract.TellingView,
    handle: async (ctx, { body }) => {
      await editTelling(ctx, body);
      return getTelling(ctx, mail);
    },
  });
}

function muteRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "PUT",
    path: "/installations/:installationId/mute",
    scopes,
    audit: "notices.mute",
    summary: "Be told nothing of an installation until then, or for good",
    params: installation,
    body: contract.MuteBody,
    status: 204,
    handle: async (ctx, { params, body, reply }) => {
      const until = body.until === null ? null : Date.parse(body.until);
      await muteInstallation(ctx, { installationId: take("installation", params.installationId), until });
      return reply.code(204).send();
    },
  });
  addRoute(deps, {
    method: "DELETE",
    path: "/installations/:installationId/mute",
    scopes,
    audit: "notices.mute",
    summary: "Be told of an installation again",
    params: installation,
    status: 204,
    handle: async (ctx, { params, reply }) => {
      await muteInstallation(ctx, { installationId: take("installation", params.installationId) });
      return reply.code(204).send();
    },
  });
}

function take(kind: "installation" | "notice", text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(kind);
  return id;
}
