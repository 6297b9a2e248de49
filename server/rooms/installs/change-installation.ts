import { notFound, StoaError, type Ctx, type TxCtx } from "../../base/index.ts";
import { auditSettings } from "./audit-settings.ts";
import { once } from "./once.ts";
import { nextState, type InstallationEvent, type InstallationState } from "./states.ts";
import { lockInstallation, updateInstallation, type InstallationChange, type InstallationRow } from "./store.ts";
import { tell } from "./tell.ts";

export interface Changed {
  installationId: string;
  state: InstallationState;
}

type Plan = (ctx: TxCtx, row: InstallationRow) => Promise<InstallationChange>;

/** One step of an installation's life, once for its operation id: by the table of transitions, with its audit row and fact. @throws StoaError not_found, conflict */
export async function change(
  ctx: Ctx,
  input: { operationId: string; installationId: string },
  event: InstallationEvent,
  plan: Plan,
): Promise<Changed> {
  const { operationId, ...body } = input;
  return once(ctx, { operationId, verb: event, body }, async (inner, customerId) => {
    const row = await lockInstallation(inner.tx, customerId, input.installationId);
    if (!row) throw notFound("installation");
    const to = nextState(row.state, event);
    if (!to)
      throw new StoaError("conflict", {
        what: `An installation that is ${row.state} cannot be changed so (${event}).`,
        fix: "Load its page again.",
      });
    const after = await updateInstallation(inner.tx, { state: to, ...(await plan(inner, row)) });
    if (!after) throw notFound("installation");
    await auditSettings(inner, row, after);
    await tell(inner, event, after, { before: summary(row), after: summary(after) });
    return { installationId: after.id, state: after.state };
  });
}

function summary(row: InstallationRow): object {
  const { state, name, schedule, zone, shareLogs, resumeAt } = row;
  return {
    state,
    resumesAt: resumeAt === null ? null : new Date(resumeAt).toISOString(),
    name,
    schedule,
    zone,
    shareLogs,
    fields: Object.keys(row.config),
  };
}
