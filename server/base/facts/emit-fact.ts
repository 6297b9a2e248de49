import { arrayOf, arrayOfTexts } from "../db/array-literal.ts";
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
  await ctx.tx.named(
    "base-facts",
    `with told as (select *, to_timestamp($10::float8 / 1000) as at from unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[],
       $8::bigint[], $9::text[]) as t (fact_id, type, v, side_id, customer_id, publisher_id, subject, subject_version, data))
     insert into base.fact (id, type, v, at, side_id, customer_id, publisher_id, subject, subject_version, data)
     select fact_id, type, v, at, side_id, customer_id, publisher_id, subject, subject_version, data::jsonb from told`,
    [
      arrayOf(facts.map(() => newId(ctx.clock))),
      arrayOfTexts(facts.map((fact) => fact.type)),
      arrayOf(facts.map((fact) => fact.v ?? 1)),
      arrayOf(facts.map((fact) => fact.sideId ?? null)),
      arrayOf(facts.map((fact) => fact.customerId ?? null)),
      arrayOf(facts.map((fact) => fact.publisherId ?? null)),
      arrayOf(facts.map((fact) => fact.subject)),
      arrayOf(facts.map((fact) => fact.subjectVersion)),
      arrayOfTexts(facts.map((fact) => JSON.stringify(fact.data ?? {}))),
      ctx.clock.now(),
    ],
  );
}
