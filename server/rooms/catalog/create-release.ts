import { noPictures, type Manifest, type Pictures, type Runtime, type Showcase } from "@stoa/contract";
import { listingTranslations, readFieldOrder } from "@stoa/program";
import { emitFacts, newId, notFound, type TxCtx } from "../../base/index.ts";
import { takeReleaseNumber } from "./store/integrations.ts";
import { insertRelease, moveChannelRow, type ReleaseWithManifestRow } from "./store/releases.ts";

export interface CreateReleaseInput {
  integrationId: string;
  publisherId: string;
  manifest: Manifest;
  /** Its listing shows them, once the host has seen them. */
  pictures?: Pictures | undefined;
  /** The digest of the page it shows. */
  page?: string | null | undefined;
  /** What people call it: the tag's name, say; `0.0.<number>` when there is none. */
  version?: string | undefined;
  artifactDigest: string;
  artifactBytes: number;
  runtime: Runtime;
  architecture: string;
  commit: string;
  ref: string;
  buildId: string | null;
  /** Builds of side branches make a release that no channel names. */
  movesLatest: boolean;
}

/** From here on it is read from a column that keeps no order of fields. */
const withOrder = (manifest: Manifest): Manifest => ({
  ...manifest,
  configs: { ...manifest.configs, order: readFieldOrder(manifest.configs.schema) },
});

/** What is said in other languages goes the way of the pictures: to the host first. */
function bringsToListing({ manifest, pictures = noPictures }: CreateReleaseInput): Showcase {
  const translations = listingTranslations(manifest);
  const { language } = manifest;
  return { ...pictures, ...(language === undefined ? {} : { language }), ...(translations ? { translations } : {}) };
}

/** Writes an immutable release inside the caller's transaction (a build's end) and moves `latest` to it. */
export async function createRelease(ctx: TxCtx, input: CreateReleaseInput): Promise<ReleaseWithManifestRow> {
  const { integrationId, publisherId } = input;
  const taken = await takeReleaseNumber(ctx.tx, integrationId, publisherId);
  if (!taken) throw notFound("integration");
  const { movesLatest, version, pictures: _, ...given } = input;
  const row = {
    ...given,
    id: newId(ctx.clock),
    number: taken.number,
    manifest: withOrder(input.manifest),
    version: version ?? `0.0.${taken.number}`,
    contract: input.manifest.contract,
    page: input.page ?? null,
    createdAt: ctx.clock.now(),
  };
  await insertRelease(ctx.tx, { ...row, showcase: bringsToListing(input) });
  if (movesLatest) await moveChannelRow(ctx.tx, { integrationId, publisherId, channel: "latest", releaseId: row.id, now: row.createdAt });
  await emitFacts(ctx, [
    {
      type: "release.created",
      publisherId,
      subject: row.id,
      subjectVersion: 1,
      data: { integrationId, number: row.number, latest: movesLatest },
    },
  ]);
  return { ...row, notes: null, noteTranslations: {}, channels: movesLatest ? ["latest"] : [] };
}
