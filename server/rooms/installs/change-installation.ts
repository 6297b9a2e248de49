import { notFound, requireRole, StoaError, type Ctx, type TxCtx } from "../../base/index.ts";
import { resolveRelease } from "../catalog/index.ts";
import { removeSecrets } from "../trust/index.ts";
import { requireValidForm } from "./check-config.ts";
import { requireSchedule } from "./check-schedule.ts";
import { once } from "./once.ts";
import { isSecretRef, storeSecrets } from "./split-secrets.ts";
import { nextState, type InstallationEvent, type InstallationState } from "./states.ts";
import { lockInstallation, updateInstallation, type InstallationChange, type InstallationRow } from "./store.ts";
import { tell } from "./tell.ts";

export interface Changed {
  installationId: string;
  state: InstallationState;
}

export interface ConfigureInput {
  operationId: string;
  installationId: string;
  name?: string | undefined;
  /** The whole form; secret fields left out keep their value. */
  config?: Record<string, unknown> | undefined;
  schedule?: string | null | undefined;
  zone?: string | undefined;
  shareLogs?: boolean | undefined;
}

/** Changes form, schedule, name or log sharing; a draft becomes active when its form is complete. @throws StoaError forbidden, not_found, invalid_input by field */
export async function configureInstallation(ctx: Ctx, input: ConfigureInput): Promise<Changed> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  return change(ctx, input, "configure", async (inner, row) => {
    const { name, zone, shareLogs } = input;
    await checkScheduleChange(inner, row, input);
    if (input.config === undefined) return { id: row.id, state: row.state, name, schedule: input.schedule, zone, shareLogs };
    const { manifest } = await resolveRelease(inner, { integrationId: row.integrationId, releaseId: row.releaseId });
    const form = { manifest, given: input.config, before: row.config };
    requireValidForm(form);
    const config = await storeSecrets(inner, { ...form, customerId: row.customerId });
    return { id: row.id, name, config, schedule: input.schedule, zone, shareLogs };
  });
}

async function checkScheduleChange(ctx: TxCtx, row: InstallationRow, input: ConfigureInput): Promise<void> {
  if (input.schedule === undefined && input.zone === undefined) return;
  const schedule = input.schedule === undefined ? row.schedule : input.schedule;
  requireSchedule({ schedule, zone: input.zone ?? row.zone });
  if (input.schedule === undefined || input.schedule === row.schedule) return;
  const { manifest } = await resolveRelease(ctx, { integrationId: row.integrationId, releaseId: row.releaseId });
  if (!manifest.schedule.editable)
    throw new StoaError("refused", {
      what: "This integration's publisher keeps its schedule fixed.",
      fix: "Ask the publisher, or pause the installation.",
    });
}

/** No new runs start until it is resumed; a run that is going ends by itself. */
export async function pauseInstallation(ctx: Ctx, input: { operationId: string; installationId: string }): Promise<Changed> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  return change(ctx, input, "pause", async (_inner, row) => ({ id: row.id }));
}

export async function resumeInstallation(ctx: Ctx, input: { operationId: string; installationId: string }): Promise<Changed> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  return change(ctx, input, "resume", async (_inner, row) => ({ id: row.id }));
}

/** Ends it for good: its secrets are erased now, its runs and config stay readable for the customer. */
export async function uninstall(ctx: Ctx, input: { operationId: string; installationId: string }): Promise<Changed> {
  requireRole(ctx, "customer_owner");
  return change(ctx, input, "uninstall", async (inner, row) => {
    const secrets = Object.entries(row.config).filter(([, value]) => isSecretRef(value));
    const ids = secrets.map(([, value]) => (isSecretRef(value) ? value.$secret : ""));
    await removeSecrets(inner, { owner: { kind: "customer", id: row.customerId }, ids });
    const config = Object.fromEntries(Object.entries(row.config).filter(([, value]) => !isSecretRef(value)));
    return { id: row.id, config, removedAt: inner.clock.now() };
  });
}

type Plan = (ctx: TxCtx, row: InstallationRow) => Promise<InstallationChange>;

async function change(
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
    await tell(inner, event, after, { before: summary(row), after: summary(after) });
    return { installationId: after.id, state: after.state };
  });
}

function summary(row: InstallationRow): object {
  const { state, name, schedule, zone, shareLogs } = row;
  return { state, name, schedule, zone, shareLogs, fields: Object.keys(row.config) };
}
