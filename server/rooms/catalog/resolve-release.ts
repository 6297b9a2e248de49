import type { ChannelName } from "@stoa/contract";
import { notFound, StoaError, type TxCtx } from "../../base/index.ts";
import { findChannelRelease, findRelease, type ReleaseWithManifestRow } from "./store/releases.ts";

export type ReleaseWanted = { integrationId: string } & ({ channel: ChannelName } | { releaseId: string });

/**
 * The release a channel names now, or the one given, as the ctx's scope may see it: a publisher its own, a customer and a host
 * those of listings at their side. @throws StoaError not_found; conflict when the channel names none yet.
 */
export async function resolveRelease(ctx: TxCtx, wanted: ReleaseWanted): Promise<ReleaseWithManifestRow> {
  if ("releaseId" in wanted) {
    const release = await findRelease(ctx.tx, wanted.releaseId, null);
    if (!release || release.integrationId !== wanted.integrationId) throw notFound("release");
    return release;
  }
  const release = await findChannelRelease(ctx.tx, wanted.integrationId, wanted.channel);
  if (!release)
    throw new StoaError("conflict", {
      what: `This integration has no ${wanted.channel} release yet.`,
      fix: "Its publisher publishes one: stoa releases publish.",
    });
  return release;
}
