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
  input: { operationId: string; installationId: string; connections?: object | undefined },
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
    const accounts = namesOf(input.connections);
    const after = await updateInstallation(inner.tx, { state: to, ...(await plan(inner, row)) });
    if (!after) throw notFound("installation");
    if (event !== "uninstall") await auditSettings(inner, row, after);
    const [was, is] = [summary(row), summary(after)];
    const silent = event === "configure" && accounts === undefined && JSON.stringify(was) === JSON.stringify(is);
    await tell(inner, event, after, { before: was, after: { ...is, ...(accounts ? { accounts } : {}) }, silent });
    return { installationId: after.id, state: after.state };
  });
}

/** Which accounts were chosen anew, none by `undefined`. */
function namesOf(connections: object | undefined): string[] | undefined {
  const names = Object.keys(connections ?? {});
  return names.length === 0 ? undefined : names;
}

function summary(row: InstallationRow): object {
  const { state, name, schedule, zone, shareLogs, language, resumeAt } = row;
  return {
    state,
    resumesAt: resumeAt === null ? null : new Date(resumeAt).toISOString(),
    name,
    schedule,
    zone,
    shareLogs,
    language,
  };
}
