import { showId, type Returned } from "@stoa/contract";
import { engineCtx, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { redirectAt, returnAddress } from "../return-address.ts";
import { exchangeCode } from "../oauth/grants.ts";
import type { Tokens } from "../oauth/read-tokens.ts";
import { identityOf, resolveOf, type Serving } from "../resolve-provider.ts";
import { saveConnection } from "../save-connection.ts";
import { finishAttempt, noteFailure, spendState, type AttemptRow } from "../store/attempts.ts";
import { asking, tryTokens } from "../try-account.ts";
import { asBeginner } from "./as-beginner.ts";
import { hashCode } from "./codes.ts";
import { spent } from "./look-at-attempt.ts";
import { openSealed } from "./sealed.ts";

/**
 * A browser is back from the provider: its state is spent, its code exchanged, the account asked who it is, and the connection kept.
 * @param input.query all that stood after `?`  @param input.browsers what this browser kept when it left; one of them must be the try's
 * @throws StoaError gone for a state that is unknown, spent, or another browser's; refused, conflict
 */
export async function comeBack(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "keys" | "trace">,
  deps: ConnectDeps,
  input: { query: string; browsers: readonly string[] },
): Promise<Returned> {
  const engine = engineCtx(ctx, "connect", ctx.trace);
  const query = input.query.replace(/^\?/, "");
  const state = new URLSearchParams(query).get("state") ?? "";
  const row = await spend(engine, state, input.browsers);
  try {
    const serving = await resolveOf(engine, deps, row);
    const { verifier } = openSealed(engine, row.id, row.sealed);
    const app = await identityOf(engine, serving, row.fields);
    const returned = new URL(`${redirectAt(row.returnAddress ?? (await returnAddress(engine, deps.publicUrl, serving.app)))}?${query}`);
    const tokens = await asking(serving, () =>
      exchangeCode(deps, { definition: serving.definition, values: row.fields, app }, { returned, state, verifier }),
    );
    const kept = await keepTokens(engine, deps, { row, serving, tokens });
    return { attemptId: showId("connectionAttempt", row.id), provider: serving.definition.title, ...kept };
  } catch (error) {
    const text = error instanceof StoaError ? error.message : "Something failed on our side.";
    await transaction(engine, ({ tx }) => noteFailure(tx, row.id, text));
    throw error;
  }
}

async function spend(ctx: Ctx, state: string, browsers: readonly string[]): Promise<AttemptRow> {
  for (const browser of browsers.slice(0, 20)) {
    const row = await transaction(ctx, ({ tx, clock }) => spendState(tx, hashCode(state), hashCode(browser), clock.now()));
    if (row) return row;
  }
  throw new StoaError("gone", {
    what: "This way back from the provider has been used, is too old, or was begun in another browser.",
    fix: "Close this window and press Connect again.",
  });
}

/** Tokens that a person has just allowed become the try's connection. @returns it, and the account as the provider calls it */
export async function keepTokens(
  ctx: Ctx,
  deps: ConnectDeps,
  { row, serving, tokens }: { row: AttemptRow; serving: Serving; tokens: Tokens },
): Promise<Pick<Returned, "connectionId" | "account">> {
  const { accessToken, refreshToken } = tokens;
  const secret = { access_token: accessToken, ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }) };
  const tried = await tryTokens(deps, serving, { fields: row.fields, secret, tokens });
  const saved = await saveConnection(
    asBeginner(ctx, row),
    { ...tried, serving, scopes: row.scopes, name: row.name ?? undefined, connectionId: row.connectionId ?? undefined },
    async (inner, id) => {
      if (!(await finishAttempt(inner.tx, row.id, id))) throw spent();
    },
  );
  return { connectionId: showId("connection", saved.id), account: saved.accountName ?? saved.accountId };
}
