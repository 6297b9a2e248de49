import type { AttemptView } from "@stoa/contract";
import { engineCtx, notFound, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { pollDevice } from "../oauth/grants.ts";
import { identityOf, resolveOf } from "../resolve-provider.ts";
import { readingCustomer } from "../scope.ts";
import { findAttempt, noteFailure, takePoll, type AttemptRow } from "../store/attempts.ts";
import { asking } from "../try-account.ts";
import { keepTokens } from "./come-back.ts";
import { openSealed } from "./sealed.ts";
import { showAttempt } from "./show-attempt.ts";

/** How far a try is. For a code typed at the provider, asking here asks there, as often as the provider allows. @throws StoaError not_found */
export async function getAttempt(ctx: Ctx, deps: ConnectDeps, input: { attemptId: string }): Promise<AttemptView> {
  const { customerId } = readingCustomer(ctx);
  const row = await find(ctx, customerId, input.attemptId);
  if (row.way !== "device" || row.state !== "begun" || row.expiresAt <= ctx.clock.now()) return showAttempt(ctx, row);
  await askWhetherTyped(engineCtx(ctx, "connect", ctx.trace), deps, row);
  return showAttempt(ctx, await find(ctx, customerId, input.attemptId));
}

async function find(ctx: Ctx, customerId: string, id: string): Promise<AttemptRow & { account: string | null }> {
  const row = await transaction(ctx, ({ tx }) => findAttempt(tx, customerId, id));
  if (!row) throw notFound("try to connect");
  return row;
}

async function askWhetherTyped(ctx: Ctx, deps: ConnectDeps, row: AttemptRow): Promise<void> {
  const { deviceCode = "", everySeconds = 5 } = openSealed(ctx, row.id, row.sealed);
  const everyMs = everySeconds * 1_000;
  if (!(await transaction(ctx, ({ tx, clock }) => takePoll(tx, row.id, everyMs, clock.now())))) return;
  try {
    const serving = await resolveOf(ctx, deps, row);
    const app = await identityOf(ctx, serving, row.fields);
    const asked = { definition: serving.definition, values: row.fields, app };
    const tokens = await asking(serving, () => pollDevice(deps, asked, deviceCode));
    if (tokens === "waiting") return;
    if (tokens === "slower")
      return void (await transaction(ctx, ({ tx, clock }) => takePoll(tx, row.id, everyMs * 2, clock.now() + everyMs)));
    await keepTokens(ctx, deps, { row, serving, tokens });
  } catch (error) {
    if (!(error instanceof StoaError)) throw error;
    await transaction(ctx, ({ tx }) => noteFailure(tx, row.id, error.message));
  }
}
