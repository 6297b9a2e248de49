import { fileURLToPath } from "node:url";
// The door of this machine's own commands.
export { backUp } from "./backup/back-up.ts";
export { dailyBackup, type DailyBackupDeps } from "./backup/daily-backup.ts";
export type { Backup } from "./backup/make-backup.ts";
export { restore, type Restored } from "./backup/restore.ts";
export { verifyBackup, type VerifiedBackup } from "./backup/verify-backup.ts";
export { reachDatabase } from "./database/reach-database.ts";
export { checkRuntimeHere } from "./local-run/check-runtime-here.ts";
export { tryProgram, type TryProgramInput } from "./local-run/try-program.ts";
export type { LocalRun } from "./local-run/run-locally.ts";
export { silentLog, type MachineLog } from "./log.ts";
export { seed } from "./seed/seed.ts";
export { installService, type ServiceUnit } from "./service/install-service.ts";
export { enterOwnMounts } from "./supervise/app-place.ts";
export { findHolder } from "./supervise/hold-lock.ts";
export { type Deployment, startDeployment } from "./supervise/supervisor.ts";
export { upgrade, type Upgraded, type UpgradeOptions } from "./upgrade/upgrade.ts";
export { readConfig } from "../base/config.ts";

/** What `npm start` runs. */
export const mainFile = fileURLToPath(new URL("../main.ts", import.meta.url));
