import type { Tx } from "../../../base/index.ts";

interface Asked {
  installationId: string;
  digests: readonly string[];
  places: readonly { host: string; port: number }[];
}

/** How many runs that went well are looked at: one with nothing to do need not have asked everywhere. */
const looked = 20;

/** Whether one of these places answered one of the last runs that went well with these settings. */
export async function hasAnswered(tx: Tx, { installationId, digests, places }: Asked): Promise<boolean> {
  const row = await tx.row<{ answered: boolean }>(
    `select exists (select from (select contacted from runs.run where installation_id = $1 and kind = 'work' and outcome = 'succeeded' and started_at is not null
         and config_digest = any($2) order by id desc limit ${looked}) r
       cross join lateral jsonb_to_recordset(case when jsonb_typeof(r.contacted) = 'array' then r.contacted else '[]' end) as c (host text, port int, refused text)
       join jsonb_to_recordset($3::jsonb) as p (host text, port int) on p.host = c.host and p.port = c.port where c.refused is null) as answered`,
    [installationId, digests, JSON.stringify(places)],
  );
  return row?.answered ?? false;
}
