import type { Tx } from "../../../base/index.ts";

export interface FailingInstallation {
  installationId: string;
  customerId: string;
  listingId: string;
  integrationId: string;
  runId: string;
  failureClass: string | null;
  version: number;
}

export function listFailing(tx: Tx, sideId: string, limit: number): Promise<FailingInstallation[]> {
  return tx.rows<FailingInstallation>(
    `select f.installation_id as "installationId", f.customer_id as "customerId", i.listing_id as "listingId", i.integration_id as "integrationId",
       f.run_id as "runId", (select r.failure_class from runs.v_run r where r.id = f.run_id) as "failureClass", i.version
     from runs.v_failing f join installs.v_installation i on i.id = f.installation_id where f.side_id = $1 order by f.installation_id limit $2`,
    [sideId, limit],
  );
}

/** The hosts' own ids of customers. */
export async function findCustomerRefs(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ id: string; ref: string }>("select id, external_ref as ref from identity.v_customer where id = any($1)", [
    ids,
  ]);
  return new Map(rows.map(({ id, ref }) => [id, ref]));
}
