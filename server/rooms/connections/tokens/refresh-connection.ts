import { setTimeout as sleep } from "node:timers/promises";
import type { Configuration } from "openid-client";
import { emitFacts, newId, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { removeSecrets } from "../../trust/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { readFault } from "../oauth/fault.ts";
import { clientTokens, refreshTokens } from "../oauth/grants.ts";
import { openClient } from "../oauth/open-client.ts";
import type { Tokens } from "../oauth/read-tokens.ts";
import { identityOf, resolveOf, type Serving } from "../resolve-provider.ts";
import type { ConnectionRow } from "../store/connections.ts";
import { coolDown, keepRefreshed, loseAccount, takeLease } from "../store/leases.ts";
import { insertNotice } from "../store/notices.ts";
import { keepSecret, readSecret, type Secret } from "./keep-secret.ts";
import { coolMs, timesOf } from "./times.ts";

/** An answer that was had is worth some patience with the database: nobody can ask for it twice. */
const commitPatienceMs = 60_000;

/** `busy`: somebody else refreshes, or has just done so. */
export type Refreshed = "refreshed" | "lost" | "later" | "busy";

/**
 * Fetches a connection's next token, as the only one to do so: a lease in its row, then one request, then the new refresh token is committed
 * before anybody uses the new access token. Engine scope.
 */
export async function refreshConnection(ctx: Ctx, deps: ConnectDeps, row: ConnectionRow): Promise<Refreshed> {
  const leaseId = newId(ctx.clock);
  const { id, credentialVersion } = row;
  let serving: Serving | undefined;
  let leased = false;
  try {
    serving = await resolveOf(ctx, deps, row);
    const secret = await readSecret(ctx, row.secretId);
    const values = { ...row.fields, ...secret };
    const app = await identityOf(ctx, serving, values);
    const isOwnClient = serving.definition.kind === "client-credentials";
    const refreshToken = secret["refresh_token"];
    const config = isOwnClient || refreshToken !== undefined ? await openClient(deps, serving.definition, values, app) : undefined;
    // Names that are slow to resolve, too, count in the request's time.
    if (config && deps.leaseMs > 0) config.timeout = Math.ceil(deps.leaseMs / 2_000);
    const askedAt = performance.now();
    leased = await transaction(ctx, ({ tx }) => takeLease(tx, { id, leaseId, credentialVersion, leaseMs: deps.leaseMs }));
    if (!leased) return "busy";
    if (!config) return await lose(ctx, row, leaseId, "Its access has ended, and the provider gives no new one without a person.");
    if (!isTimeLeft(askedAt, deps.leaseMs)) return "busy";
    const tokens = await ask(config, { serving, values, scopes: row.scopes, refreshToken });
    return await commit(ctx, { row, leaseId, secret, tokens, isOwnClient });
  } catch (error) {
    if (!serving || !leased) return await notLeased(ctx, deps, { row, leaseId, error, serving });
    return settle(ctx, row, leaseId, error, serving);
  }
}

/**
 * Half a lease is the request's own. A process that stood still until less is left does not send: when the lease ends another may send the same
 * refresh token, and a provider ends them all that sees one twice. Counted from before the lease was asked for. A lease of no length is a trial's, without any.
 */
const isTimeLeft = (askedAt: number, leaseMs: number): boolean => leaseMs === 0 || performance.now() - askedAt < leaseMs / 2;

interface Asked {
  serving: Serving;
  values: Record<string, string>;
  scopes: readonly string[];
  refreshToken: string | undefined;
}

async function ask(config: Configuration, { serving, values, scopes, refreshToken }: Asked): Promise<Tokens> {
  const { definition } = serving;
  if (definition.kind !== "client-credentials" && refreshToken !== undefined) return refreshTokens(config, definition, refreshToken);
  return clientTokens(config, { definition, values, app: { clientId: "", clientSecret: undefined } }, scopes);
}

interface Answered {
  row: ConnectionRow;
  leaseId: string;
  secret: Secret;
  tokens: Tokens;
  isOwnClient: boolean;
}

async function commit(ctx: Ctx, { row, leaseId, secret, tokens, isOwnClient }: Answered): Promise<Refreshed> {
  const refreshToken = tokens.refreshToken ?? secret["refresh_token"];
  const next: Secret = {
    ...secret,
    access_token: tokens.accessToken,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  };
  const refreshable = refreshToken !== undefined || isOwnClient;
  return withPatience(ctx, () =>
    transaction(ctx, async (inner) => {
      const now = inner.clock.now();
      const times = timesOf({ lifetimeMs: tokens.lifetimeMs, refreshable, usedAt: row.usedAt, now });
      const secretId = await keepSecret(inner, row.customerId, next);
      // Ended or connected anew meanwhile: what was fetched is nobody's.
      if (!(await keepRefreshed(inner.tx, { id: row.id, leaseId, secretId, ...times, now }))) {
        await removeSecrets(inner, { owner: { kind: "customer", id: row.customerId }, ids: [secretId] });
        return "busy";
      }
      if (row.secretId !== null) await removeSecrets(inner, { owner: { kind: "customer", id: row.customerId }, ids: [row.secretId] });
      return "refreshed";
    }),
  );
}

/** The database may be away for a moment just when the provider has answered. */
async function withPatience<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + commitPatienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoaError || performance.now() > until) throw error;
      ctx.log.warn({ err: error }, "a new token could not be kept yet; it is tried again");
      await sleep(250);
    }
  }
}

