import { createHash } from "node:crypto";
import { showId, type ErasureProof, type ErasureView } from "@stoa/contract";
import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { tenantOf } from "./get-installation.ts";
import { findErasure, findEraseTimes, type ErasureRow } from "./store/erasures.ts";

/** Over what the proof says, in a fixed order: who kept a copy of it can show that it is the same. */
export function digestOfErasure(row: Omit<ErasureRow, "digest">): string {
  const { installationId, title, asked, found, removedAt, endedAt } = row;
  const kinds = Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const said = [showId("installation", installationId), title, asked, kinds, iso(removedAt), endedAt === null ? null : iso(endedAt)];
  return createHash("sha256").update(JSON.stringify(said)).digest("hex");
}

const iso = (at: number): string => new Date(at).toISOString();

/** When what is kept of an installation is erased, or the proof that it is; its customer's alone. @throws StoaError not_found */
export async function showErasure(ctx: Ctx, input: { installationId: string }): Promise<ErasureView> {
  const { customerId } = tenantOf(ctx);
  return transaction(ctx, async ({ tx }) => {
    const times = customerId === null ? undefined : await findEraseTimes(tx, customerId, input.installationId);
    if (!times || customerId === null) throw notFound("installation");
    if (times.erasedAt === null) return { erasesAt: times.eraseAt === null ? null : iso(times.eraseAt), proof: null };
    const proof = await findErasure(tx, customerId, input.installationId);
    return { erasesAt: null, proof: proof ? showProof(proof) : null };
  });
}

function showProof(row: ErasureRow): ErasureProof {
  return {
    installationId: showId("installation", row.installationId),
    title: row.title,
    uninstalledAt: iso(row.removedAt),
    asked: row.asked,
    erased: row.found,
    left: 0,
    erasedAt: iso(row.endedAt ?? row.begunAt),
    digest: row.digest ?? "",
  };
}
