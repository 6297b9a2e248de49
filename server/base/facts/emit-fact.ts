import type { TxCtx } from "../ctx.ts";
import { newId } from "../ids.ts";

/** A domain event: ids and states only, never personal data. */
export interface FactInput {
  /** `run.finished` */
  type: string;
  v?: number;
  sideId?: string | null;
  customerId?: string | null;
  publisherId?: string | null;
  subject: string;
  /** The subject row's counter after this change. */
  subjectVersion: number;
  data?: object;
}

/** Writes facts in the caller's transaction: they exist exactly when the change does. */
export async function emitFacts(ctx: TxCtx, facts: readonly FactInput[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((fact) => ({
    id: newId(ctx.clock),
    type: fact.type,
    v: fact.v ?? 1,
    side_id: fact.sideId ?? null,
    customer_id: fact.customerId ?? null,
    publisher_id: fact.publisherId ?? null,
    subject: fact.subject,
    subject_version: fact.subjectVersion,
    data: fact.data ?? {},
  }));
  await ctx.tx.named(
    "base-facts",
    `insert into base.fact (id, type, v, at, side_id, customer_id, publisher_id, subject, subject_version, data)
     select r.id, r.type, r.v, to_timestamp($2::float8 / 1000), r.side_id, r.customer_id, r.publisher_id, r.subject, r.subject_version, r.data
     from jsonb_to_recordset($1) as r (id uuid, type text, v int, side_id uuid, customer_id uuid, publisher_id uuid, subject uuid, subject_version bigint, data jsonb)`,
    [JSON.stringify(rows), ctx.clock.now()],
  );
}
