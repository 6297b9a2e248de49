import { tidyAddresses } from "@stoa/program";
import { notFound, requireRole, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { resolveRelease } from "../catalog/index.ts";
import { requireOpenCustomer } from "../identity/index.ts";
import { areConnected, checkGiven, setAccounts, type GivenAccounts, type RequireFit } from "./accounts.ts";
import { change, type Changed } from "./change-installation.ts";
import { checkForm, refuseIncomplete, requireValidForm, type FormInput } from "./check-config.ts";
import { requireSchedule } from "./check-schedule.ts";
import { sinceOf } from "./since-of.ts";
import { storeSecrets, withoutSecrets } from "./split-secrets.ts";
import { tenantOf } from "./get-installation.ts";
import { findInstallation, type InstallationRow } from "./store.ts";

export interface ConfigureInput {
  operationId: string;
  installationId: string;
  name?: string | undefined;
  /** The whole form; secret fields left out keep their value. */
  config?: Record<string, unknown> | undefined;
  /** Connections of its accounts that are to be changed. */
  connections?: GivenAccounts | undefined;
  schedule?: string | null | undefined;
  zone?: string | undefined;
  shareLogs?: boolean | undefined;
  /** From now on, or what is there already too; until it has begun. */
  history?: "now" | "all" | undefined;
  /** What its program speaks. */
  language?: string | undefined;
  /** False: a draft stays one however complete; true: it starts, or is refused while something is missing. */
  start?: boolean | undefined;
}

/**
 * Changes form, connections, schedule, name or log sharing; a draft becomes active when its form is complete, its accounts are
 * connected and starting it was not put off.
 * @throws StoaError forbidden, not_found, invalid_input by field, refused (a connection does not serve; a draft of a customer its host closed, or one to be started whose account is not connected)
 */
export async function configureInstallation(ctx: Ctx, input: ConfigureInput, requireFit?: RequireFit): Promise<Changed> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  await checkConnections(ctx, input, requireFit);
  return change(ctx, input, "configure", async (inner, row) => {
    const { name, zone, shareLogs, language } = input;
    await checkScheduleChange(inner, row, input);
    const since = input.history === undefined ? undefined : await chooseHistory(inner, row, input.history);
    const plain = { id: row.id, name, schedule: input.schedule, zone, shareLogs, since, language };
    const { connections: given, config, start } = input;
    if (config === undefined && given === undefined && start !== true) return { ...plain, state: row.state };
    if (given) await setAccounts(inner, { installationId: row.id, customerId: row.customerId, given });
    const { manifest } = await resolveRelease(inner, { integrationId: row.integrationId, releaseId: row.releaseId });
    const form = { manifest, given: tidyAddresses(manifest, config ?? withoutSecrets(row.config)), before: row.config };
    if (config !== undefined) requireValidForm(form);
    const stored = config === undefined ? undefined : await storeSecrets(inner, { ...form, customerId: row.customerId });
    return { ...plain, ...((await starts(inner, row, { form, start })) ? {} : { state: row.state }), config: stored };
  });
}

/** Whether it goes on from a draft now. @throws StoaError invalid_input, refused when it is to start and cannot */
async function starts(ctx: TxCtx, row: InstallationRow, asked: { form: FormInput; start: boolean | undefined }): Promise<boolean> {
  const { form, start } = asked;
  const complete = checkForm(form).length === 0 && (await areConnected(ctx, row.id, form.manifest));
  if (start === true && !complete) refuseIncomplete(form);
  if (!complete || start === false) return false;
  if (row.state === "draft") await requireOpenCustomer(ctx, row.customerId);
  return true;
}

async function checkConnections(ctx: Ctx, input: ConfigureInput, requireFit: RequireFit | undefined): Promise<void> {
  const { connections: given } = input;
  if (given === undefined || Object.keys(given).length === 0) return;
  const { row, release } = await transaction(ctx, async (inner) => {
    const found = await findInstallation(inner.tx, tenantOf(inner), input.installationId);
    if (!found) throw notFound("installation");
    return { row: found, release: await resolveRelease(inner, { integrationId: found.integrationId, releaseId: found.releaseId }) };
  });
  await checkGiven(ctx, { manifest: release.manifest, publisherId: row.publisherId, given }, requireFit);
}

/** @throws StoaError refused once it has begun, invalid_input */
async function chooseHistory(ctx: TxCtx, row: InstallationRow, chosen: "now" | "all"): Promise<number | null | undefined> {
  if ((row.since === null ? "all" : "now") === chosen) return row.since;
  if (row.state !== "draft")
    throw new StoaError("refused", {
      what: "It has begun: what was there before has been taken, or left out.",
      fix: "Install it again to choose anew.",
    });
  const { manifest } = await resolveRelease(ctx, { integrationId: row.integrationId, releaseId: row.releaseId });
  return sinceOf(manifest, chosen, ctx.clock.now());
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
