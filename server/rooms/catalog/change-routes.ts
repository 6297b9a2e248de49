import * as contract from "@stoa/contract";
import { Type } from "typebox";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { describeRelease } from "./describe-release.ts";
import { listChanges } from "./list-changes.ts";
import { showRelease, takeId } from "./show.ts";

/** What is new: written by the publisher, read by everybody who sees the listing. */
export function changeRoutes(deps: RouteDeps): void {
  addRoute(deps, {
    method: "GET",
    path: "/listings/:listingId/changes",
    scopes: ["customer", "publisher", "side", "operator"],
    audit: { none: "reads only" },
    summary: "What changed in a listing, version by version",
    params: Type.Object({ listingId: Type.String() }),
    response: contract.ChangeList,
    handle: async (ctx, { params }) => {
      const rows = await listChanges(ctx, { listingId: takeId("listing", params.listingId) });
      return {
        items: rows.map(({ number, version, notes, createdAt }) => ({ number, version, notes, at: new Date(createdAt).toISOString() })),
      };
    },
  });
  addRoute(deps, {
    method: "PUT",
    path: "/integrations/:integrationId/releases/:releaseId/notes",
    scopes: ["publisher"],
    audit: "release.describe",
    summary: "Say what is new in a release",
    params: Type.Object({ integrationId: Type.String(), releaseId: Type.String() }),
    body: contract.DescribeReleaseBody,
    response: contract.Release,
    handle: async (ctx, { params, body }) =>
      showRelease(
        await describeRelease(ctx, {
          integrationId: takeId("integration", params.integrationId),
          releaseId: takeId("release", params.releaseId),
          notes: body.notes,
          translations: body.translations,
        }),
      ),
  });
}
