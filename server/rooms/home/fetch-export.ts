import type { Readable } from "node:stream";
import type { BlobStore } from "../../base/blobs/index.ts";
import { requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { customerOf } from "./ask-for-help.ts";
import { hashCode } from "./link-export.ts";
import { spendCode } from "./store/exports.ts";

/** The bytes of an export, for a code that is then spent. @throws StoaError forbidden, gone */
export async function fetchExport(ctx: Ctx, deps: { blobs: BlobStore }, input: { exportId: string; code: string }): Promise<Readable> {
  requireRole(ctx, "customer_owner");
  const found = await transaction(ctx, ({ tx, clock }) =>
    spendCode(tx, customerOf(ctx), input.exportId, hashCode(input.code), clock.now()),
  );
  if (!found) throw new StoaError("gone", { what: "This link was used, or its time is over.", fix: "Ask for a new one on the page." });
  return deps.blobs.get(found.blobKey);
}
