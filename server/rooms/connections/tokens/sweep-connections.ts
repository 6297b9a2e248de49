import { newId, transaction, type Ctx } from "../../../base/index.ts";
import { removeSecrets } from "../../trust/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { readFault } from "../oauth/fault.ts";
import { revokeTokens } from "../oauth/revoke.ts";
import { usesOAuth } from "../provider/kinds.ts";
import { identityOf, resolveOf } from "../resolve-provider.ts";
import { sweepAttempts } from "../store/attempts.ts";
import { listForRuns, type ConnectionRow } from "../store/connections.ts";
import { endConnection, leaveLater, listDue, takeLeaving } from "../store/leases.ts";
import { emitFacts } from "../../../base/index.ts";
import { refreshConnection } from "./refresh-connection.ts";
import { readSecret } from "./keep-secret.ts";
import { coolMs } from "./times.ts";

const together = 10;
/** A provider that is away for good does not keep a connection from ending. */
const mostRevocations = 6;

/** Fetches tokens anew whose time has come, although no run asks. Engine scope. @returns how many were looked at */
export async function refreshDue(ctx: Ctx, deps: ConnectDeps): Promise<number> {
  const due = await transaction(ctx, ({ tx, clock }) => listDue(tx, clock.now(), together));
  const rows = await transaction(ctx, ({ tx }) =>
    listForRuns(
      tx,
      due.map(({ id }) => id),
    ),
  );
  await Promise.all(rows.map((row) => refreshConnection(ctx, deps, row)));
  return rows.length;
}

/** Gives back at their providers the tokens of connections that were ended, then erases them here. Engine scope. @returns how many were looked at */
export async function giveBack(ctx: Ctx, deps: ConnectDeps): Promise<number> {
  const leaseId = newId(ctx.clock);
  const rows = await transaction(ctx, async ({ tx, clock }) => {
    const taken = await takeLeaving(tx, { now: clock.now(), leaseId, leaseMs: deps.leaseMs * 2, limit: together });
    return listForRuns(
      tx,
      taken.map(({ id }) => id),
    );
  });
  await Promise.all(rows.map((row) => giveOneBack(ctx, deps, row, leaseId)));
  return rows.length;
}

async function giveOneBack(ctx: Ctx, deps: ConnectDeps, row: ConnectionRow, leaseId: string): Promise<void> {
  const fault = await revoke(ctx, deps, row);
  if (fault !== undefined && row.failures < mostRevocations) {
    const dueAt = ctx.clock.now() + coolMs(row.failures);
    return transaction(ctx, ({ tx }) => leaveLater(tx, { id: row.id, leaseId, error: fault, dueAt }));
  }
  await transaction(ctx, async (inner) => {
    const ended = await endConnection(inner.tx, { id: row.id, leaseId, now: inner.clock.now() });
    if (!ended) return;
    const { customerId, sideId, secretId, version } = ended;
    if (secretId !== null) await removeSecrets(inner, { owner: { kind: "customer", id: customerId }, ids: [secretId] });
    const data = { provider: row.provider, state: "disconnected", revoked: fault === undefined };
    await emitFacts(inner, [{ type: "connection.disconnected", customerId, sideId, subject: row.id, subjectVersion: version, data }]);
  });
}

/** Why the provider did not take them back; undefined when it did, or has no way to. */
async function revoke(ctx: Ctx, deps: ConnectDeps, row: ConnectionRow): Promise<string | undefined> {
  try {
    const serving = await resolveOf(ctx, deps, row);
    if (!usesOAuth(serving.definition.kind)) return undefined;
    const secret = await readSecret(ctx, row.secretId);
    const values = { ...row.fields, ...secret };
    const asked = { definition: serving.definition, values, app: await identityOf(ctx, serving, values) };
    try {
      await revokeTokens(deps, asked, { accessToken: secret["access_token"], refreshToken: secret["refresh_token"] });
      return undefined;
    } catch (error) {
      const fault = readFault(serving.definition, error);
      return fault.kind === "grant" ? undefined : fault.text;
    }
  } catch (error) {
    ctx.log.warn({ err: error, connection: row.id }, "a connection's tokens could not be given back");
    return "Something failed on our side.";
  }
}

const keptDays = 30;

/** Forgets tries to connect that ended a month ago. Engine scope. */
export async function forgetAttempts(ctx: Ctx): Promise<number> {
  return transaction(ctx, ({ tx, clock }) => sweepAttempts(tx, clock.now() - keptDays * 86_400_000));
}
