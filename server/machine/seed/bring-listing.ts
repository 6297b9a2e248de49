import { createHash } from "node:crypto";
import type { ListingContentPatch, Manifest } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { artifactKey } from "../../rooms/builds/index.ts";
import {
  createIntegration,
  createRelease,
  editListing,
  publishRelease,
  readAsks,
  reviewListing,
  submitListing,
} from "../../rooms/catalog/index.ts";
import { consentDigest } from "../../rooms/installs/index.ts";
import { tarEnd, tarHeader, tarPadding } from "../../rooms/sandbox/index.ts";
import type { BroughtSide } from "./bring-host.ts";
import { bringPictures } from "./bring-pictures.ts";
import type { BroughtPublisher } from "./bring-publisher.ts";
import type { SeedPlace } from "./place.ts";

export interface IntegrationSpec {
  slug: string;
  name: string;
  manifest: Manifest;
  /** The text of `program.sh`, the whole artifact; `manifest.run` starts it. */
  program: string;
}

export interface BroughtIntegration {
  integrationId: string;
  spec: IntegrationSpec;
  publisher: BroughtPublisher;
  releaseId: string;
}

export interface BroughtListing {
  listingId: string;
  integration: BroughtIntegration;
  side: BroughtSide;
  /** What a customer agrees to who installs it now. */
  consent: string;
}

/** An integration with its first release, on the channels `latest` and `stable`. */
export async function bringIntegration(place: SeedPlace, publisher: BroughtPublisher, spec: IntegrationSpec): Promise<BroughtIntegration> {
  const { id: integrationId } = await createIntegration(publisher.owner, { slug: spec.slug, name: spec.name });
  const brought = { integrationId, spec, publisher, releaseId: "" };
  return { ...brought, releaseId: await bringRelease(place, brought, "1.0.0") };
}

/** The next release of an integration, published. @returns its id */
export async function bringRelease(
  place: SeedPlace,
  { integrationId, spec, publisher }: BroughtIntegration,
  version: string,
): Promise<string> {
  const tar = tarOf(spec.program);
  const digest = createHash("sha256").update(tar).digest("hex");
  await place.blobs.put(artifactKey(digest), tar);
  const { language, version: runtimeVersion } = spec.manifest.base;
  const commit = createHash("sha1").update(`${integrationId} ${version}`).digest("hex");
  const pictures = await bringPictures(place, spec.slug);
  const release = await transaction(publisher.owner, (inner) =>
    createRelease(inner, {
      integrationId,
      publisherId: publisher.publisherId,
      manifest: spec.manifest,
      pictures,
      version,
      artifactDigest: digest,
      artifactBytes: tar.length,
      runtime: {
        base: language,
        version: runtimeVersion ?? "",
        packages: spec.manifest.packages.run,
        digest: createHash("sha256").update(language).digest("hex"),
      },
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      commit,
      ref: `refs/tags/v${version}`,
      buildId: null,
      movesLatest: true,
    }),
  );
  await publishRelease(publisher.owner, { integrationId, releaseId: release.id });
  return release.id;
}

/** The integration's listing at a side: written, checked, and approved when `approve` is set. @throws StoaError when a check is not green */
export async function bringListing(
  integration: BroughtIntegration,
  side: BroughtSide,
  how: { content?: ListingContentPatch; approve: boolean },
): Promise<BroughtListing> {
  const { owner } = integration.publisher;
  const { listing } = await editListing(owner, {
    integrationId: integration.integrationId,
    sideId: side.sideId,
    content: how.content ?? {},
  });
  const { submission } = await submitListing(owner, { listingId: listing.id });
  const failed = submission?.checks.filter((check) => !check.passed) ?? [];
  if (!submission || failed.length > 0)
    throw new StoaError("internal", `${integration.spec.slug} was not submitted: ${failed.map((check) => check.text).join(" ")}`);
  if (how.approve) await approve(side.owner, listing.id, submission.id);
  return { listingId: listing.id, integration, side, consent: consentDigest(readAsks(integration.spec.manifest, [])) };
}

async function approve(reviewer: Ctx, listingId: string, submissionId: string): Promise<void> {
  await reviewListing(reviewer, { listingId, submissionId, decision: "approve" });
}

function tarOf(program: string): Buffer {
  const file = Buffer.from(program);
  return Buffer.concat([
    tarHeader({ path: "program.sh", type: "file", mode: 0o755, size: file.length }),
    file,
    tarPadding(file.length),
    tarEnd,
  ]);
}
