import { hourMs, span, type Condition } from "./condition.ts";

const fix = "Type: stoa backup, then: stoa verify-backup";
const staleAfter = 48 * hourMs;

/** Whether the data could be had again. */
export const backupConditions: Condition[] = [
  {
    name: "backup-failed",
    severity: "warning",
    openAfterMs: 0,
    closeAfterMs: 0,
    judge: ({ backup }) => {
      const { failedAt, verifiedAt, error } = backup;
      if (failedAt === null || (verifiedAt !== null && verifiedAt > failedAt)) return undefined;
      return { title: "The backup failed", text: error ?? "It could not be made, or not be restored on trial.", fix };
    },
  },
  {
    name: "backup-stale",
    severity: "warning",
    openAfterMs: 0,
    closeAfterMs: 0,
    judge: ({ backup, madeAt }, now) => {
      const age = now - (backup.verifiedAt ?? madeAt);
      if (age < staleAfter) return undefined;
      const text =
        backup.verifiedAt === null
          ? `None was ever restored on trial, in ${span(age)}. A backup counts once it was restored.`
          : `The last one that was restored on trial is ${span(age)} old.`;
      return { title: "The backup is old", text, fix };
    },
  },
];
