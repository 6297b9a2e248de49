import * as contract from "@stoa/contract";
import { readId, showId } from "@stoa/contract";
import { Type } from "typebox";
import { notFound } from "../../base/index.ts";
import type { BlobStore } from "../../base/blobs/index.ts";
import { addRoute, type RouteDeps } from "../../base/http/index.ts";
import { fetchExport } from "./fetch-export.ts";
import type { Disk } from "./full-disk.ts";
import { linkExport } from "./link-export.ts";
import { listExports } from "./list-exports.ts";
import { requestExport } from "./request-export.ts";

const scopes = ["customer"] as const;
const params = Type.Object({ exportId: Type.String() });

/** Endpoints of everything a customer has, as one file. */
export function exportRoutes(deps: RouteDeps, { blobs, disk }: { blobs: BlobStore; disk?: Disk }): void {
  addRoute(deps, {
    method: "GET",
    path: "/exports",
    scopes,
    audit: { none: "reads only" },
    summary: "The last exports of everything the customer has, with how far each is",
    response: contract.ExportList,
    handle: async (ctx) => ({ items: await listExports(ctx) }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/exports",
    scopes,
    audit: "export.request",
    summary: "Make an export of everything the customer has; kept a week",
    response: Type.Object({ exportId: Type.String() }),
    status: 202,
    handle: async (ctx) => ({ exportId: showId("export", (await requestExport(ctx, { disk })).exportId) }),
  });
  addRoute(deps, {
    method: "POST",
    path: "/exports/:exportId/link",
    scopes,
    audit: "export.link",
    summary: "An address that fetches the export once, within five minutes",
    params,
    response: contract.ExportLink,
    handle: async (ctx, { params: { exportId }, request }) => {
      const { code } = await linkExport(ctx, { exportId: take(exportId) });
      return { path: `${request.url.replace(/\/link$/, "/file")}?code=${code}` };
    },
  });
  addRoute(deps, {
    method: "GET",
    path: "/exports/:exportId/file",
    scopes,
    audit: { none: "the link it spends was audited" },
    spends: true,
    summary: "The export, by a code that is then spent",
    params,
    query: Type.Object({ code: Type.String({ maxLength: 100 }) }),
    handle: async (ctx, { params: { exportId }, query, reply }) => {
      const { bytes, kind } = await fetchExport(ctx, { blobs }, { exportId: take(exportId), ...query });
      return reply
        .header("content-type", kind === "zip" ? "application/zip" : "application/x-tar")
        .header("cache-control", "no-store")
        .header("content-disposition", `attachment; filename="${exportId}.${kind}"`)
        .send(bytes);
    },
  });
}

function take(text: string): string {
  const id = readId("export", text);
  if (id === undefined) throw notFound("export");
  return id;
}
