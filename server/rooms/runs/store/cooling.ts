import type { Tx } from "../../../base/index.ts";
import type { RunOwner } from "../states.ts";

/** Until when work with this account waits; null when it does not. */
export async function findCooling(tx: Tx, accountKey: string, now: number): Promise<number | null> {
  const row = await tx.row<{ until: number }>(
    "select until from runs.cooling where account_key = $1 and until > to_timestamp($2::float8 / 1000)",
    [accountKey, now],
  );
  return row?.until ?? null;
}

export interface CoolingEntry extends RunOwner {
  accountKey: string;
  runId: string;
  /** Null: the service did not say; then each time again within an hour doubles the first pause. */
  forMs: number | null;
}

/** Lets accounts cool down from now on; never shorter than was said before. @returns until when each does */
export function coolAccounts(
  tx: Tx,
  entries: readonly CoolingEntry[],
  pause: { now: number; firstMs: number; mostMs: number },
): Promise<{ accountKey: string; until: number }[]> {
  return tx.rows(
    `insert into runs.cooling as c (account_key, side_id, customer_id, publisher_id, run_id, since, until)
     select e."accountKey", e."sideId", e."customerId", e."publisherId", e."runId", to_timestamp($2::float8 / 1000),
       to_timestamp(($2::float8 + least($4::float8, coalesce(e."forMs", $3::float8))) / 1000)
     from jsonb_to_recordset($1) as e ("accountKey" uuid, "sideId" uuid, "customerId" uuid, "publisherId" uuid, "runId" uuid, "forMs" float8) order by 1
     on conflict (account_key) do update set run_id = excluded.run_id, since = excluded.since,
       times = case when c.until > excluded.since - interval '1 hour' then c.times + 1 else 1 end,
       until = greatest(c.until, excluded.until, case when c.until > excluded.since - interval '1 hour'
         then excluded.since + least($4::float8, $3::float8 * power(2, least(c.times, 20))) * interval '1 ms' end)
     returning account_key as "accountKey", until`,
    [JSON.stringify(entries), pause.now, pause.firstMs, pause.mostMs],
  );
}

/** Work with these accounts that might begin waits until then. */
export async function holdForCooling(tx: Tx, cooling: readonly { accountKey: string; until: number }[]): Promise<number> {
  return tx.run(
    `update runs.ready r set state = 'later', due_at = greatest(r.due_at, to_timestamp(c.until / 1000)), version = r.version + 1
     from jsonb_to_recordset($1) as c ("accountKey" uuid, until float8)
     where (r.account_id = c."accountKey" or (r.account_id is null and r.active_key = c."accountKey")) and r.kind = 'work' and r.standing in ('queued', 'later')
       and r.state <> 'running'`,
    [JSON.stringify(cooling)],
  );
}

export function forgetCooling(tx: Tx, before: number): Promise<number> {
  return tx.run("delete from runs.cooling where until < to_timestamp($1::float8 / 1000)", [before]);
}
