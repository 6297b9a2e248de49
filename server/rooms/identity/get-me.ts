import { showId, type MeView, type Place } from "@stoa/contract";
import { engineCtx, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { identify, type Within } from "./authorize.ts";
import { listPlaces, type PlaceRow } from "./store/access.ts";

/**
 * Who the credential's holder is and where they may act. @param within at a host's own domain: where in its side alone
 * @throws StoaError unauthenticated, as who may act nowhere at a domain is
 */
export async function getMe(ctx: Pick<Ctx, "db" | "clock" | "log">, credential: string | undefined, within?: Within): Promise<MeView> {
  return transaction(engineCtx(ctx, "get-me"), async ({ tx, clock }) => {
    const { credential: found, memberships } = await identify(tx, credential, clock.now());
    const all = await listPlaces(tx, memberships);
    const places = within ? all.filter(({ kind, id, sideId }) => (kind === "side" ? id : sideId) === within.sideId) : all;
    if (within && places.length === 0)
      throw new StoaError("unauthenticated", {
        what: "This session or token opens nothing at this domain.",
        fix: "Open the marketplace in the product it belongs to.",
      });
    return {
      person: found.personId === null ? null : { id: showId("person", found.personId), name: found.name, email: found.email },
      token: found.kind === "token" ? { id: showId("token", found.id), name: found.name, readOnly: found.readOnly } : null,
      places: places.map(toPlace),
    };
  });
}

export function toPlace(row: PlaceRow): Place {
  const roles = [...new Set(row.roles)];
  const id = row.id === null || row.kind === "operator" ? null : showId(row.kind, row.id);
  return {
    kind: row.kind,
    id,
    name: row.name,
    roles,
    ...(row.side === null ? {} : { side: row.side }),
    ...(row.sideId === null ? {} : { sideId: showId("side", row.sideId) }),
    ...(row.hostId === null ? {} : { hostId: showId("host", row.hostId) }),
  };
}
