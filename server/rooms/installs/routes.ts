import { Readable } from "node:stream";
import * as contract from "@stoa/contract";
import { readId, showId } from "@stoa/contract";
import { Type } from "typebox";
import { notFound, type Ctx } from "../../base/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { readOfferedListing, sayAsksOf, showListingForCustomer } from "../catalog/index.ts";
import { acceptUpgrade } from "./accept-upgrade.ts";
import { allowActions } from "./allow-actions.ts";
import type { RequireFit } from "./accounts.ts";
import type { Changed } from "./change-installation.ts";
import { configureInstallation } from "./configure-installation.ts";
import { pauseEverything } from "./pause-everything.ts";
import { pauseInstallation } from "./pause-installation.ts";
import { resumeEverything } from "./resume-everything.ts";
import { resumeInstallation } from "./resume-installation.ts";
import { revokeActions } from "./revoke-actions.ts";
import { sumInstallSources } from "./sum-install-sources.ts";
import { suggestListings } from "./suggest-listings.ts";
import { showErasure } from "./show-erasure.ts";
import { uninstall, usualHoldDays } from "./uninstall.ts";
import { consentDigest } from "./consent.ts";
import { eraseInstallation } from "./erase-installation.ts";
import { exportArchive, type ExportFolder } from "./export-archive.ts";
import { exportInstallation, type ExportPart } from "./export-installation.ts";
import { getInstallation } from "./get-installation.ts";
import { installListing } from "./install-listing.ts";
import { listEntered } from "./list-entered.ts";
import { listConsents } from "./list-consents.ts";
import { listInstallations } from "./list-installations.ts";

const reads = { none: "reads only" };
const everyScope = ["customer", "publisher", "side", "operator"] as const;
const params = Type.Object({ installationId: Type.String() });
const query = Type.Intersect([
  contract.PageQuery,
  Type.Object({
    state: Type.Optional(contract.InstallationState),
    integrationId: Type.Optional(Type.String()),
    customerId: Type.Optional(Type.String()),
  }),
]);

/** What higher rooms add to an export: JSON, and the folder an installation keeps. */
export interface ExportSources {
  parts: readonly ExportPart[];
  folder: ExportFolder;
  /** How long what was uninstalled is kept. */
  holdDays?: number;
}

/** Endpoints of installations. */
export function installsRoutes(deps: RouteDeps, sources: ExportSources, requireFit?: RequireFit): void {
  readRoutes(deps);
  installRoutes(deps, requireFit);
  stepRoutes(deps, sources);
  recordRoutes(deps);
  everythingRoutes(deps);
  actionRoutes(deps);
  exportRoutes(deps, sources);
  suggestRoutes(deps);
}

function suggestRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/install-sources",
    scopes: ["side", "publisher", "operator"],
    audit: reads,
    summary: "How customers came to install each listing",
    query: contract.InstallSourcesQuery,
    response: contract.InstallSourceList,
    handle: (ctx, input) => sumInstallSources(ctx, input.query),
  });
  addRoute(deps, {
    method: "GET",
    path: "/suggestions",
    scopes: ["customer"],
    audit: reads,
    summary: "Integrations that fit a page of the host's and are not installed",
    query: contract.SuggestQuery,
    response: contract.SuggestionList,
    handle: async (ctx, input) => {
      const found = await suggestListings(ctx, input.query);
      return { items: found.map(({ listing, because }) => ({ ...showListingForCustomer(listing, ctx.languages), because })) };
    },
  });
}

