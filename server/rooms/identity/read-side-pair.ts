import { notFound, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { findHostOfSide, type HostRow } from "./store/tenants.ts";

/** A host's two sides as its people act in them, and the look of each. */
export interface SidePair {
  hostId: string;
  test: { ctx: Ctx; look: Record<string, string> };
  live: { ctx: Ctx; look: Record<string, string> };
}

/** Both sides of the host one stands in at one of them: its people hold their roles at both. @throws StoaError forbidden, not_found */
export async function readSidePair(ctx: Ctx): Promise<SidePair> {
  const { scope } = ctx;
  if (scope.kind !== "side") throw new StoaError("forbidden", "Test and live are a host's, seen from one of its sides.");
  const host = await transaction(ctx, ({ tx }) => findHostOfSide(tx, scope.sideId));
  if (!host) throw notFound("host");
  const { hostId } = scope;
  const at = async (kind: "test" | "live"): Promise<SidePair["test"]> => {
    const sideId = sideOfKind(host, kind);
    const there: Ctx = { ...ctx, scope: { kind: "side", sideId, hostId } };
    return { ctx: there, look: (await transaction(there, ({ tx }) => findHostOfSide(tx, sideId)))?.look ?? {} };
  };
  return { hostId, test: await at("test"), live: await at("live") };
}

function sideOfKind({ sides }: HostRow, kind: "test" | "live"): string {
  const side = sides.find((one) => one.kind === kind);
  if (!side) throw notFound("side");
  return side.id;
}
