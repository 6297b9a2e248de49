import type { Tx } from "../../../base/index.ts";
import { installationColumns, type InstallationRow } from "../store.ts";

export interface DuePause {
  id: string;
  pausedAt: number | null;
  /** Its customer is: nothing of it goes on by itself. */
  closed: boolean;
}

/** Those whose pause is over, the longest first; what another has in its hands is passed over. Engine scope. */
export function lockDuePauses(tx: Tx, now: number, limit: number): Promise<DuePause[]> {
  return tx.rows<DuePause>(
    `select i.id, i.paused_at as "pausedAt", exists (select from identity.v_customer c where c.id = i.customer_id and c.closed_at is not null) as closed
     from installs.installation i where i.resume_at <= to_timestamp($1::float8 / 1000) order by i.resume_at limit $2 for update skip locked`,
    [now, limit],
  );
}

export async function staysPaused(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.run("update installs.installation set resume_at = null where id = any($1)", [ids]);
}

export function resumeRows(tx: Tx, ids: readonly string[]): Promise<InstallationRow[]> {
  return tx.rows<InstallationRow>(
    `update installs.installation set state = 'active', paused_at = null, resume_at = null, version = version + 1
     where id = any($1) and state = 'paused' returning ${installationColumns}`,
    [ids],
  );
}
