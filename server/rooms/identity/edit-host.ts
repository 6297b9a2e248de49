import { audit, emitFacts, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { findHost, findHostOfSide, saveTestLook, updateHost, type HostRow } from "./store/tenants.ts";

export interface EditHostInput {
  hostId: string;
  name?: string | undefined;
  look?: Record<string, string> | undefined;
  origins?: string[] | undefined;
}

/**
 * Changes a host's name, look or the origins that may frame its pages. From its test side the look is that side's own, until it is promoted.
 * @throws StoaError forbidden, not_found
 */
export async function editHost(ctx: Ctx, input: EditHostInput): Promise<HostRow> {
  requireRole(ctx, "operator", "host_owner");
  return transaction(ctx, async (inner) => {
    const { scope, tx } = inner;
    const read = (): Promise<HostRow | undefined> =>
      scope.kind === "side" ? findHostOfSide(tx, scope.sideId) : findHost(tx, input.hostId);
    const before = await read();
    const own = scope.kind === "side" && input.look !== undefined && (await saveTestLook(tx, scope.sideId, input.look)) !== undefined;
    const changed = await updateHost(tx, {
      id: input.hostId,
      name: input.name ?? null,
      look: own ? null : (input.look ?? null),
      origins: input.origins ?? null,
    });
    const after = await read();
    if (!before || !changed || !after || before.id !== input.hostId) throw notFound("host");
    const sideId = scope.kind === "side" ? { sideId: scope.sideId } : {};
    await audit(inner, { verb: "host.edit", subject: input.hostId, ...sideId, before: pick(before), after: pick(after) });
    await emitFacts(inner, [{ type: "host.edited", subject: input.hostId, subjectVersion: changed.version }]);
    return after;
  });
}

function pick(host: HostRow): object {
  return { name: host.name, look: host.look, origins: host.origins };
}