function installRoutes(deps: RouteDeps, requireFit: RequireFit | undefined): void {
  addRoute(deps, {
    method: "POST",
    path: "/installations",
    scopes: ["customer"],
    audit: "installation.install",
    summary: "Install a listing",
    body: contract.InstallBody,
    response: contract.InstallationChanged,
    status: 201,
    handle: async (ctx, { body }) => {
      const { connections, ...rest } = body;
      const made = await installListing(
        ctx,
        { ...rest, listingId: read("listing", body.listingId), ...readGiven(connections) },
        requireFit,
      );
      return { installationId: showId("installation", made.installationId), state: made.state as contract.InstallationChanged["state"] };
    },
  });
  addRoute(deps, {
    method: "PATCH",
    path: "/installations/:installationId",
    scopes: ["customer"],
    audit: "installation.configure",
    summary: "Change form, schedule, name or log sharing",
    params,
    body: contract.ConfigureBody,
    response: contract.InstallationChanged,
    handle: async (ctx, input) => {
      const { connections, ...rest } = input.body;
      const change = { ...rest, installationId: idOf(input.params), ...readGiven(connections) };
      return show(await configureInstallation(ctx, change, requireFit));
    },
  });
}

/** Public ids of connections as the verbs take them; the operation's digest sees the same. */
function readGiven(connections: contract.InstallBody["connections"]): { connections?: Record<string, string | null> } {
  if (connections === undefined) return {};
  const given = Object.entries(connections).map(([name, id]) => [name, id === null ? null : read("connection", id)] as const);
  return { connections: Object.fromEntries(given) };
}

function recordRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/installations/:installationId/consents",
    scopes: ["customer"],
    audit: reads,
    summary: "Who agreed to what it may do, and to which release",
    params,
    response: contract.ConsentList,
    handle: (ctx, input) => listConsents(ctx, { installationId: idOf(input.params) }),
  });
  addRoute(deps, {
    method: "GET",
    path: "/installations/:installationId/erasure",
    scopes: ["customer"],
    audit: reads,
    summary: "The proof that nothing is kept of an uninstalled installation any more",
    params,
    response: contract.ErasureView,
    handle: (ctx, input) => showErasure(ctx, { installationId: idOf(input.params) }),
  });
}

function stepRoutes(deps: RouteDeps, { holdDays = usualHoldDays }: ExportSources): void {
  const steps = {
    resume: resumeInstallation,
    erase: eraseInstallation,
    uninstall: (ctx: Ctx, input: { operationId: string; installationId: string }) => uninstall(ctx, input, { days: holdDays }),
  } as const;
  for (const [name, verb] of Object.entries(steps)) {
    addRoute(deps, {
      method: "POST",
      path: `/installations/:installationId/${name}`,
      scopes: ["customer"],
      audit: `installation.${name}`,
      summary: `${name} an installation`,
      params,
      body: contract.OperationBody,
      response: contract.InstallationChanged,
      handle: async (ctx, input) => show(await verb(ctx, { ...input.body, installationId: idOf(input.params) })),
    });
  }
  addRoute(deps, {
    method: "POST",
    path: "/installations/:installationId/pause",
    scopes: ["customer"],
    audit: "installation.pause",
    summary: "Start no more runs, until it is resumed or until a day",
    params,
    body: contract.PauseBody,
    response: contract.InstallationChanged,
    handle: async (ctx, input) => show(await pauseInstallation(ctx, { ...input.body, installationId: idOf(input.params) })),
  });
  addRoute(deps, {
    method: "POST",
    path: "/installations/:installationId/accept-upgrade",
    scopes: ["customer"],
    audit: "installation.upgrade",
    summary: "Agree to a waiting release",
    params,
    body: contract.AcceptUpgradeBody,
    response: contract.InstallationChanged,
    handle: async (ctx, input) => show(await acceptUpgrade(ctx, { ...input.body, installationId: idOf(input.params) })),
  });
}

function everythingRoutes(deps: RouteDeps): void {
  const shared = { method: "POST", scopes: ["customer"], response: contract.EverythingChanged } as const;
  addRoute(deps, {
    ...shared,
    path: "/pause-everything",
    audit: "installation.pause",
    summary: "Pause whatever is on, until it is resumed or until a day",
    body: contract.PauseEverythingBody,
    handle: async (ctx, { body }) => showEach(await pauseEverything(ctx, body)),
  });
  addRoute(deps, {
    ...shared,
    path: "/resume-everything",
    audit: "installation.resume",
    summary: "Whatever is paused goes on",
    body: contract.OperationBody,
    handle: async (ctx, { body }) => showEach(await resumeEverything(ctx, body)),
  });
}

