import * as contract from "@stoa/contract";
import { readId, showId } from "@stoa/contract";
import { Type } from "typebox";
import { notFound } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { answerHelp } from "./answer-help.ts";
import { askForHelp, type HelpDeps } from "./ask-for-help.ts";
import { getHelpAddress } from "./get-help-address.ts";
import { listHelp } from "./list-help.ts";
import { noticeRoutes } from "./notice-routes.ts";
import { getHealth } from "./get-health.ts";
import { listHome } from "./list-home.ts";

const reads = { none: "reads only" };
const everyScope = ["customer", "publisher", "side", "operator"] as const;
const installation = Type.Object({ installationId: Type.String() });
const run = Type.Object({ runId: Type.String() });
const homeQuery = Type.Intersect([
  contract.PageQuery,
  Type.Object({
    state: Type.Optional(contract.InstallationState),
    integrationId: Type.Optional(Type.String()),
    customerId: Type.Optional(Type.String()),
    needs: Type.Optional(Type.Boolean({ description: "Only those that fail, wait for somebody or are silent." })),
  }),
]);

/** Endpoints of the customer's home. */
export function homeRoutes(deps: RouteDeps, help: HelpDeps): void {
  healthRoutes(deps);
  helpRoutes(deps, help);
  noticeRoutes(deps, help);
}

function helpRoutes(deps: RouteDeps, help: HelpDeps): void {
  addRoute(deps, {
    method: "POST",
    path: "/runs/:runId/help",
    scopes: ["customer"],
    audit: "help.ask",
    summary: "Ask a listing's publisher for help with a run; it is kept, and mailed where the support address is one of mail",
    params: run,
    body: contract.HelpBody,
    response: Type.Object({ helpId: Type.String() }),
    status: 201,
    handle: async (ctx, { params, body }) => {
      const { helpId } = await askForHelp(ctx, help, { ...body, runId: take("run", params.runId) });
      return { helpId: showId("help", helpId) };
    },
  });
  addRoute(deps, {
    method: "GET",
    path: "/runs/:runId/help-address",
    scopes: ["customer"],
    audit: reads,
    summary: "Where a question about a run would go",
    params: run,
    response: contract.HelpAddressView,
    handle: (ctx, { params }) => getHelpAddress(ctx, help, { runId: take("run", params.runId) }),
  });
  addRoute(deps, {
    method: "GET",
    path: "/help",
    scopes: everyScope,
    audit: reads,
    summary: "What help was asked for, when, and what was sent",
    query: Type.Intersect([
      Type.Omit(contract.PageQuery, ["q"]),
      Type.Object({
        installationId: Type.Optional(Type.String()),
        runId: Type.Optional(Type.String()),
        answered: Type.Optional(Type.Boolean({ description: "False: those that wait for an answer." })),
      }),
    ]),
    response: contract.HelpPage,
    handle: (ctx, { query }) => listHelp(ctx, query),
  });
  addRoute(deps, {
    method: "POST",
    path: "/help/:helpId/answer",
    scopes: ["publisher"],
    audit: "help.answer",
    summary: "Answer a customer's question; it is told",
    params: Type.Object({ helpId: Type.String() }),
    body: contract.AnswerHelpBody,
    status: 204,
    handle: async (ctx, { params, body, reply }) => {
      await answerHelp(ctx, { ...body, helpId: take("help", params.helpId) });
      return reply.code(204).send();
    },
  });
}

function healthRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/home",
    scopes: everyScope,
    audit: reads,
    summary: "Installations with how they fare, when they last worked and when they run next: what needs somebody first, then by name",
    query: homeQuery,
    response: contract.HomePage,
    handle: (ctx, { query }) => listHome(ctx, query),
  });
  addRoute(deps, {
    method: "GET",
    path: "/installations/:installationId/health",
    scopes: everyScope,
    audit: reads,
    summary: "How one installation fares, and when it runs next",
    params: installation,
    response: contract.HealthView,
    handle: (ctx, { params }) => getHealth(ctx, { installationId: take("installation", params.installationId) }),
  });
}

function take(kind: "installation" | "run" | "help", text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(kind);
  return id;
}
