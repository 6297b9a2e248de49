import type { Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface VisitRow {
  id: string;
  sideId: string;
  customerId: string;
  installationId: string;
  personId: string;
  personName: string;
  hostName: string;
  reason: string;
  openedAt: number;
  endsAt: number;
  endedAt: number | null;
}

const columns = `v.id, v.side_id as "sideId", v.customer_id as "customerId", v.installation_id as "installationId", v.person_id as "personId",
  v.person_name as "personName", v.host_name as "hostName", v.reason, v.opened_at as "openedAt", v.ends_at as "endsAt", v.ended_at as "endedAt"`;

/** An installation of the side that is not gone. */
export function findVisited(tx: Tx, sideId: string, installationId: string): Promise<{ customerId: string } | undefined> {
  return tx.row(`select customer_id as "customerId" from installs.v_installation where id = $1 and side_id = $2 and state <> 'removed'`, [
    installationId,
    sideId,
  ]);
}

/** Who visits, as the customer is to read it; an operator is none of the host's people. */
export function findVisitor(tx: Tx, sideId: string, personId: string): Promise<{ personName: string; hostName: string } | undefined> {
  return tx.row(
    `select coalesce((select p.name from identity.v_person p where p.id = $2), 'Operator') as "personName", s.host_name as "hostName"
     from identity.v_side s where s.id = $1`,
    [sideId, personId],
  );
}

export function insertVisit(tx: Tx, row: Omit<VisitRow, "endedAt">): Promise<VisitRow | undefined> {
  return tx.row<VisitRow>(
    `insert into console.visit as v (id, side_id, customer_id, installation_id, person_id, person_name, host_name, reason, opened_at, ends_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, ${at(9)}, ${at(10)}) returning ${columns}`,
    [
      row.id,
      row.sideId,
      row.customerId,
      row.installationId,
      row.personId,
      row.personName,
      row.hostName,
      row.reason,
      row.openedAt,
      row.endsAt,
    ],
  );
}

export function findVisit(tx: Tx, sideId: string, id: string): Promise<VisitRow | undefined> {
  return tx.row<VisitRow>(`select ${columns} from console.visit v where v.side_id = $1 and v.id = $2`, [sideId, id]);
}

/** @returns undefined when it is over, or another's */
export function endVisitRow(tx: Tx, of: { sideId: string; id: string; personId: string; now: number }): Promise<VisitRow | undefined> {
  return tx.row<VisitRow>(
    `update console.visit v set ended_at = ${at(4)} where v.side_id = $1 and v.id = $2 and v.person_id = $3 and v.ended_at is null and v.ends_at > ${at(4)}
     returning ${columns}`,
    [of.sideId, of.id, of.personId, of.now],
  );
}

export interface VisitFilter {
  sideId: string | null;
  customerId: string | null;
  installationId: string | null;
  after: string | null;
  limit: number;
}

export function listVisitRows(tx: Tx, filter: VisitFilter): Promise<VisitRow[]> {
  return tx.rows<VisitRow>(
    `select ${columns} from console.visit v where ($1::uuid is null or v.side_id = $1) and ($2::uuid is null or v.customer_id = $2)
       and ($3::uuid is null or v.installation_id = $3) and ($4::uuid is null or v.id < $4) order by v.id desc limit $5`,
    [filter.sideId, filter.customerId, filter.installationId, filter.after, filter.limit],
  );
}
