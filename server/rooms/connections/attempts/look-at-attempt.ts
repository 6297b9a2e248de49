import { showId, type ConnectOffer } from "@stoa/contract";
import { engineCtx, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { scopesOf } from "../oauth/grants.ts";
import { resolveOf } from "../resolve-provider.ts";
import { findByCode, namesFor } from "../store/attempts.ts";
import { hashCode } from "./codes.ts";

export const spent = (): StoaError =>
  new StoaError("gone", { what: "This link has been used, or is too old.", fix: "Ask for a new link from whoever sent it." });

/** Begun at another side than that whose own domain is asked. */
export const isElsewhere = (row: { sideId: string }, atSide: string | undefined): boolean => atSide !== undefined && row.sideId !== atSide;

/** What a link asks of whoever opens it; looking spends nothing. @throws StoaError gone */
export async function lookAtAttempt(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "keys" | "trace">,
  deps: ConnectDeps,
  input: { code: string; atSide?: string | undefined },
): Promise<ConnectOffer> {
  const engine = engineCtx(ctx, "connect", ctx.trace);
  const row = await transaction(engine, ({ tx, clock }) => findByCode(tx, hashCode(input.code), clock.now()));
  if (!row || isElsewhere(row, input.atSide)) throw spent();
  const { definition } = await resolveOf(engine, deps, row);
  const names = await transaction(engine, ({ tx }) => namesFor(tx, row));
  const said = new Map((definition.scopes ?? []).map((scope) => [scope.name, scope.text]));
  const { name, title, kind, fields } = definition;
  return {
    attemptId: showId("connectionAttempt", row.id),
    way: row.way,
    provider: { name, title, kind, fields: fields.filter((field) => row.fields[field.name] === undefined) },
    customer: names?.customer ?? "",
    test: names?.side === "test",
    integration: names?.integration ?? null,
    askedBy: names?.askedBy ?? null,
    scopes: scopesOf(definition, row.scopes).map((scope) => ({ name: scope, text: said.get(scope) ?? scope })),
    expiresAt: new Date(row.expiresAt).toISOString(),
  };
}
