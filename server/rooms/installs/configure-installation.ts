import { requireRole, StoaError, type Ctx, type TxCtx } from "../../base/index.ts";
import { resolveRelease } from "../catalog/index.ts";
import { change, type Changed } from "./change-installation.ts";
import { requireValidForm } from "./check-config.ts";
import { requireSchedule } from "./check-schedule.ts";
import { storeSecrets } from "./split-secrets.ts";
import type { InstallationRow } from "./store.ts";

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
