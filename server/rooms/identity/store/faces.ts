import type { Tx } from "../../../base/index.ts";

export interface FaceRow {
  sideId: string;
  name: string;
  look: Record<string, string>;
  test: boolean;
  /** The host's page that holds the marketplace. */
  page: string | null;
  support: string | null;
  origins: string[];
}

export function listFaces(tx: Tx, sideIds: readonly string[]): Promise<FaceRow[]> {
  return tx.rows<FaceRow>(
    `select s.id as "sideId", h.name, h.look, s.kind = 'test' as test, s.page, s.support, h.origins from identity.side s join identity.host h on h.id = s.host_id where s.id = any($1::uuid[])`,
    [sideIds],
  );
}

/** What is given: an empty text takes it away. */
export async function saveFace(tx: Tx, sideId: string, face: { page: string | null; support: string | null }): Promise<void> {
  await tx.run(
    "update identity.side set page = nullif(coalesce($2, page), ''), support = nullif(coalesce($3, support), '') where id = $1",
    [sideId, face.page, face.support],
  );
}