const showEach = ({ installationIds }: { installationIds: readonly string[] }): contract.EverythingChanged => ({
  installationIds: installationIds.map((id) => showId("installation", id)),
});

function actionRoutes(deps: RouteDeps): void {
  const shared = { scopes: ["customer"], params, response: contract.InstallationChanged } as const;
  addRoute(deps, {
    ...shared,
    method: "POST",
    path: "/installations/:installationId/revoke-actions",
    audit: "installation.revoke",
    summary: "Take back what it may do in the host's product, also from runs already going",
    body: contract.RevokeActionsBody,
    handle: async (ctx, input) => show(await revokeActions(ctx, { ...input.body, installationId: idOf(input.params) })),
  });
  addRoute(deps, {
    ...shared,
    method: "POST",
    path: "/installations/:installationId/allow-actions",
    audit: "installation.allow",
    summary: "Allow actions that were taken back, or that cover more since",
    body: contract.AllowActionsBody,
    handle: async (ctx, input) => show(await allowActions(ctx, { ...input.body, installationId: idOf(input.params) })),
  });
}

function exportRoutes(deps: RouteDeps, sources: ExportSources): void {
  addRoute(deps, {
    method: "GET",
    path: "/installations/:installationId/export",
    scopes: ["customer"],
    audit: "installation.export",
    summary: "Everything kept about an installation",
    params,
    handle: async (ctx, input) => {
      const data = await exportInstallation(ctx, { installationId: idOf(input.params), parts: sources.parts });
      return input.reply.header("content-disposition", `attachment; filename="${input.params.installationId}.json"`).send(data);
    },
  });
  addRoute(deps, {
    method: "GET",
    path: "/installations/:installationId/export/archive",
    scopes: ["customer"],
    audit: "installation.export",
    summary: "Everything kept about an installation, with the folder it keeps as state, as a zip",
    params,
    handle: async (ctx, input) => {
      const archive = await exportArchive(ctx, { installationId: idOf(input.params), ...sources });
      return input.reply
        .header("content-type", "application/zip")
        .header("content-disposition", `attachment; filename="${input.params.installationId}.zip"`)
        .send(Readable.from(archive, { objectMode: false }));
    },
  });
}

function readRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/installations",
    scopes: everyScope,
    audit: reads,
    summary: "Installations",
    query,
    response: contract.InstallationPage,
    handle: (ctx, input) => listInstallations(ctx, input.query),
  });
  addRoute(deps, {
    method: "GET",
    path: "/installations/:installationId",
    scopes: everyScope,
    audit: reads,
    summary: "An installation",
    params,
    response: contract.InstallationView,
    handle: (ctx, input) => getInstallation(ctx, { installationId: idOf(input.params) }),
  });
  addRoute(deps, {
    method: "GET",
    path: "/entered-keys",
    scopes: ["customer"],
    audit: reads,
    summary: "Keys and passwords entered in settings: whose, and since when",
    query: contract.PageQuery,
    response: contract.EnteredPage,
    handle: (ctx, input) => listEntered(ctx, input.query),
  });
  addRoute(deps, {
    method: "GET",
    path: "/listings/:listingId/consent",
    scopes: ["customer"],
    audit: reads,
    summary: "What installing would agree to",
    params: Type.Object({ listingId: Type.String() }),
    response: contract.ConsentView,
    handle: (ctx, input) => readConsent(ctx, read("listing", input.params.listingId)),
  });
}

async function readConsent(ctx: Ctx, listingId: string): Promise<contract.ConsentView> {
  const view = await readOfferedListing(ctx, listingId);
  const said = sayAsksOf(view, ctx.languages);
  if (!view.asks || !said) throw notFound("release");
  return { asks: said, consent: consentDigest(view.asks) };
}

function show(changed: Changed): contract.InstallationChanged {
  return { installationId: showId("installation", changed.installationId), state: changed.state };
}

function idOf(given: { installationId: string }): string {
  return read("installation", given.installationId);
}

function read(kind: contract.IdKind, text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(kind);
  return id;
}
