import { cp, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StoaError, type Ctx } from "../../base/index.ts";
import { listBuilds, type BuildRow } from "../../rooms/builds/index.ts";
import {
  createIntegration,
  editListing,
  listIntegrations,
  publishRelease,
  reviewListing,
  searchListings,
  submitListing,
} from "../../rooms/catalog/index.ts";
import { createToken, revokeToken } from "../../rooms/identity/index.ts";
import type { Tenants } from "./bring-tenants.ts";
import { git } from "./git.ts";

export interface Bringing {
  tenants: Tenants;
  /** The clone, as this process reads it. */
  appRoot: string;
  /** For a working folder. */
  tmp: string;
  /** Where this deployment answers on this machine. */
  url: string;
  signal: AbortSignal;
}

/** Folders of examples/integrations that the example's marketplace lists, those first whose runtimes are made soonest. */
export const exampleNames = ["feed-to-contacts", "invoices-to-webdav", "contacts-to-csv-mail", "dunning"] as const;
export type ExampleName = (typeof exampleNames)[number];

/** One example from its folder to a listing in the shop, by git like any other. @throws StoaError with the step that failed */
export async function bringIntegration(bringing: Bringing, name: ExampleName): Promise<void> {
  const { publisher, side } = bringing.tenants;
  const { items } = await listIntegrations(publisher, { limit: 200 });
  const integration = items.find((item) => item.slug === name) ?? (await createIntegration(publisher, { slug: name }));
  const integrationId = integration.id;
  const build = (await lastGood(publisher, integrationId)) ?? (await pushAndBuild(bringing, integrationId, name));
  await publishRelease(publisher, { integrationId, releaseId: build.releaseId ?? "" });
  const { listing } = await editListing(publisher, { integrationId, sideId: side.scope.sideId, content: {} });
  const submitted = await submitListing(publisher, { listingId: listing.id });
  const { submission } = submitted;
  if (submission?.state !== "waiting") throw new StoaError("internal", `The checks of the listing ${name} failed.`);
  await reviewListing(side, { listingId: listing.id, submissionId: submission.id, decision: "approve" });
}

/** Also one that was withdrawn: somebody wanted it so. */
export async function wasListed(side: Ctx, name: ExampleName): Promise<boolean> {
  const { items } = await searchListings(side, { limit: 200 });
  return items.some((listing) => listing.integrationSlug === name && listing.state !== "draft");
}

async function lastGood(publisher: Ctx, integrationId: string): Promise<BuildRow | undefined> {
  const { items } = await listBuilds(publisher, { integrationId, state: "succeeded", limit: 1 });
  return items[0];
}

async function pushAndBuild(bringing: Bringing, integrationId: string, name: ExampleName): Promise<BuildRow> {
  const commit = await push(bringing, name);
  const { publisher } = bringing.tenants;
  for (;;) {
    const { items } = await listBuilds(publisher, { integrationId, limit: 20 });
    const build = items.find((item) => item.commit === commit);
    if (build?.state === "succeeded") return build;
    if (build?.state === "failed" || build?.state === "cancelled")
      throw new StoaError("internal", { what: `The example ${name} was not built.`, why: build.failure?.what ?? "It was cancelled." });
    await sleep(500, undefined, { signal: bringing.signal });
  }
}

/** Commits the folder in a fresh repository and pushes it with a token that lives no longer than that. @returns the commit */
async function push({ tenants, appRoot, tmp, url, signal }: Bringing, name: ExampleName): Promise<string> {
  const folder = await mkdtemp(join(tmp, "example-"));
  const token = await createToken(tenants.publisher, { name: `bring ${name}`, roles: ["publisher_developer"], days: 1 });
  try {
    await cp(join(appRoot, "examples/integrations", name), folder, { recursive: true });
    await git(folder, ["init", "--quiet", "--initial-branch=main"], { signal });
    await git(folder, ["add", "--all"], { signal });
    await git(folder, ["commit", "--quiet", "--message", "First version"], { signal });
    const remote = `${url}/git/${tenants.publisherSlug}/${name}.git`;
    await git(folder, ["push", "--quiet", "--force", remote, "HEAD:refs/heads/main"], { signal, token: token.text });
    return await git(folder, ["rev-parse", "HEAD"], { signal });
  } finally {
    await revokeToken(tenants.publisher, { tokenId: token.id });
    await rm(folder, { recursive: true, force: true });
  }
}
