import type pg from "pg";

/** What the operator's status page reads: `backup.made`, `backup.verified`, `backup.failed`, `upgrade.left`. */
export type DeploymentFact = "backup.made" | "backup.verified" | "backup.failed" | "upgrade.left";

/** Keeps one small fact about the deployment, over the last of its name. */
export async function recordFact(client: pg.ClientBase, name: DeploymentFact, value: object): Promise<void> {
  await client.query("begin; set local role stoa_wide");
  await client.query(
    `insert into base.deployment (name, value, at) values ($1, $2, clock_timestamp())
     on conflict (name) do update set value = excluded.value, at = excluded.at`,
    [name, JSON.stringify(value)],
  );
  await client.query("commit");
}
