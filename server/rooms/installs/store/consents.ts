import type { Asks } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";
import type { Words } from "../words-read.ts";

export interface ConsentRow {
  id: string;
  way: "install" | "upgrade" | "allow";
  releaseId: string;
  releaseVersion: string;
  manifestDigest: string;
  consentDigest: string;
  asks: Asks;
  /** How whoever agreed read it; null: as it is. */
  said: Words | null;
  actorKind: string;
  /** A person's, where it is one the reader may see. */
  actorName: string | null;
  at: number;
}

export type NewConsent = Omit<ConsentRow, "actorName"> & {
  installationId: string;
  customerId: string;
  sideId: string;
  actorId: string | null;
};

export async function insertConsent(tx: Tx, row: NewConsent): Promise<void> {
  await tx.run(
    `insert into installs.consent (id, installation_id, customer_id, side_id, way, release_id, release_version, manifest_digest, consent_digest, asks, actor_kind,
       actor_id, at, said) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13::float8 / 1000), $14)`,
    [
      row.id,
      row.installationId,
      row.customerId,
      row.sideId,
      row.way,
      row.releaseId,
      row.releaseVersion,
      row.manifestDigest,
      row.consentDigest,
      JSON.stringify(row.asks),
      row.actorKind,
      row.actorId,
      row.at,
      row.said && JSON.stringify(row.said),
    ],
  );
}

/** The newest hundred, newest first. */
export function listConsentRows(tx: Tx, customerId: string, installationId: string): Promise<ConsentRow[]> {
  return tx.rows<ConsentRow>(
    `select c.id, c.way, c.release_id as "releaseId", c.release_version as "releaseVersion", c.manifest_digest as "manifestDigest",
       c.consent_digest as "consentDigest", c.asks, c.actor_kind as "actorKind", coalesce(p.name, p.email) as "actorName", c.at, c.said
     from installs.consent c left join identity.v_person p on p.id = c.actor_id and c.actor_kind = 'person'
     where c.customer_id = $1 and c.installation_id = $2 order by c.id desc limit 100`,
    [customerId, installationId],
  );
}
