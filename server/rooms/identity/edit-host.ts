import { audit, emitFacts, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { findHost, updateHost, type HostRow } from "./store/tenants.ts";

export interface EditHostInput {
  hostId: string;
  name?: string | undefined;
  look?: Record<string, string> | undefined;
  origins?: string[] | undefined;
}

/** Changes a host's name, look or the origins that may frame its pages. @throws StoaError forbidden, not_found */
export async function editHost(ctx: Ctx, input: EditHostInput): Promise<HostRow> {
  requireRole(ctx, "operator", "host_owner");
  return transaction(ctx, async (inner) => {
    const before = await findHost(inner.tx, input.hostId);
    const changed = await updateHost(inner.tx, {
      id: input.hostId,
      name: input.name ?? null,
      look: input.look ?? null,
      origins: input.origins ?? null,
    });
    const after = await findHost(inner.tx, input.hostId);
    if (!before || !changed || !after) throw notFound("host");
    const sideId = inner.scope.kind === "side" ? { sideId: inner.scope.sideId } : {};
    await audit(inner, { verb: "host.edit", subject: input.hostId, ...sideId, before: pick(before), after: pick(after) });
    await emitFacts(inner, [{ type: "host.edited", subject: input.hostId, subjectVersion: changed.version }]);
    return after;
  });
}

function pick(host: HostRow): object {
  return { name: host.name, look: host.look, origins: host.origins };
}
