import { readId } from "@stoa/contract";
import { engineCtx, type Ctx } from "../base/index.ts";
import type { Config } from "../base/config.ts";
import type { BlobStore } from "../base/blobs/index.ts";
import type { DiskGuard } from "../base/disk/index.ts";
import { LiveLogs } from "../base/logs/index.ts";
import { tableAudit } from "./operator/table-audit.ts";
import { readMailServer } from "../rooms/alerts/index.ts";
import {
  adoptHealth,
  judgeSilence,
  keepTold,
  forgetExports,
  makeExports,
  sendMails,
  tellPeople,
  type ExportDeps,
  type MailDeps,
} from "../rooms/home/index.ts";
import { keepCalls } from "../rooms/gateway/index.ts";
import { eraseDue, resumeDue } from "../rooms/installs/index.ts";
import { exportFolder, exportRuns, keepRuns, readLogTail, startLoop } from "../rooms/runs/index.ts";

const idleMs = 5_000;
const forgetMs = 600_000;

/** Tells customers what their installations need. */
export function startHome(
  deps: Pick<Ctx, "db" | "clock" | "log" | "keys"> & {
    blobs: BlobStore;
    disk: Pick<DiskGuard, "isFull">;
    config: Pick<Config, "publicUrl">;
  },
): {
  stop(): Promise<void>;
} {
  const ctx = engineCtx(deps, "home");
  let adopted = false;
  const silence = startLoop("silence", deps.log, async () => {
    if (!adopted) await adoptHealth(ctx);
    adopted = true;
    return (await judgeSilence(ctx)) > 0 ? 0 : idleMs;
  });
  const pauses = startLoop("pauses", deps.log, async () => ((await resumeDue(ctx)) > 0 ? 0 : idleMs));
  const mails = startLoop("mails", deps.log, async () => ((await sendMails(ctx, mailDeps(deps))) > 0 ? 0 : idleMs));
  const telling = startLoop("telling", deps.log, async () =>
    (await tellPeople({ ...ctx, keys: deps.keys }, deps.config)) > 0 ? 0 : idleMs,
  );
  const exports = startLoop("exports", deps.log, async () =>
    (await makeExports({ ...ctx, keys: deps.keys }, exportDeps(deps))) > 0 ? 0 : idleMs,
  );
  const forget = startLoop("exports past", deps.log, async () => {
    await forgetExports(ctx, deps);
    return forgetMs;
  });
  const kept = [keepRuns(deps), keepCalls, keepTold];
  const erasures = startLoop("erasures", deps.log, async () => ((await eraseDue(ctx, kept)) > 0 ? 0 : idleMs));
  const loops = [silence, pauses, mails, telling, exports, forget, erasures];
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) };
}

function mailDeps({ blobs, config }: { blobs: BlobStore; config: Pick<Config, "publicUrl"> }): MailDeps {
  const live = new LiveLogs();
  return { publicUrl: config.publicUrl, mailServer: readMailServer, readLog: (ctx, runId) => readLogTail(ctx, { runId }, { blobs, live }) };
}

/** An export of everything a customer has holds what each installation's own export holds. */
function exportDeps({ blobs, disk }: Pick<ExportDeps, "blobs" | "disk">): ExportDeps {
  const live = new LiveLogs();
  return {
    blobs,
    disk,
    parts: [exportRuns],
    folder: (ctx, installationId) => exportFolder(ctx, { installationId }, { blobs }),
    readLog: (ctx, runId) => readLogTail(ctx, { runId }, { blobs, live }),
    activity: (ctx) => tableAudit(ctx, {}),
    runIdOf: (text) => readId("run", text) ?? "",
  };
}
