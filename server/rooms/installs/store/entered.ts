import type { Translations } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface EnteredRow {
  id: string;
  name: string;
  title: string;
  config: Record<string, unknown>;
  /** The fields of its form. */
  properties: Record<string, { title?: unknown }> | null;
  /** How its release and its listing say their texts elsewhere. */
  said: Translated;
  listed: Translated;
}

interface Translated {
  language?: string;
  translations?: Translations;
}

/** A customer's installations that hold something secret of their settings, newest first. */
export function listEnteredRows(tx: Tx, customerId: string, after: string | null, limit: number): Promise<EnteredRow[]> {
  return tx.rows<EnteredRow>(
    `select i.id, i.name, coalesce(l.title, '') as title, i.config, r.manifest #> '{configs,schema,properties}' as properties,
       jsonb_strip_nulls(jsonb_build_object('language', r.manifest -> 'language', 'translations', r.manifest -> 'translations')) as said,
       jsonb_strip_nulls(jsonb_build_object('language', l.language, 'translations', l.translations)) as listed
     from installs.installation i join catalog.v_release r on r.id = i.release_id left join catalog.v_listing l on l.id = i.listing_id
     where i.customer_id = $1 and i.state <> 'removed' and jsonb_path_exists(i.config::jsonb, '$.*."$secret"') and ($2::uuid is null or i.id < $2)
     order by i.id desc limit $3`,
    [customerId, after, limit],
  );
}
