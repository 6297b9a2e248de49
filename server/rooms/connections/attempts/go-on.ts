import type { Gone } from "@stoa/contract";
import { engineCtx, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { attemptAddress, redirectAt, returnAddress } from "../return-address.ts";
import { authorizeAddress } from "../oauth/grants.ts";
import { takeFields } from "../provider/fill.ts";
import { isEntered } from "../provider/kinds.ts";
import { identityOf, resolveOf, type Serving } from "../resolve-provider.ts";
import { saveConnection } from "../save-connection.ts";
import { beginAtProvider, countTry, finishAttempt, noteFailure, type AttemptRow } from "../store/attempts.ts";
import { asking, tryEntered } from "../try-account.ts";
import { asBeginner } from "./as-beginner.ts";
import { windowMinutes } from "./begin-attempt.ts";
import { hashCode, newCode } from "./codes.ts";
import { isElsewhere, spent } from "./look-at-attempt.ts";
import { sealAttempt } from "./sealed.ts";

/** A code may be tried so often: a mistyped key is no reason to ask for a new link, guessing is. */
const mostTries = 10;

/**
 * Whoever holds a try's code goes on: to the provider's page, or, where the account is entered, with what they entered. No login is needed; `browser`
 * is to be kept by this browser and brought back from the provider. @throws StoaError gone, invalid_input by field, refused
 */
export async function goOn(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "keys" | "trace">,
  deps: ConnectDeps,
  input: { code: string; fields?: Record<string, string> | undefined; atSide?: string | undefined },
): Promise<Gone & { browser: string | null }> {
  const engine = engineCtx(ctx, "connect", ctx.trace);
  const row = await transaction(engine, ({ tx, clock }) => countTry(tx, hashCode(input.code), mostTries, clock.now()));
  if (!row || row.way === "device" || isElsewhere(row, input.atSide)) throw spent();
  const serving = await resolveOf(engine, deps, row);
  const given = { ...input.fields, ...row.fields };
  if (isEntered(serving.definition.kind)) return { ...(await enter(engine, deps, { row, serving, given })), browser: null };
  return toProvider(engine, deps, { row, serving, given });
}

interface Step {
  row: AttemptRow;
  serving: Serving;
  given: Record<string, string>;
}

async function enter(ctx: Ctx, deps: ConnectDeps, { row, serving, given }: Step): Promise<Gone> {
  try {
    const tried = await tryEntered(ctx, deps, serving, { given, scopes: row.scopes });
    const saved = await saveConnection(
      asBeginner(ctx, row),
      { ...tried, serving, scopes: row.scopes, name: row.name ?? undefined, connectionId: row.connectionId ?? undefined },
      async (inner, id) => {
        if (!(await finishAttempt(inner.tx, row.id, id))) throw spent();
      },
    );
    return { to: null, account: saved.accountName ?? saved.accountId };
  } catch (error) {
    if (error instanceof StoaError) await transaction(ctx, ({ tx }) => noteFailure(tx, row.id, error.message));
    throw error;
  }
}

async function toProvider(ctx: Ctx, deps: ConnectDeps, { row, serving, given }: Step): Promise<Gone & { browser: string }> {
  const fields = takeFields(serving.definition, given, ({ secret }) => !secret);
  const state = newCode();
  const browser = newCode();
  const at = await (row.returnAddress === null
    ? returnAddress(ctx, deps.publicUrl, serving.app)
    : attemptAddress(ctx, deps.publicUrl, { sideId: row.sideId, returnAddress: row.returnAddress }));
  const { address, verifier } = await asking(serving, async () =>
    authorizeAddress(
      deps,
      { definition: serving.definition, values: fields, app: await identityOf(ctx, serving, fields) },
      { scopes: row.scopes, state: state.text, redirect: redirectAt(at) },
    ),
  );
  const begun = await transaction(ctx, ({ tx, clock }) =>
    beginAtProvider(tx, {
      id: row.id,
      stateHash: state.hash,
      browserHash: browser.hash,
      sealed: sealAttempt(ctx, row.id, { verifier }),
      fields,
      returnAddress: at,
      expiresAt: clock.now() + windowMinutes * 60_000,
    }),
  );
  if (!begun) throw spent();
  return { to: address, account: null, browser: browser.text };
}
