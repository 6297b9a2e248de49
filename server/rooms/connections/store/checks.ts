import type { Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

/** Says when those are asked that nobody dated, each at a moment of its own. @returns how many */
export function dateChecks(tx: Tx, input: { now: number; fromMs: number; withinMs: number; limit: number }): Promise<number> {
  return tx.run(
    `update connections.connection set check_due_at = ${at(1)} + ($2::float8 + random() * $3::float8) * interval '1 ms' where id in
       (select id from connections.connection where state = 'connected' and check_due_at is null limit $4 for update skip locked)`,
    [input.now, input.fromMs, input.withinMs, input.limit],
  );
}

export interface TakenCheck {
  id: string;
  credentialVersion: number;
  /** When the provider said no to this credential, at the last asking. */
  refusedAt: number | null;
}

/** Of how many that are due the next are picked: those of a slow provider leave room for others. */
const looksOver = 500;

/** Takes what is to be asked now, a few of each provider; whoever dies with it leaves it to the next, at `againAt`. */
export function takeChecks(tx: Tx, input: { now: number; againAt: number; limit: number; ofEach: number }): Promise<TakenCheck[]> {
  return tx.rows(
    `update connections.connection set check_due_at = ${at(2)} where id in
       (select id from connections.connection where state = 'connected' and check_due_at <= ${at(1)} and id in
         (select id from (select id, check_due_at, row_number() over (partition by provider order by check_due_at) as place from
           (select id, provider, check_due_at from connections.connection where state = 'connected' and check_due_at <= ${at(1)}
            order by check_due_at limit ${looksOver}) due) placed
          where place <= $4 order by check_due_at limit $3)
        for update skip locked)
     returning id, credential_version as "credentialVersion", check_refused_at as "refusedAt"`,
    [input.now, input.againAt, input.limit, input.ofEach],
  );
}

/** What it said of the credential that was read; another one since then was proven by itself. */
export async function noteCheck(tx: Tx, row: TakenCheck & { dueAt: number }): Promise<void> {
  await tx.run(
    `update connections.connection set check_due_at = ${at(3)}, check_refused_at = ${at(4)}
     where id = $1 and credential_version = $2 and state = 'connected'`,
    [row.id, row.credentialVersion, row.dueAt, row.refusedAt],
  );
}
