import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Config } from "../../base/config.ts";
import { StoaError } from "../../base/errors.ts";
import { becomes } from "../supervise/end-process.ts";
import { processFacts } from "../supervise/process-facts.ts";
import { findHolder } from "../supervise/hold-lock.ts";
import { systemctl, unitName } from "./unit.ts";

const run = promisify(execFile);

/** Stops the deployment when systemd runs it. @returns what starts it again. @throws StoaError refused when somebody else runs it. */
export async function pauseService(config: Config): Promise<() => Promise<void>> {
  const holder = await findHolder(config.dataDir);
  if (!holder) return () => Promise.resolve();
  const [file, ...args] = systemctl();
  const active = await run(file, [...args, "show", "--property", "MainPID", "--value", unitName]).then(
    ({ stdout }) => Number(stdout),
    () => 0,
  );
  if (active === 0 || !isBelow(holder.pid, active)) {
    throw new StoaError("refused", {
      what: `The deployment runs as process ${holder.pid} (${holder.what}).`,
      fix: `Stop it first (Ctrl-C where it runs, or kill ${holder.pid}), then try again. Nothing was changed.`,
    });
  }
  await run(file, [...args, "stop", unitName]);
  await becomes(() => processFacts(holder.pid) === undefined, 60_000);
  return async () => void (await run(file, [...args, "start", unitName]));
}

function isBelow(pid: number, ancestor: number): boolean {
  if (pid === ancestor) return true;
  const parent = processFacts(pid)?.parentPid ?? 0;
  return parent > 1 && isBelow(parent, ancestor);
}
