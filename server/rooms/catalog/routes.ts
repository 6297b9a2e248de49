import * as contract from "@stoa/contract";
import { showId } from "@stoa/contract";
import { Type } from "typebox";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { changeRoutes } from "./change-routes.ts";
import { createIntegration } from "./create-integration.ts";
import { editListing } from "./edit-listing.ts";
import { getIntegration } from "./get-integration.ts";
import { checkListing, readOfferedListing } from "./get-listing.ts";
import { listIntegrations } from "./list-integrations.ts";
import { getRelease, listReleases } from "./list-releases.ts";
import { publishRelease } from "./publish-release.ts";
import { renameIntegration } from "./rename-integration.ts";
import { reviewListing } from "./review-listing.ts";
import { rollbackRelease } from "./rollback-release.ts";
import { searchListings } from "./search-listings.ts";
import { setAudience } from "./set-audience.ts";
import {
  showIntegration,
  showListing,
  showListingForCustomer,
  showListingSummary,
  showRelease,
  showReleaseWithManifest,
  takeId,
} from "./show.ts";
import { simulatorRoutes } from "./simulator-routes.ts";
import { submitListing } from "./submit-listing.ts";
import type { SubmitPolicy } from "./check-submission.ts";
import { takeBackSubmission } from "./take-back-submission.ts";
import { synonymRoutes } from "./synonyms/routes.ts";
import { wishRoutes } from "./wishes/routes.ts";
import { withdrawListing } from "./withdraw-listing.ts";

const reads = { none: "reads only" };
const integrationParams = Type.Object({ integrationId: Type.String() });
const releaseParams = Type.Object({ integrationId: Type.String(), releaseId: Type.String() });
const listingParams = Type.Object({ listingId: Type.String() });
type CatalogDeps = RouteDeps & { submit: SubmitPolicy };

const everyone = ["customer", "publisher", "side", "operator"] as const;

export function catalogRoutes(deps: CatalogDeps): void {
  integrationRoutes(deps);
  releaseRoutes(deps);
  listingRoutes(deps);
  audienceRoutes(deps);
  listingTextRoutes(deps);
  reviewRoutes(deps);
  simulatorRoutes(deps);
  wishRoutes(deps);
  synonymRoutes(deps);
  changeRoutes(deps);
}

function pageQuery<Q extends { after?: string }>(kind: contract.IdKind, query: Q): Q {
  return query.after === undefined ? query : { ...query, after: takeId(kind, query.after) };
}

function integrationRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/integrations",
    scopes: ["publisher", "operator"],
    audit: reads,
    summary: "Integrations",
    query: contract.PageQuery,
    response: contract.IntegrationPage,
    handle: async (ctx, { query }) => {
      const found = await listIntegrations(ctx, pageQuery("integration", query));
      return { ...found, items: found.items.map(showIntegration), next: found.next && showId("integration", found.next) };
    },
  });
  addRoute(deps, {
    method: "POST",
    path: "/integrations",
    scopes: ["publisher"],
    audit: "integration.create",
    summary: "Make an integration",
    body: contract.CreateIntegrationBody,
    response: contract.Integration,
    status: 201,
    handle: async (ctx, { body }) => showIntegration(await createIntegration(ctx, body)),
  });
  addRoute(deps, {
    method: "GET",
    path: "/integrations/:integrationId",
    scopes: everyone,
    audit: reads,
    summary: "One integration",
    params: integrationParams,
    response: contract.Integration,
    handle: async (ctx, { params }) =>
      showIntegration(await getIntegration(ctx, { integrationId: takeId("integration", params.integrationId) })),
  });
  addRoute(deps, {
    method: "PATCH",
    path: "/integrations/:integrationId",
    scopes: ["publisher"],
    audit: "integration.rename",
    summary: "Rename an integration",
    params: integrationParams,
    body: contract.RenameIntegrationBody,
    response: contract.Integration,
    handle: async (ctx, { params, body }) =>
      showIntegration(await renameIntegration(ctx, { integrationId: takeId("integration", params.integrationId), name: body.name })),
  });
}

function releaseRoutes(deps: CatalogDeps): void {
  const path = "/integrations/:integrationId/releases";
  const ids = (params: { integrationId: string; releaseId: string }) => ({
    integrationId: takeId("integration", params.integrationId),
    releaseId: takeId("release", params.releaseId),
  });
  addRoute(deps, {
    method: "GET",
    path,
    scopes: ["publisher", "operator"],
    audit: reads,
    summary: "Releases of an integration",
    params: integrationParams,
    query: contract.PageQuery,
    response: contract.ReleasePage,
    handle: async (ctx, { params, query }) => {
      const found = await listReleases(ctx, { ...pageQuery("release", query), integrationId: takeId("integration", params.integrationId) });
      return { ...found, items: found.items.map(showRelease), next: found.next && showId("release", found.next) };
    },
  });
  addRoute(deps, {
    method: "GET",
    path: `${path}/:releaseId`,
    scopes: everyone,
    audit: reads,
    summary: "One release with its manifest",
    params: releaseParams,
    response: contract.ReleaseWithManifest,
    handle: async (ctx, { params }) => showReleaseWithManifest(await getRelease(ctx, ids(params))),
  });
  addRoute(deps, {
    method: "POST",
    path: `${path}/:releaseId/publish`,
    scopes: ["publisher"],
    audit: "release.publish",
    summary: "Make a release the stable one",
    params: releaseParams,
    response: contract.Release,
    handle: async (ctx, { params }) => showRelease(await publishRelease(ctx, ids(params), deps.submit)),
  });
  addRoute(deps, {
    method: "POST",
    path: "/integrations/:integrationId/rollback",
    scopes: ["publisher"],
    audit: "release.rollback",
    summary: "Move stable back to an earlier release",
    params: integrationParams,
    body: contract.RollbackBody,
    response: contract.Release,
    handle: async (ctx, { params, body }) => {
      const releaseId = body.releaseId === undefined ? undefined : takeId("release", body.releaseId);
      return showRelease(
        await rollbackRelease(ctx, { integrationId: takeId("integration", params.integrationId), releaseId }, deps.submit),
      );
    },
  });
}

function listingRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/listings",
    scopes: everyone,
    audit: reads,
    summary: "Search listings",
    query: contract.ListingQuery,
    response: contract.ListingPage,
    handle: async (ctx, { query }) => {
      const found = await searchListings(ctx, query);
      const show = ctx.scope.kind === "customer" ? showListingForCustomer : showListingSummary;
      return { ...found, items: found.items.map((row) => show(row, ctx.languages)) };
    },
  });
  addRoute(deps, {
    method: "GET",
    path: "/listings/:listingId",
    scopes: everyone,
    audit: reads,
    summary: "One listing",
    params: listingParams,
    response: contract.Listing,
    handle: async (ctx, { params }) => showListing(await readOfferedListing(ctx, takeId("listing", params.listingId)), ctx.languages),
  });
  addRoute(deps, {
    method: "POST",
    path: "/listings/:listingId/withdraw",
    scopes: ["publisher", "side", "operator"],
    audit: "listing.withdraw",
    summary: "Take a listing out of the shop",
    params: listingParams,
    body: contract.WithdrawBody,
    response: contract.Listing,
    handle: async (ctx, { params, body }) =>
      showListing(await withdrawListing(ctx, { listingId: takeId("listing", params.listingId), reason: body.reason }), ctx.languages),
  });
}

function audienceRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "PUT",
    path: "/listings/:listingId/audience",
    scopes: ["side"],
    audit: "listing.set_audience",
    summary: "Whom the host offers a listing: tiers of customers, groups of people",
    params: listingParams,
    body: contract.Audience,
    response: contract.Listing,
    handle: async (ctx, { params, body }) =>
      showListing(await setAudience(ctx, { ...body, listingId: takeId("listing", params.listingId) }), ctx.languages),
  });
}

function listingTextRoutes(deps: CatalogDeps): void {
  const params = Type.Object({ integrationId: Type.String(), sideId: Type.String() });
  addRoute(deps, {
    method: "PUT",
    path: "/integrations/:integrationId/listings/:sideId",
    scopes: ["publisher"],
    audit: "listing.edit",
    summary: "Write the listing's text at a host side, making it at first",
    params,
    body: contract.ListingContentPatch,
    response: contract.Listing,
    handle: async (ctx, input) => {
      const target = { integrationId: takeId("integration", input.params.integrationId), sideId: takeId("side", input.params.sideId) };
      return showListing(await editListing(ctx, { ...target, content: input.body }), ctx.languages);
    },
  });
  addRoute(deps, {
    method: "GET",
    path: "/listings/:listingId/checks",
    scopes: ["publisher", "side", "operator"],
    audit: reads,
    summary: "What submitting would find now",
    params: listingParams,
    response: Type.Object({ checks: Type.Array(contract.CheckResult) }),
    handle: async (ctx, input) => ({
      checks: await checkListing(ctx, { listingId: takeId("listing", input.params.listingId) }, deps.submit),
    }),
  });
}

function reviewRoutes(deps: CatalogDeps): void {
  addRoute(deps, {
    method: "POST",
    path: "/listings/:listingId/submit",
    scopes: ["publisher"],
    audit: "listing.submit",
    summary: "Check the listing and hand it to the host for review",
    params: listingParams,
    response: contract.Listing,
    handle: async (ctx, { params }) =>
      showListing(await submitListing(ctx, { listingId: takeId("listing", params.listingId) }, deps.submit), ctx.languages),
  });
  addRoute(deps, {
    method: "POST",
    path: "/listings/:listingId/take-back",
    scopes: ["publisher"],
    audit: "listing.take_back",
    summary: "Take back what waits for review",
    params: listingParams,
    response: contract.Listing,
    handle: async (ctx, { params }) =>
      showListing(await takeBackSubmission(ctx, { listingId: takeId("listing", params.listingId) }), ctx.languages),
  });
  addRoute(deps, {
    method: "POST",
    path: "/listings/:listingId/review",
    scopes: ["side"],
    audit: "listing.approve or listing.reject",
    summary: "Approve or reject a submission",
    params: listingParams,
    body: contract.ReviewBody,
    response: contract.Listing,
    handle: async (ctx, { params, body }) => {
      const submissionId = takeId("submission", body.submissionId);
      const listingId = takeId("listing", params.listingId);
      return showListing(await reviewListing(ctx, { ...body, submissionId, listingId }, deps.submit), ctx.languages);
    },
  });
}
