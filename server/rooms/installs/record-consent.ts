import { createHash } from "node:crypto";
import type { Asks, Manifest, Showcase } from "@stoa/contract";
import { newId, type Actor, type TxCtx } from "../../base/index.ts";
import { readHostWords } from "../gateway/index.ts";
import { consentDigest } from "./consent.ts";
import { insertConsent, type ConsentRow } from "./store/consents.ts";
import { wordsRead } from "./words-read.ts";

interface AgreedTo {
  way: ConsentRow["way"];
  release: { id: string; version: string; manifest: Manifest };
  asks: Asks;
  /** What the listing shows, and in which words of other languages. */
  showcase: Showcase;
}

/** Keeps who agreed to what of which release, beside the change itself, in its transaction. */
export async function recordConsent(
  ctx: TxCtx,
  of: { id: string; customerId: string; sideId: string },
  { way, release, asks, showcase }: AgreedTo,
): Promise<void> {
  const host = await readHostWords(ctx, { sideId: of.sideId, manifest: release.manifest });
  await insertConsent(ctx.tx, {
    id: newId(ctx.clock),
    installationId: of.id,
    customerId: of.customerId,
    sideId: of.sideId,
    way,
    releaseId: release.id,
    releaseVersion: release.version,
    manifestDigest: manifestDigest(release.manifest),
    consentDigest: consentDigest(asks),
    asks,
    said: wordsRead(asks, ctx.languages ?? [], { approved: showcase, own: release.manifest, host }),
    actorKind: ctx.actor.kind,
    actorId: idOf(ctx.actor),
    at: ctx.clock.now(),
  });
}

/** The same whatever order its keys come in. */
export function manifestDigest(manifest: Manifest): string {
  return createHash("sha256").update(JSON.stringify(manifest, inOrder)).digest("hex");
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function idOf(actor: Actor): string | null {
  if (actor.kind === "person") return actor.personId;
  return actor.kind === "token" ? actor.tokenId : null;
}
