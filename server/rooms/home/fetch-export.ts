import type { Readable } from "node:stream";
import type { BlobStore } from "../../base/blobs/index.ts";
import { requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { customerOf } from "./ask-for-help.ts";
import { hashCode } from "./link-export.ts";
import { spendCode } from "./store/exports.ts";

/** The bytes of an export, for a code that is then spent; `tar` is one that was made by a release before zip. @throws StoaError forbidden, gone */
export async function fetchExport(
  ctx: Ctx,
  deps: { blobs: BlobStore },
  input: { exportId: string; code: string },
): Promise<{ bytes: Readable; kind: "zip" | "tar" }> {
  requireRole(ctx, "customer_owner");
  const found = await transaction(ctx, ({ tx, clock }) =>
    spendCode(tx, customerOf(ctx), input.exportId, hashCode(input.code), clock.now()),
  );
  if (!found) throw new StoaError("gone", { what: "This link was used, or its time is over.", fix: "Ask for a new one on the page." });
  return { bytes: await deps.blobs.get(found.blobKey), kind: found.blobKey.endsWith(".tar") ? "tar" : "zip" };
}
