import { showId, type HostView } from "@stoa/contract";
import { audit, emitFacts, newId, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { findHost, insertHost, insertSide, type HostRow } from "./store/tenants.ts";

/** A new host with its test and its live side. @throws StoaError forbidden, conflict when the slug is taken */
export async function createHost(ctx: Ctx, input: { name: string; slug: string }): Promise<HostRow> {
  requireRole(ctx, "operator");
  return transaction(ctx, async (inner) => {
    const id = newId(inner.clock);
    const made = await insertHost(inner.tx, { id, slug: input.slug, name: input.name, now: inner.clock.now() });
    if (made === 0)
      throw new StoaError("conflict", {
        what: `A host with the short name "${input.slug}" is there already.`,
        fix: "Choose another short name.",
      });
    for (const kind of ["test", "live"] as const) await insertSide(inner.tx, { id: newId(inner.clock), hostId: id, kind });
    await audit(inner, { verb: "host.create", subject: id, after: { name: input.name, slug: input.slug } });
    await emitFacts(inner, [{ type: "host.created", subject: id, subjectVersion: 1 }]);
    const host = await findHost(inner.tx, id);
    if (!host) throw new StoaError("internal", "The new host cannot be read back.");
    return host;
  });
}

export function showHost(row: HostRow): HostView {
  return {
    id: showId("host", row.id),
    slug: row.slug,
    name: row.name,
    look: row.look,
    origins: row.origins,
    page: row.page,
    support: row.support,
    sides: row.sides.map((side) => ({ id: showId("side", side.id), kind: side.kind })),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
