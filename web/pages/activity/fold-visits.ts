import type { AuditItem } from "@stoa/contract";
import { touchedOf } from "../../words/activity-fields.ts";

/** A row of the page: what happened, or several sign-ins of a person on one day. */
export type Shown = AuditItem & { times: number };

const signIns = new Set(["person.sign_in_from_host", "session.start"]);

/** Sign-ins of one person and day are one row, at the newest; a change that changed nothing is none. */
export function foldVisits(rows: readonly AuditItem[]): Shown[] {
  const shown: Shown[] = [];
  const open = new Map<string, Shown>();
  for (const row of rows.filter(changedSomething)) {
    const key = signIns.has(row.verb) ? `${row.actor.name} ${new Date(row.at).toDateString()}` : undefined;
    const before = key === undefined ? undefined : open.get(key);
    if (before) {
      before.times += 1;
      continue;
    }
    const own = { ...row, times: 1 };
    shown.push(own);
    if (key !== undefined) open.set(key, own);
  }
  return shown;
}

const changedSomething = ({ verb, before, after }: AuditItem): boolean =>
  verb !== "installation.configure" || touchedOf(before, after).some((name) => name !== "fields");
