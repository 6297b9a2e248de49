import { backupConditions } from "./backups.ts";
import type { Condition } from "./condition.ts";
import { machineConditions } from "./machine.ts";
import { tellingConditions } from "./telling.ts";
import { workConditions } from "./work.ts";

/** Everything watched. */
export const conditions: readonly Condition[] = [...workConditions, ...backupConditions, ...machineConditions, ...tellingConditions];