async function settle(ctx: Ctx, row: ConnectionRow, leaseId: string, error: unknown, { definition }: Serving): Promise<Refreshed> {
  const fault = readFault(definition, error);
  if (fault.kind === "grant") return lose(ctx, row, leaseId, fault.text);
  ctx.log.warn({ connection: row.id, provider: row.provider, fault: fault.text }, "a token could not be fetched anew; it is tried later");
  const coolUntil = ctx.clock.now() + coolMs(row.failures);
  await transaction(ctx, ({ tx }) => coolDown(tx, { id: row.id, leaseId, error: fault.text, coolUntil }));
  return "later";
}

/** Before the lease: another process may have replaced what was read; else the provider or the app is out of reach for now. */
async function notLeased(
  ctx: Ctx,
  deps: ConnectDeps,
  { row, leaseId, error, serving }: { row: ConnectionRow; leaseId: string; error: unknown; serving: Serving | undefined },
): Promise<Refreshed> {
  const { id, credentialVersion } = row;
  if (!(await transaction(ctx, ({ tx }) => takeLease(tx, { id, leaseId, credentialVersion, leaseMs: deps.leaseMs })))) return "busy";
  if (serving) return settle(ctx, row, leaseId, error, serving);
  const text = error instanceof StoaError ? error.message : "Something failed on our side.";
  await transaction(ctx, ({ tx, clock }) => coolDown(tx, { id, leaseId, error: text, coolUntil: clock.now() + coolMs(row.failures) }));
  return "later";
}

/** State, notice and fact in one transaction: whoever is second finds it done. */
export async function lose(ctx: Ctx, row: ConnectionRow, leaseId: string, reason: string): Promise<Refreshed> {
  return transaction(ctx, async (inner) => {
    const now = inner.clock.now();
    const lost = await loseAccount(inner.tx, { id: row.id, leaseId, reason, now });
    if (!lost) return "busy";
    const { customerId, sideId, name, version } = lost;
    const text = `${name} must be connected again: what uses it stands still until then. ${reason}`;
    await insertNotice(inner.tx, { id: newId(inner.clock), customerId, connectionId: row.id, text, now });
    const data = { provider: row.provider, state: "needs_reauth" };
    await emitFacts(inner, [{ type: "connection.needs_reauth", customerId, sideId, subject: row.id, subjectVersion: version, data }]);
    return "lost";
  });
}
