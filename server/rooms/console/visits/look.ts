import { showId, type InstallationView, type LogPage, type RunPage, type RunView } from "@stoa/contract";
import { notFound, type Ctx } from "../../../base/index.ts";
import type { BlobStore } from "../../../base/blobs/index.ts";
import type { LiveLogs } from "../../../base/logs/index.ts";
import { getInstallation } from "../../installs/index.ts";
import { getRun, listRuns, readRunLog, type RunSettings } from "../../runs/index.ts";
import { enterVisit } from "./enter-visit.ts";

interface Visit {
  visitId: string;
}

/** The visited installation as its customer sees it, secrets as "set on" only. @throws StoaError not_found, gone */
export async function lookAtInstallation(ctx: Ctx, input: Visit): Promise<InstallationView> {
  const entered = await enterVisit(ctx, input);
  return getInstallation(entered.ctx, { installationId: entered.visit.installationId });
}

/** Its runs, newest first. @throws StoaError not_found, gone */
export async function lookAtRuns(ctx: Ctx, input: Visit & { after?: string | undefined; limit?: number | undefined }): Promise<RunPage> {
  const entered = await enterVisit(ctx, input);
  const page = {
    ...(input.after === undefined ? {} : { after: input.after }),
    ...(input.limit === undefined ? {} : { limit: input.limit }),
  };
  return listRuns(entered.ctx, { ...page, installationId: showId("installation", entered.visit.installationId) });
}

/** One of its runs. @throws StoaError not_found, also of another installation's, gone */
export async function lookAtRun(ctx: Ctx, input: Visit & { runId: string }, settings: RunSettings): Promise<RunView> {
  const entered = await enterVisit(ctx, input);
  const run = await getRun(entered.ctx, { runId: input.runId }, settings);
  if (run.installation.id !== showId("installation", entered.visit.installationId)) throw notFound("run");
  return run;
}

/** The log of one of its runs, where the customer shares logs. @throws StoaError not_found, forbidden, gone */
export async function lookAtLog(
  ctx: Ctx,
  input: Visit & { runId: string; from: number; limit: number },
  deps: { blobs: BlobStore; live: LiveLogs; settings: RunSettings },
): Promise<LogPage> {
  await lookAtRun(ctx, input, deps.settings);
  const entered = await enterVisit(ctx, input);
  return readRunLog(entered.ctx, { runId: input.runId, from: input.from, limit: input.limit }, deps);
}
