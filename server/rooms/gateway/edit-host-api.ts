import type { EditHostApiBody } from "@stoa/contract";
import { audit, emitFacts, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { takeBase } from "./document/read-document.ts";
import { requireSide } from "./scope.ts";
import { editApi, lockApi, type ApiRow } from "./store/actions.ts";

/** Changes where a host's API is and how it knows Stoa. @throws StoaError forbidden, invalid_input, not_found before the first upload */
export async function editHostApi(ctx: Ctx, input: EditHostApiBody): Promise<ApiRow> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = requireSide(ctx);
  const { way = null, header = null, prefix = null } = input;
  const base = input.base === undefined ? null : takeBase(input.base.trim());
  return transaction(ctx, async (inner) => {
    const before = await lockApi(inner.tx, sideId);
    const after = await editApi(inner.tx, { sideId, base, way, header, prefix });
    if (!before || !after) throw notFound("document; upload one first");
    await audit(inner, { verb: "host_api.edit", subject: sideId, sideId, before: settings(before), after: settings(after) });
    await emitFacts(inner, [{ type: "host_api.edited", sideId, subject: sideId, subjectVersion: after.version, data: { way: after.way } }]);
    return after;
  });
}

const settings = ({ base, way, header, prefix }: ApiRow): object => ({ base, way, header, prefix });
