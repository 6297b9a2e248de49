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

/** A customer's installations in a state, locked in a fixed order. */
export function lockRows(tx: Tx, customerId: string, state: "active" | "paused"): Promise<{ id: string; zone: string }[]> {
  return tx.rows("select id, zone from installs.installation where customer_id = $1 and state = $2 order by id for update", [
    customerId,
    state,
  ]);
}

/** Each until its own moment, or until somebody resumes it. */
export function pauseRows(
  tx: Tx,
  { at, ids, ends }: { at: number; ids: readonly string[]; ends: readonly (number | null)[] },
): Promise<InstallationRow[]> {
  return tx.rows<InstallationRow>(
    `update installs.installation set state = 'paused', paused_at = to_timestamp($1::float8 / 1000),
       resume_at = (select to_timestamp(e.until / 1000) from unnest($2::uuid[], $3::float8[]) as e (id, until) where e.id = installation.id), version = version + 1
     where id = any($2::uuid[]) and state = 'active' returning ${installationColumns}`,
    [at, ids, ends],
  );
}
