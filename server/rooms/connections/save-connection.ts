import { audit, emitFacts, newId, notFound, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { removeSecrets } from "../trust/index.ts";
import { scopesOf } from "./oauth/grants.ts";
import type { Tokens } from "./oauth/read-tokens.ts";
import type { Account } from "./provider/ask-account.ts";
import type { Serving } from "./resolve-provider.ts";
import { readingCustomer } from "./scope.ts";
import { insertConnection, lockConnection, lockSameAccount, replaceCredential, type ConnectionRow } from "./store/connections.ts";
import { endNotices } from "./store/notices.ts";
import { keepSecret, type Secret } from "./tokens/keep-secret.ts";
import { timesOf } from "./tokens/times.ts";

/** An account that was tried and answered, to be kept. */
export interface Tried {
  serving: Serving;
  /** What is no secret. */
  fields: Record<string, string>;
  secret: Secret;
  tokens: Tokens | undefined;
  account: Account;
  scopes: readonly string[];
  name: string | undefined;
  /** The connection that is connected anew. */
  connectionId: string | undefined;
}

/**
 * Keeps a connection: a new one, or in place of the one of the same account where it may do no less than that one. `within` runs in the
 * same transaction. @throws StoaError conflict for another account, not_found
 */
export async function saveConnection(ctx: Ctx, tried: Tried, within?: (ctx: TxCtx, id: string) => Promise<void>): Promise<ConnectionRow> {
  const { customerId } = readingCustomer(ctx);
  return transaction(ctx, async (inner) => {
    const before = await findBefore(inner, tried);
    const row = before ? await replace(inner, before, tried) : await create(inner, tried);
    await endNotices(inner.tx, row.id, inner.clock.now());
    const verb = before ? "reconnect" : "connect";
    const about = { provider: row.provider, account: row.accountName ?? row.accountId, scopes: row.scopes };
    await audit(inner, { verb: `connection.${verb}`, subject: row.id, customerId, sideId: row.sideId, after: about });
    await emitFacts(inner, [
      {
        type: `connection.${verb}ed`,
        customerId,
        sideId: row.sideId,
        subject: row.id,
        subjectVersion: row.version,
        data: { provider: row.provider, state: row.state },
      },
    ]);
    await within?.(inner, row.id);
    return row;
  });
}

async function findBefore(ctx: TxCtx, tried: Tried): Promise<ConnectionRow | undefined> {
  const { customerId } = readingCustomer(ctx);
  const { account, serving, connectionId } = tried;
  if (connectionId !== undefined) return lockSame(ctx, customerId, connectionId, tried);
  if (account.id === null) return undefined;
  const appId = serving.app?.id ?? null;
  const row = await lockSameAccount(ctx.tx, { customerId, appId, provider: serving.definition.name, accountId: account.id });
  const now = grantedOf(tried);
  return row?.scopes.every((scope) => now.includes(scope)) ? row : undefined;
}

async function lockSame(ctx: TxCtx, customerId: string, id: string, { account, serving }: Tried): Promise<ConnectionRow> {
  const row = await lockConnection(ctx.tx, customerId, id);
  if (!row) throw notFound("connection");
  if (row.accountId === null || account.id === row.accountId) return row;
  const nameOf = (one: { name: string | null; id: string | null }): string => one.name ?? one.id ?? "unnamed";
  throw new StoaError("conflict", {
    what: `This is another account at ${serving.definition.title} (${nameOf(account)}) than the one connected before (${nameOf({ name: row.accountName, id: row.accountId })}).`,
    fix: "Sign in there as the account of before, or connect the other one as a new connection.",
  });
}

function grantedOf({ serving, scopes, tokens }: Tried): string[] {
  return tokens?.scopes ?? scopesOf(serving.definition, scopes);
}

/** How its events will name it, where they do not say the account's id: of what the provider answered, or an address it was reached at. */
function eventAccountOf({ serving, fields }: Tried): string | null {
  const field = serving.definition.events?.account.field;
  return field === undefined ? null : (fields[field] ?? null);
}

function timesAt(tried: Tried, usedAt: number | null, now: number): ReturnType<typeof timesOf> {
  const refreshable = tried.secret["refresh_token"] !== undefined || tried.serving.definition.kind === "client-credentials";
  return timesOf({ lifetimeMs: tried.tokens?.lifetimeMs, refreshable, usedAt, now });
}

async function create(ctx: TxCtx, tried: Tried): Promise<ConnectionRow> {
  const { customerId, sideId } = readingCustomer(ctx);
  const { serving, account } = tried;
  const id = newId(ctx.clock);
  const now = ctx.clock.now();
  await insertConnection(ctx.tx, {
    id,
    customerId,
    sideId,
    appId: serving.app?.id ?? null,
    provider: serving.definition.name,
    name: tried.name ?? (account.name === null ? serving.definition.title : `${serving.definition.title}: ${account.name}`).slice(0, 80),
    accountId: account.id,
    accountName: account.name,
    eventAccount: eventAccountOf(tried),
    fields: tried.fields,
    scopes: grantedOf(tried),
    secretId: await keepSecret(ctx, customerId, tried.secret),
    ...timesAt(tried, now, now),
    now,
  });
  const row = await lockConnection(ctx.tx, customerId, id);
  if (!row) throw new StoaError("internal", "The new connection cannot be read back.");
  return row;
}

async function replace(ctx: TxCtx, before: ConnectionRow, tried: Tried): Promise<ConnectionRow> {
  const now = ctx.clock.now();
  const row = await replaceCredential(ctx.tx, {
    id: before.id,
    accountName: tried.account.name,
    eventAccount: eventAccountOf(tried),
    fields: tried.fields,
    scopes: grantedOf(tried),
    secretId: await keepSecret(ctx, before.customerId, tried.secret),
    ...timesAt(tried, now, now),
    now,
  });
  if (!row) throw new StoaError("conflict", { what: "This connection was ended meanwhile.", fix: "Connect the account as a new one." });
  if (before.secretId !== null) await removeSecrets(ctx, { owner: { kind: "customer", id: before.customerId }, ids: [before.secretId] });
  return row;
}
