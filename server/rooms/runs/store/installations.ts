import type { Tx } from "../../../base/index.ts";
import type { RunTarget } from "../states.ts";

/** Which rows a request may see, in SQL beside the policy. */
export interface Tenant {
  customerId: string | null;
  publisherId: string | null;
  sideId: string | null;
}

export interface InstallationOf extends RunTarget {
  releaseId: string;
  state: "draft" | "active" | "paused" | "removed";
  name: string;
  shareLogs: boolean;
  /** What its program speaks. */
  language: string;
  /** The account at the other service, where it is known. */
  accountId: string | null;
}

/** Whether one customer alone has anything installed. Two looks at the ends of an index. Engine scope. */
export async function isAlone(tx: Tx): Promise<boolean> {
  const ends = (order: "asc" | "desc"): string =>
    `(select customer_id from installs.v_installation where state <> 'removed' order by customer_id ${order}, id ${order} limit 1)`;
  const [row] = await tx.named<{ alone: boolean | null }>("runs-alone", `select ${ends("asc")} = ${ends("desc")} as alone`);
  return row?.alone ?? false;
}

/** An installation within the tenant, with its host. */
export function findInstallation(tx: Tx, of: Tenant, id: string): Promise<InstallationOf | undefined> {
  return tx.row<InstallationOf>(
    `select i.id as "installationId", i.side_id as "sideId", i.customer_id as "customerId", i.publisher_id as "publisherId", i.integration_id as "integrationId",
       i.release_id as "releaseId", i.state, i.name, i.share_logs as "shareLogs", i.language, s.host_id as "hostId", null::uuid as "accountId"
     from installs.v_installation i join identity.v_side s on s.id = i.side_id
     where ($1::uuid is null or i.customer_id = $1) and ($2::uuid is null or i.publisher_id = $2) and ($3::uuid is null or i.side_id = $3) and i.id = $4`,
    [of.customerId, of.publisherId, of.sideId, id],
  );
}

/** Installations whose name, customer or integration holds the text, for the search of a list; names a reader may not see do not count. */
export async function findByName(tx: Tx, of: Tenant, text: string): Promise<string[]> {
  const like = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const rows = await tx.rows<{ id: string }>(
    `select i.id from installs.v_installation i left join identity.v_customer c on c.id = i.customer_id left join catalog.v_integration n on n.id = i.integration_id
     where ($1::uuid is null or i.customer_id = $1) and ($2::uuid is null or i.publisher_id = $2) and ($3::uuid is null or i.side_id = $3)
       and (i.name ilike $4 or c.name ilike $4 or n.name ilike $4) limit 1000`,
    [of.customerId, of.publisherId, of.sideId, like],
  );
  return rows.map((row) => row.id);
}

/** What an attempt says of its place to the program. */
export interface Place {
  installationName: string;
  integrationName: string;
  sideKind: "test" | "live";
  listingId: string;
}
