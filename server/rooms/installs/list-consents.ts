import { sayIn, showId, type Asks, type ConsentList, type Say } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { sayAsks } from "../catalog/index.ts";
import { tenantOf } from "./get-installation.ts";
import { listConsentRows } from "./store/consents.ts";

/** As they were read, whoever's words they were. */
const sayAll = (asks: Asks, say: Say): Asks => sayAsks(asks, say, say, say);

/** Who of a customer agreed to what an installation may do, and to which release: its customer's alone, newest first. */
export async function listConsents(ctx: Ctx, input: { installationId: string }): Promise<ConsentList> {
  const { customerId } = tenantOf(ctx);
  const rows = customerId === null ? [] : await transaction(ctx, ({ tx }) => listConsentRows(tx, customerId, input.installationId));
  return {
    items: rows.map(({ said, ...row }) => ({
      way: row.way,
      at: new Date(row.at).toISOString(),
      by: { kind: row.actorKind, name: row.actorName },
      release: { id: showId("release", row.releaseId), version: row.releaseVersion, manifestDigest: row.manifestDigest },
      consent: row.consentDigest,
      asks: sayAll(row.asks, sayIn(ctx.languages ?? [], said ?? {})),
    })),
  };
}
