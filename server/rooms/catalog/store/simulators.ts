import type { Tx } from "../../../base/index.ts";

export interface SimulatorRow {
  integrationId: string;
  host: string;
  port: number;
  address: string;
  setAt: number;
}

const columns = `s.integration_id as "integrationId", s.host, s.port, s.address, s.set_at as "setAt"`;

export function listSimulatorRows(tx: Tx, integrationId: string, publisherId: string | null): Promise<SimulatorRow[]> {
  return tx.rows<SimulatorRow>(
    `select ${columns} from catalog.simulator s where s.integration_id = $1 and ($2::uuid is null or s.publisher_id = $2) order by s.host, s.port`,
    [integrationId, publisherId],
  );
}

/** Those that answer at a side: none at a live one. */
export function listSimulatorsAt(tx: Tx, integrationId: string, sideId: string): Promise<SimulatorRow[]> {
  return tx.rows<SimulatorRow>(
    `select ${columns} from catalog.simulator s join identity.v_side v on v.id = $2 and v.kind = 'test' where s.integration_id = $1 order by s.host, s.port`,
    [integrationId, sideId],
  );
}

/** Engine scope: of several integrations at once. */
export function listSimulatorsOf(tx: Tx, integrationIds: readonly string[]): Promise<SimulatorRow[]> {
  return tx.named("catalog-simulators", `select ${columns} from catalog.simulator s where s.integration_id = any($1::uuid[])`, [
    integrationIds,
  ]);
}

export async function putSimulatorRow(tx: Tx, row: Omit<SimulatorRow, "setAt"> & { publisherId: string; now: number }): Promise<void> {
  await tx.run(
    `insert into catalog.simulator (integration_id, publisher_id, host, port, address, set_at) values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))
     on conflict (integration_id, host, port) do update set address = excluded.address, set_at = excluded.set_at`,
    [row.integrationId, row.publisherId, row.host, row.port, row.address, row.now],
  );
}

export async function deleteSimulatorRow(
  tx: Tx,
  of: { integrationId: string; publisherId: string; host: string; port: number },
): Promise<boolean> {
  const count = await tx.run("delete from catalog.simulator where integration_id = $1 and publisher_id = $2 and host = $3 and port = $4", [
    of.integrationId,
    of.publisherId,
    of.host,
    of.port,
  ]);
  return count === 1;
}
